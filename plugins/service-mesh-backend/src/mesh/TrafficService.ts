import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MetricsSourceKind,
  Warning,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  Mesh,
  MeshTraffic,
  MetricsScope,
  MetricsSource,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster } from '../clusters';
import { isTooManyProxies } from '../metrics/proxies';
import { RefreshCache } from './RefreshCache';

/**
 * What is known of the traffic of a cluster.
 *
 * @internal
 */
export interface TrafficView {
  source: MetricsSourceKind;
  /** Absent where nothing was ever measured. */
  traffic?: MeshTraffic;
  /** Milliseconds since the epoch; set where the newest attempts failed and `traffic` is older. */
  staleSince?: number;
  warnings: readonly Warning[];
}

/** @internal */
export interface TrafficOptions {
  windowSeconds: number;
  /** Whom the question is about: where the whole mesh can not be read, at least these are. */
  focus?: readonly WorkloadRef[];
}

/** Namespaces of at most so many workloads are asked as a whole, and the answer serves everybody who looks into it. */
const SMALL_NAMESPACE = 60;

/** Seconds between samples, where the source does not know. */
const DEFAULT_INTERVAL = 10;

const MAX_REFRESH_MS = 30_000;

/**
 * Asks meshes for their traffic, once for everybody: counts of a whole cluster, and latency by namespace or focus. Nothing here is
 * asked per workload or per viewer.
 *
 * @internal
 */
export class TrafficService {
  private readonly cache: RefreshCache<MeshTraffic>;

  constructor(options: { logger: LoggerService; now?(): number }) {
    this.cache = new RefreshCache({
      logger: options.logger,
      now: options.now ?? Date.now,
      // Rows, so that a few answers of a huge mesh do not take what thousands of small ones may.
      maxWeight: 500_000,
      weightOf: ({ workloads, edges }) => 1 + workloads.length + edges.length,
    });
  }

  /** Requests, outcomes, mean latency, connections and mTLS of everything in the cluster. */
  async counts(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    options: TrafficOptions,
  ): Promise<TrafficView> {
    return this.ask(cluster, snapshot, options.windowSeconds, async ask => {
      try {
        return await ask({ part: 'counts' });
      } catch (error) {
        if (!options.focus || !isTooManyProxies(error)) {
          throw error;
        }
        return ask({
          part: 'counts',
          scope: scopeOf(snapshot, options.focus),
        });
      }
    });
  }

  /** Latency buckets of what is in focus, and of the calls from and to it. */
  async latency(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    options: TrafficOptions & { focus: readonly WorkloadRef[] },
  ): Promise<TrafficView> {
    return this.focused(cluster, snapshot, options, { part: 'latency' });
  }

  /** Inbound counts of the pods of what is in focus. */
  async pods(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    options: TrafficOptions & { focus: readonly WorkloadRef[] },
  ): Promise<TrafficView> {
    return this.focused(cluster, snapshot, options, {
      part: 'counts',
      byPod: true,
      inboundOnly: true,
    });
  }

  /** Inbound latency buckets of the pods of what is in focus. */
  async podLatency(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    options: TrafficOptions & { focus: readonly WorkloadRef[] },
  ): Promise<TrafficView> {
    return this.focused(cluster, snapshot, options, {
      part: 'latency',
      byPod: true,
      inboundOnly: true,
    });
  }

  /** Calls between the pods of one workload and their peers' pods, and their latency. */
  async podCalls(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    options: { windowSeconds: number; workload: WorkloadRef },
    part: 'counts' | 'latency',
  ): Promise<TrafficView> {
    return this.ask(cluster, snapshot, options.windowSeconds, ask =>
      ask({ part, byPod: true, scope: { workloads: [options.workload] } }),
    );
  }

  /** One question per namespace, or one for the focus alone where its namespace is large. */
  private async focused(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    options: TrafficOptions & { focus: readonly WorkloadRef[] },
    request: Partial<TrafficRequest>,
  ): Promise<TrafficView> {
    const scopes = splitFocus(snapshot, options.focus);
    const views = await Promise.all(
      scopes.map(scope =>
        this.ask(cluster, snapshot, options.windowSeconds, ask =>
          ask({ ...request, scope }),
        ),
      ),
    );
    return mergeViews(views);
  }

