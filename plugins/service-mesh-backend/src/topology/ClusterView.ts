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
import { messageOf } from '../messageOf';
import { isSwitchedOff } from '../switches';
import { Cluster, Clusters } from '../clusters';
import { gatewayWorkloads } from '../mesh/gatewayWorkloads';
import { TrafficService, TrafficView } from '../mesh/TrafficService';
import { withCallersElsewhere } from './callersElsewhere';
import { GraphBuilder } from './GraphBuilder';

/**
 * What is known of one cluster beside its traffic.
 *
 * @internal
 */
export interface KnownCluster {
  cluster: Cluster;
  snapshot: InventorySnapshot;
  mesh?: Mesh;
  /** Names of namespaces that are not shown. */
  hidden: ReadonlySet<string>;
  /** Keys of the workloads in them that pass on calls of other clusters: they are shown. */
  gateways: ReadonlySet<string>;
  warnings: Warning[];
}

/**
 * What is known of one cluster for one question.
 *
 * @internal
 */
export interface ClusterView extends KnownCluster {
  counts: TrafficView;
}

/** @internal */
export interface ClusterViewOptions {
  clusters: Clusters;
  traffic: TrafficService;
  logger: LoggerService;
}

/** What is asked about clusters, and until when. */
interface Question {
  windowSeconds: number;
  at?: number;
  signal?: AbortSignal;
}

/**
 * Reads the inventory of a cluster.
 *
 * @throws NotFoundError where there is no such cluster; ServiceUnavailableError where its inventory was never complete
 * @internal
 */
export async function knowCluster(
  options: Pick<ClusterViewOptions, 'clusters' | 'logger'>,
  name: string,
  signal?: AbortSignal,
): Promise<KnownCluster> {
  const cluster = await options.clusters.get(name);
  const snapshot =
    cluster.inventory.snapshot() ?? (await cluster.inventory.ready(signal));
  const warnings: Warning[] = [];
  const { state, reason, since } = cluster.inventory.state();
  if (state === 'stale' || state === 'unreachable') {
    warnings.push({
      code: 'inventory-stale',
      message: `Cluster ${name} is shown as it was${
        since ? ` at ${since}` : ''
      }: its API server can not be read now, and is asked again and again`,
      cluster: name,
      ...(reason && { reason }),
    });
  }
  const mesh = await cluster.mesh().catch(error => {
    options.logger.debug(`No mesh is known in cluster ${name}: ${error}`);
    return undefined;
  });
  const { include, exclude } = cluster.config.namespaces;
  const system = (mesh?.installation.systemNamespaces ?? []).filter(
    namespace => !include.includes(namespace),
  );
  return {
    cluster,
    snapshot,
    mesh,
    hidden: new Set([...exclude, ...system]),
    gateways: gatewayWorkloads(
      snapshot,
      system,
      pod => mesh?.isGateway?.(pod) === true,
    ),
    warnings,
  };
}

/**
 * Reads the inventory and the counts of a cluster.
 *
 * @throws NotFoundError where there is no such cluster; ServiceUnavailableError where its inventory was never complete
 * @internal
 */
export async function viewCluster(
  options: ClusterViewOptions,
  name: string,
  question: Question & { focus?: readonly WorkloadRef[] },
): Promise<ClusterView> {
  const known = await knowCluster(options, name, question.signal);
  return withCounts(options, known, question);
}

/**
 * Adds the counts of a cluster.
 *
 * @internal
 */
export async function withCounts(
  options: ClusterViewOptions,
  known: KnownCluster,
  question: Question & { focus?: readonly WorkloadRef[] },
): Promise<ClusterView> {
  const counts = await withCallersElsewhere(
    options,
    known,
    await options.traffic.counts(known.cluster, known.snapshot, question),
    question,
  );
  return {
    ...known,
    counts,
    warnings: [...known.warnings, ...counts.warnings],
  };
}

/**
 * Views of several clusters. Those that can not be asked become warnings.
 *
 * @throws ServiceUnavailableError where none could be asked
 * @internal
 */
export function viewClusters(
  options: ClusterViewOptions,
  workloads: readonly WorkloadRef[],
  question: Question,
): Promise<{ views: ClusterView[]; warnings: Warning[] }> {
  return eachCluster(workloads, (name, focus) =>
    viewCluster(options, name, { ...question, focus }),
  );
}

/**
 * Looks into each cluster that has one of the workloads. Those that can not be asked become warnings.
 *
 * @throws ServiceUnavailableError where none could be asked
 * @internal
 */
export function eachCluster<T>(
  workloads: readonly WorkloadRef[],
  look: (cluster: string, focus: readonly WorkloadRef[]) => Promise<T>,
): Promise<{ views: T[]; warnings: Warning[] }> {
  const byCluster = new Map<string, WorkloadRef[]>();
  for (const workload of workloads) {
    const focus = byCluster.get(workload.cluster) ?? [];
    focus.push(workload);
    byCluster.set(workload.cluster, focus);
  }
  return eachNamedCluster([...byCluster.keys()], name =>
    look(name, byCluster.get(name) ?? []),
  );
}

/**
 * Looks into clusters, all at once. Those that can not be asked become warnings.
 *
 * @throws ServiceUnavailableError where none could be asked
 * @internal
 */
export async function eachNamedCluster<T>(
  names: readonly string[],
  look: (cluster: string) => Promise<T>,
): Promise<{ views: T[]; warnings: Warning[] }> {
  const warnings: Warning[] = [];
  const found = await Promise.all(
    names.map(async name => {
      try {
        return [await look(name)];
      } catch (error) {
        warnings.push(unreachable(name, error));
        return [];
      }
    }),
  );
  const views = found.flat();
  if (names.length > 0 && views.length === 0) {
    throw new ServiceUnavailableError(
      warnings.map(({ message }) => message).join('; '),
    );
  }
  return { views, warnings };
}

/**
 * What is said of a cluster that could not be asked.
 *
 * @internal
 */
export function unreachable(name: string, error: unknown): Warning {
  if (isSwitchedOff(error)) {
    return { code: 'cluster-paused', message: error.message, cluster: name };
  }
  return {
    code: 'cluster-unreachable',
    message: `Cluster ${name} is missing: it can not be read at the moment`,
    cluster: name,
    reason: messageOf(error),
  };
}

/** @internal */
export function graphOf(
  view: ClusterView,
  latency?: TrafficView,
): GraphBuilder {
  return new GraphBuilder({
    cluster: view.cluster.name,
    snapshot: view.snapshot,
    mesh: view.mesh,
    counts: view.counts.traffic,
    latency: latency?.traffic,
    hidden: view.hidden,
    gateways: view.gateways,
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
    ...(view.counts.memory && { memory: view.counts.memory }),
    windowSeconds: view.counts.traffic?.windowSeconds ?? 0,
    ...(times.length > 0 && {
      measuredAt: new Date(Math.min(...times)).toISOString(),
    }),
    ...(stale.length > 0 && {
      staleSince: new Date(Math.min(...stale)).toISOString(),
    }),
  };
}
