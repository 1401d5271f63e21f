import {
  InventoryPod,
  KubernetesStatusError,
  Mesh,
  MeshContext,
  MeshInstallation,
  MeshProvider,
} from '@backstage-mesh/plugin-service-mesh-node';
import { imageTag } from '../../inventory';
import { LinkerdMesh } from './LinkerdMesh';
import { LINKERD_PERMISSIONS } from './permissions';
import { LinkerdSettings, readLinkerdSettings } from './settings';

interface DeploymentList {
  items?: {
    metadata?: { name?: string; labels?: Record<string, string> };
    spec?: {
      template?: { spec?: { containers?: { image?: string }[] } };
    };
  }[];
}

/** Every version has it. */
const CONTROL_PLANE_DEPLOYMENT = 'linkerd-destination';

const COMPONENT_LABEL = 'linkerd.io/control-plane-component';
const VERSION_LABEL = 'app.kubernetes.io/version';
const CONTROL_PLANE_LABEL = 'linkerd.io/control-plane-ns';

/**
 * Finds Linkerd by its control plane, or by the pods that it injected.
 *
 * @internal
 */
export class LinkerdProvider implements MeshProvider {
  readonly id = 'linkerd';
  readonly permissions = LINKERD_PERMISSIONS;

  async detect(context: MeshContext): Promise<MeshInstallation | undefined> {
    const settings = readLinkerdSettings(context.config);
    const snapshot = await context.inventory.ready();
    const controlPlane = await this.findControlPlane(context, settings);
    // The control plane's own namespace may be closed to the portal: the pods tell it too.
    const injected = snapshot
      .pods()
      .find(pod => pod.labels[CONTROL_PLANE_LABEL] !== undefined);
    if (!controlPlane && !injected) {
      return undefined;
    }
    const controlPlaneNamespace = controlPlane
      ? settings.namespace
      : injected!.labels[CONTROL_PLANE_LABEL];
    const extensions = snapshot
      .namespaces()
      .filter(({ labels }) => labels['linkerd.io/extension'] !== undefined)
      .map(({ name }) => name);
    const version = controlPlane?.version ?? proxyVersion(snapshot.pods());
    return {
      mesh: this.id,
      ...(version && { version }),
      controlPlaneNamespace,
      systemNamespaces: [
        ...new Set([
          controlPlaneNamespace,
          settings.vizNamespace,
          ...extensions,
        ]),
      ],
      clusterName: settings.meshClusterName ?? context.inventory.cluster,
    };
  }

  connect(context: MeshContext, installation: MeshInstallation): Mesh {
    return new LinkerdMesh(
      context,
      installation,
      readLinkerdSettings(context.config),
    );
  }

  private async findControlPlane(
    { connection }: MeshContext,
    { namespace }: LinkerdSettings,
  ): Promise<{ version?: string } | undefined> {
    let list: DeploymentList;
    try {
      list = await connection.json<DeploymentList>({
        path: `/apis/apps/v1/namespaces/${encodeURIComponent(
          namespace,
        )}/deployments`,
        headTimeoutMs: 10_000,
      });
    } catch (error) {
      if (
        error instanceof KubernetesStatusError &&
        (error.status === 403 || error.status === 404)
      ) {
        return undefined;
      }
      throw error;
    }
    const deployment = list.items?.find(
      ({ metadata }) =>
        metadata?.name === CONTROL_PLANE_DEPLOYMENT ||
        metadata?.labels?.[COMPONENT_LABEL] === 'destination',
    );
    if (!deployment) {
      return undefined;
    }
    const image = deployment.spec?.template?.spec?.containers
      ?.map(container => container.image)
      .find(name => name?.includes('/controller:'));
    return {
      version:
        deployment.metadata?.labels?.[VERSION_LABEL] ??
        (image && imageTag(image)),
    };
  }
}

/** The version of most proxies: all that there is to see where the control plane is closed to the portal. */
function proxyVersion(pods: readonly InventoryPod[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { containers } of pods) {
    const image = containers.find(
      ({ name }) => name === 'linkerd-proxy',
    )?.image;
    const tag = image && imageTag(image);
    if (tag) {
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
