import {
  ClusterConnection,
  GatewayState,
  KubernetesStatusError,
} from '@backstage-mesh/plugin-service-mesh-node';
import { parseIdentity } from '../identity';
import { fieldsOf, listOf, textMapOf, textOf } from '../rules/objects/fields';

const CLUSTER_LABEL = 'mirror.linkerd.io/cluster-name';
const MIRRORED_LABEL = 'mirror.linkerd.io/mirrored-service';
const ORIGIN_ANNOTATION = 'mirror.linkerd.io/remote-svc-fq-name';

/** Newest first: a cluster serves one of them, or several. */
const LINK_VERSIONS = ['v1alpha3', 'v1alpha2', 'v1alpha1'];

const HEAD_TIMEOUT_MS = 10_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** Which other clusters a cluster is linked to, and which of their Services have mirrors, as its objects say. @internal */
export interface Mirrors {
  /** By what the mesh calls the other cluster. */
  gateways: ReadonlyMap<string, GatewayState>;
  /** Why the Links could not be read, where that is so; clusters without mirrored Services are missing then. */
  problem?: KubernetesStatusError;
}

/**
 * Reads the mirrored Services, and the Links that they come by.
 *
 * @throws KubernetesStatusError where Services may not be read; ServiceUnavailableError where the cluster can not be reached
 * @internal
 */
export async function readMirrors(
  connection: ClusterConnection,
  signal?: AbortSignal,
): Promise<Mirrors> {
  const [services, links] = await Promise.all([
    list(connection, '/api/v1/services', signal, {
      labelSelector: `${MIRRORED_LABEL}=true`,
    }),
    readLinks(connection, signal),
  ]);
  const gateways = new Map<string, GatewayState>();
  for (const { spec } of links.items.map(fieldsOf)) {
    const { targetClusterName, gatewayIdentity } = fieldsOf(spec);
    const meshCluster = textOf(targetClusterName);
    if (meshCluster) {
      const account = parseIdentity(textOf(gatewayIdentity) ?? '');
      gateways.set(meshCluster, {
        meshCluster,
        ...(account && {
          // The chart gives the gateway and its ServiceAccount one name.
          name: account.serviceAccount,
          namespace: account.namespace,
        }),
        mirroredServices: [],
      });
    }
  }
  for (const object of services) {
    const metadata = fieldsOf(fieldsOf(object).metadata);
    const name = textOf(metadata.name);
    const namespace = textOf(metadata.namespace);
    const meshCluster = textOf(textMapOf(metadata.labels)[CLUSTER_LABEL]);
    if (name && namespace && meshCluster) {
      const gateway = gateways.get(meshCluster) ?? {
        meshCluster,
        mirroredServices: [],
      };
      const origin = originOf(
        textMapOf(metadata.annotations)[ORIGIN_ANNOTATION],
      );
      gateways.set(meshCluster, {
        ...gateway,
        mirroredServices: [
          ...gateway.mirroredServices,
          { namespace, name, ...(origin && { origin }) },
        ],
      });
    }
  }
  return { gateways, ...(links.problem && { problem: links.problem }) };
}

async function readLinks(
  connection: ClusterConnection,
  signal: AbortSignal | undefined,
): Promise<{ items: readonly unknown[]; problem?: KubernetesStatusError }> {
  for (const version of LINK_VERSIONS) {
    try {
      const path = `/apis/multicluster.linkerd.io/${version}/links`;
      return { items: await list(connection, path, signal) };
    } catch (error) {
      if (!(error instanceof KubernetesStatusError)) {
        throw error;
      }
      if (error.status !== 404) {
        return { items: [], problem: error };
      }
    }
  }
  return { items: [] };
}

async function list(
  connection: ClusterConnection,
  path: string,
  signal: AbortSignal | undefined,
  query: Record<string, string> = {},
): Promise<readonly unknown[]> {
  const answer = await connection.json<unknown>({
    path,
    query,
    headTimeoutMs: HEAD_TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    signal,
  });
  return listOf(fieldsOf(answer).items);
}

/** `podinfo.apps.svc.cluster.local` is `podinfo` in `apps`. */
function originOf(
  name: string | undefined,
): { namespace: string; name: string } | undefined {
  const [service, namespace] = (name ?? '').split('.');
  return service && namespace ? { namespace, name: service } : undefined;
}
