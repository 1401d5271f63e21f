import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  Measurement,
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  Mesh,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster, Clusters } from '../clusters';
import { TrafficService, TrafficView } from '../mesh/TrafficService';
import { GraphBuilder } from './GraphBuilder';
import { EntityRefsOf } from './TopologyService';

/**
 * What is known of one cluster for one question.
 *
 * @internal
 */
export interface ClusterView {
  cluster: Cluster;
  snapshot: InventorySnapshot;
  mesh?: Mesh;
  counts: TrafficView;
  /** Names of namespaces that are not shown. */
  hidden: ReadonlySet<string>;
  warnings: Warning[];
}

/**
 * Reads the inventory and the counts of a cluster.
 *
 * @throws NotFoundError where there is no such cluster; ServiceUnavailableError where its inventory was never complete
 * @internal
 */
export async function viewCluster(
  options: {
    clusters: Clusters;
    traffic: TrafficService;
    logger: LoggerService;
  },
  name: string,
  question: {
    windowSeconds: number;
    focus?: readonly WorkloadRef[];
    signal?: AbortSignal;
  },
): Promise<ClusterView> {
  const cluster = await options.clusters.get(name);
  const snapshot =
    cluster.inventory.snapshot() ??
    (await cluster.inventory.ready(question.signal));
  const warnings: Warning[] = [];
  const { state, reason, since } = cluster.inventory.state();
  if (state === 'stale' || state === 'unreachable') {
    warnings.push({
      code: 'inventory-stale',
      message: `Cluster ${name} is shown as it was${
        since ? ` at ${since}` : ''
      }: ${reason ?? 'its API server does not answer'}`,
      cluster: name,
    });
  }
  const [mesh, counts] = await Promise.all([
    cluster.mesh().catch(error => {
      options.logger.debug(`No mesh is known in cluster ${name}: ${error}`);
      return undefined;
    }),
    options.traffic.counts(cluster, snapshot, question),
  ]);
  const { include, exclude } = cluster.config.namespaces;
  const system = (mesh?.installation.systemNamespaces ?? []).filter(
    namespace => !include.includes(namespace),
  );
  return {
    cluster,
    snapshot,
    mesh,
    counts,
    hidden: new Set([...exclude, ...system]),
    warnings: [...warnings, ...counts.warnings],
  };
}

/**
 * Views of several clusters. Those that can not be asked become warnings.
 *
 * @throws ServiceUnavailableError where none could be asked
 * @internal
 */
export async function viewClusters(
  options: Parameters<typeof viewCluster>[0],
  workloads: readonly WorkloadRef[],
  question: { windowSeconds: number; signal?: AbortSignal },
): Promise<{ views: ClusterView[]; warnings: Warning[] }> {
  const names = [...new Set(workloads.map(({ cluster }) => cluster))];
  const warnings: Warning[] = [];
  const views = await Promise.all(
    names.map(async name => {
      try {
        return await viewCluster(options, name, {
          ...question,
          focus: workloads.filter(({ cluster }) => cluster === name),
        });
      } catch (error) {
        warnings.push({
          code: 'cluster-unreachable',
          message: `Cluster ${name} is missing: ${
            error instanceof Error ? error.message : error
          }`,
          cluster: name,
        });
        return undefined;
      }
    }),
  );
  const known = views.flatMap(view => view ?? []);
  if (names.length > 0 && known.length === 0) {
    throw new ServiceUnavailableError(
      warnings.map(({ message }) => message).join('; '),
    );
  }
  return { views: known, warnings };
}

/** @internal */
export function graphOf(
  view: ClusterView,
  options: {
    latency?: TrafficView;
    entityRefs?: EntityRefsOf;
    clusterNamed(meshCluster: string): string;
  },
): GraphBuilder {
  return new GraphBuilder({
    cluster: view.cluster.name,
    snapshot: view.snapshot,
    mesh: view.mesh,
    counts: view.counts.traffic,
    latency: options.latency?.traffic,
    entityRefs: options.entityRefs,
    hidden: view.hidden,
    clusterNamed: options.clusterNamed,
  });
}

/** @internal */
export function measurementOf(
  view: ClusterView,
  others: readonly TrafficView[] = [],
): Measurement {
  const all = [view.counts, ...others].filter(({ traffic }) => traffic);
  const times = all.flatMap(({ traffic }) => traffic?.measuredAt ?? []);
  const stale = all.flatMap(({ staleSince }) => staleSince ?? []);
  return {
    cluster: view.cluster.name,
    source: view.counts.source,
    windowSeconds: view.counts.traffic?.windowSeconds ?? 0,
    ...(times.length > 0 && {
      measuredAt: new Date(Math.min(...times)).toISOString(),
    }),
    ...(stale.length > 0 && {
      staleSince: new Date(Math.min(...stale)).toISOString(),
    }),
  };
}
