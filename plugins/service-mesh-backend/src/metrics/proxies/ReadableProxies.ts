import { ServiceUnavailableError } from '@backstage/errors';
import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import {
  ClusterConnection,
  InventoryPod,
  InventorySnapshot,
  Mesh,
  MetricsScope,
  SourceWarning,
} from '@backstage-mesh/plugin-service-mesh-node';
import { clusterWarning } from '../../clusterWarning';
import { ProxyPod } from './FleetMembers';
import { ProxyAccess } from './ProxyAccess';
import { TooManyProxiesError } from './TooManyProxiesError';

/**
 * The most proxies that are read. Above it Prometheus is needed: 5,000 proxies every 15 s are 333 requests and some 100 MB a second.
 *
 * @internal
 */
export const MAX_PROXIES = 200;

/** @internal */
export interface ReadableProxiesOptions {
  cluster: string;
  connection: ClusterConnection;
  mesh: Pick<Mesh, 'proxyTarget' | 'isGateway'>;
  /** Namespaces of which the gateways alone are read: the mesh's own. */
  excludedNamespaces: readonly string[];
  now(): number;
}

/**
 * Knows which proxies a question is about, and which of them the portal's account may read.
 *
 * @internal
 */
export class ReadableProxies {
  private readonly access: ProxyAccess;

  constructor(private readonly options: ReadableProxiesOptions) {
    this.access = new ProxyAccess(options.connection, options.now);
  }

  /**
   * The pods that a question is about and whose proxies may be read.
   *
   * @throws TooManyProxiesError, or ServiceUnavailableError where none may be read
   */
  async find(
    snapshot: InventorySnapshot,
    scope: MetricsScope | undefined,
    warnings: SourceWarning[],
  ): Promise<ProxyPod[]> {
    // Who calls a workload is known to the callers alone: where all of them can be read, all are.
    const all = this.proxies(this.includedPods(snapshot));
    const pods =
      all.length <= MAX_PROXIES
        ? all
        : this.proxies(podsInScope(snapshot, scope));
    if (pods.length > MAX_PROXIES) {
      throw new TooManyProxiesError(
        `Cluster ${this.options.cluster} has ${pods.length} proxies to read, more than the ${MAX_PROXIES} that can be read directly: it needs a Prometheus (serviceMesh.clusters[].metrics.prometheus)`,
      );
    }
    const allowed = await this.access.allowed(
      pods.map(({ pod }) => pod.namespace),
    );
    const readable = pods.filter(({ pod }) => allowed.has(pod.namespace));
    if (readable.length < pods.length) {
      const message = `the portal's account may not get pods/proxy in ${
        readable.length === 0 ? 'any namespace' : 'every namespace'
      } of cluster ${this.options.cluster}`;
      if (readable.length === 0) {
        throw new ServiceUnavailableError(
          `The proxies can not be read: ${message}`,
        );
      }
      const failed = pods.length - readable.length;
      warnings.push({
        ...clusterWarning(
          this.options.cluster,
          'proxies-forbidden',
          `${failed} of ${pods.length} proxies are not read: ${message}`,
        ),
        values: { failed, total: pods.length },
      });
    }
    return readable;
  }

  private includedPods(snapshot: InventorySnapshot): readonly InventoryPod[] {
    const excluded = new Set(this.options.excludedNamespaces);
    const { mesh } = this.options;
    return snapshot
      .pods()
      .filter(
        pod => !excluded.has(pod.namespace) || mesh.isGateway?.(pod) === true,
      );
  }

  private proxies(pods: readonly InventoryPod[]): ProxyPod[] {
    return pods.flatMap(pod => {
      const target =
        pod.phase === 'Running'
          ? this.options.mesh.proxyTarget(pod)
          : undefined;
      return target ? [{ pod, target }] : [];
    });
  }
}

function podsInScope(
  snapshot: InventorySnapshot,
  scope?: MetricsScope,
): readonly InventoryPod[] {
  if (scope?.workloads) {
    const unique = new Map(
      scope.workloads.map(workload => [workloadKey(workload), workload]),
    );
    return [...unique.values()].flatMap(workload => snapshot.podsOf(workload));
  }
  if (scope?.namespaces) {
    return [...new Set(scope.namespaces)].flatMap(name => snapshot.pods(name));
  }
  return snapshot.pods();
}
