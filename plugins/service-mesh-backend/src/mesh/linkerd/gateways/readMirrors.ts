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
  /** What could not be read, and why. Without Links, clusters without mirrored Services are missing. */
  problems: {
    links?: KubernetesStatusError;
    services?: KubernetesStatusError;
  };
}

interface Listed {
  items: readonly unknown[];
  problem?: KubernetesStatusError;
}

/**
 * Reads the mirrored Services, and the Links that they come by.
 *
 * @throws ServiceUnavailableError where the cluster can not be reached; KubernetesStatusError where it answers with an error of its own
 * @internal
 */
export async function readMirrors(
  connection: ClusterConnection,
  signal?: AbortSignal,
): Promise<Mirrors> {
  const [services, links] = await Promise.all([
    readServices(connection, signal),
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
        ...(!services.problem && { mirroredServices: [] }),
      });
    }
  }
  for (const object of services.items) {
    const metadata = fieldsOf(fieldsOf(object).metadata);
    const name = textOf(metadata.name);
    const namespace = textOf(metadata.namespace);
    const meshCluster = textOf(textMapOf(metadata.labels)[CLUSTER_LABEL]);
    if (name && namespace && meshCluster) {
      const gateway = gateways.get(meshCluster) ?? { meshCluster };
      const origin = originOf(
        textMapOf(metadata.annotations)[ORIGIN_ANNOTATION],
      );
      gateways.set(meshCluster, {
        ...gateway,
        mirroredServices: [
          ...(gateway.mirroredServices ?? []),
          { namespace, name, ...(origin && { origin }) },
        ],
      });
    }
  }
  return {
    gateways,
    problems: {
      ...(links.problem && { links: links.problem }),
      ...(services.problem && { services: services.problem }),
    },
  };
}

/** An account that may not list Services may still read the rest: the cluster is not missing for that. */
async function readServices(
  connection: ClusterConnection,
  signal: AbortSignal | undefined,
): Promise<Listed> {
  try {
    const items = await list(connection, '/api/v1/services', signal, {
      labelSelector: `${MIRRORED_LABEL}=true`,
    });
    return { items };
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.status === 403) {
      return { items: [], problem: error };
    }
    throw error;
  }
}

async function readLinks(
  connection: ClusterConnection,
  signal: AbortSignal | undefined,
): Promise<Listed> {
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