  private async ask(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    windowSeconds: number,
    run: (
      ask: (request: Partial<TrafficRequest>) => Promise<{
        value: MeshTraffic;
        staleSince?: number;
        problem?: string;
      }>,
    ) => ReturnType<typeof ask>,
  ): Promise<TrafficView> {
    const opened = await open(cluster);
    if (!('source' in opened)) {
      return { source: 'none', warnings: [opened.warning] };
    }
    const { mesh, source } = opened;
    const interval =
      1000 * (source.scrapeIntervalSeconds() ?? DEFAULT_INTERVAL);
    // A ring of samples costs nothing to ask; it must not make its numbers older than they are.
    const refreshMs = source.kind === 'proxies' ? interval / 2 : interval;
    const ask = (request: Partial<TrafficRequest>) =>
      this.cache.get(
        JSON.stringify([
          cluster.name,
          windowSeconds,
          request.part,
          request.byPod,
          request.inboundOnly,
          keyOf(request.scope),
        ]),
        Math.min(refreshMs, MAX_REFRESH_MS),
        () =>
          mesh.traffic({
            ...request,
            metrics: source,
            snapshot,
            windowSeconds,
          }),
      );
    try {
      const { value, staleSince, problem } = await run(ask);
      return {
        source: source.kind,
        traffic: value,
        ...(staleSince !== undefined && { staleSince }),
        warnings: problem
          ? [
              ...value.warnings,
              {
                code: 'stale',
                message: `Numbers of cluster ${cluster.name} stopped: ${problem}`,
                cluster: cluster.name,
              },
            ]
          : value.warnings,
      };
    } catch (error) {
      return {
        source: source.kind,
        warnings: [
          {
            code: 'metrics-unavailable',
            message: `No numbers of cluster ${cluster.name}: ${messageOf(
              error,
            )}`,
            cluster: cluster.name,
          },
        ],
      };
    }
  }
}

async function open(
  cluster: Cluster,
): Promise<{ mesh: Mesh; source: MetricsSource } | { warning: Warning }> {
  const warn = (code: string, message: string) => ({
    warning: { code, message, cluster: cluster.name },
  });
  let mesh: Mesh | undefined;
  try {
    mesh = await cluster.mesh();
  } catch (error) {
    return warn(
      'cluster-unreachable',
      `Cluster ${cluster.name} can not be asked for its mesh: ${messageOf(
        error,
      )}`,
    );
  }
  if (!mesh) {
    return warn(
      'no-mesh',
      `No mesh was found in cluster ${cluster.name}: its workloads are shown without numbers`,
    );
  }
  const { source, steps } = await cluster.metrics();
  if (!source) {
    const reasons = steps.flatMap(({ reason }) => (reason ? [reason] : []));
    return warn(
      'no-metrics-source',
      `Nothing measures cluster ${cluster.name}${
        reasons.length > 0 ? `: ${reasons.join('; ')}` : ''
      }`,
    );
  }
  return { mesh, source };
}

function scopeOf(
  snapshot: InventorySnapshot,
  focus: readonly WorkloadRef[],
): MetricsScope {
  const namespaces = [...new Set(focus.map(({ namespace }) => namespace))];
  return namespaces.every(name => isSmall(snapshot, name))
    ? { namespaces }
    : { workloads: focus };
}

function splitFocus(
  snapshot: InventorySnapshot,
  focus: readonly WorkloadRef[],
): MetricsScope[] {
  const byNamespace = new Map<string, WorkloadRef[]>();
  for (const workload of focus) {
    const siblings = byNamespace.get(workload.namespace) ?? [];
    siblings.push(workload);
    byNamespace.set(workload.namespace, siblings);
  }
  return [...byNamespace].map(([name, workloads]) =>
    isSmall(snapshot, name) || workloads.length > SMALL_NAMESPACE
      ? { namespaces: [name] }
      : { workloads },
  );
}

function isSmall(snapshot: InventorySnapshot, namespace: string): boolean {
  return snapshot.workloads(namespace).length <= SMALL_NAMESPACE;
}

function keyOf(scope: MetricsScope | undefined): string {
  return JSON.stringify([
    [...(scope?.namespaces ?? [])].sort(),
    (scope?.workloads ?? []).map(workloadKey).sort(),
  ]);
}

function mergeViews(views: readonly TrafficView[]): TrafficView {
  const measured = views.flatMap(({ traffic }) => (traffic ? [traffic] : []));
  const stale = views.flatMap(({ staleSince }) => staleSince ?? []);
  const warnings = new Map(
    views.flatMap(view => view.warnings).map(w => [JSON.stringify(w), w]),
  );
  return {
    source: views[0]?.source ?? 'none',
    ...(measured.length > 0 && {
      traffic: {
        workloads: measured.flatMap(({ workloads }) => workloads),
        edges: measured.flatMap(({ edges }) => edges),
        windowSeconds: Math.min(...measured.map(t => t.windowSeconds)),
        measuredAt: Math.min(...measured.map(t => t.measuredAt)),
        warnings: [],
      },
    }),
    ...(stale.length > 0 && { staleSince: Math.min(...stale) }),
    warnings: [...warnings.values()],
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
