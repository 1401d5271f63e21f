import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MetricsSourceKind,
  SourceMemory,
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  MeshTraffic,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { clusterWarning } from '../clusterWarning';
import { messageOf } from '../messageOf';
import { Cluster } from '../clusters';
import { isTooManyProxies } from '../metrics/proxies';
import { shared, SharedAnswers } from '../metrics/shared';
import { Telemetry } from '../telemetry';
import { Origins } from './multicluster';
import { missingWarning, stoppedWarning } from './answerWarnings';
import { mergeViews } from './mergeViews';
import { openSource } from './openSource';
import { RefreshCache } from './RefreshCache';
import { scopeKey, scopeOf, splitFocus } from './scopes';
import { weightOfRows } from './weightOfRows';

/**
 * What is known of the traffic of a cluster.
 *
 * @internal
 */
export interface TrafficView {
  source: MetricsSourceKind;
  /** What the source remembers by itself. */
  memory?: SourceMemory;
  /** Absent where nothing was ever measured. */
  traffic?: MeshTraffic;
  /** Milliseconds since the epoch; set where the newest attempts failed and `traffic` is older. */
  staleSince?: number;
  warnings: readonly Warning[];
}

/** @internal */
export interface TrafficOptions {
  windowSeconds: number;
  /** The end of the window, in milliseconds since the epoch; now without it. */
  at?: number;
  /** Whom the question is about: where the whole mesh can not be read, at least these are. */
  focus?: readonly WorkloadRef[];
}

/** Seconds between samples, where the source does not know. */
const DEFAULT_INTERVAL = 10;

const MAX_REFRESH_MS = 30_000;

/** What was counted in the past does not change any more. */
const PAST_REFRESH_MS = 10 * 60_000;

/**
 * Asks meshes for their traffic, once for everybody: counts of a whole cluster, and latency by namespace or focus. Nothing here is
 * asked per workload or per viewer.
 *
 * @internal
 */
export class TrafficService {
  private readonly cache: RefreshCache<MeshTraffic>;

  constructor(
    private readonly options: {
      logger: LoggerService;
      now?(): number;
      /** Knows who answers for Services of other clusters. */
      origins?: Origins;
      /** Shares answers with other instances of the portal. */
      answers?: SharedAnswers;
      telemetry?: Telemetry;
    },
  ) {
    this.cache = new RefreshCache({
      logger: options.logger,
      now: options.now ?? Date.now,
      count: result => options.telemetry?.lookup('traffic', result),
      // Rows, so that a few answers of a huge mesh do not take what thousands of small ones may.
      maxWeight: 500_000,
      weightOf: ({ workloads, edges }) =>
        Math.ceil(1 + weightOfRows(workloads) + weightOfRows(edges)),
    });
  }

  /** Requests, outcomes, mean latency, connections and mTLS of everything in the cluster. */
  async counts(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    options: TrafficOptions,
  ): Promise<TrafficView> {
    return this.ask(cluster, snapshot, options, async ask => {
      try {
        return await ask({ part: 'counts' });
      } catch (error) {
        if (!options.focus || !isTooManyProxies(error)) {
          throw error;
        }
        const answer = await ask({
          part: 'counts',
          scope: scopeOf(snapshot, options.focus),
        });
        const warning = clusterWarning(
          cluster.name,
          'prometheus-needed',
          `Only what is around this component is measured: cluster ${cluster.name} has too many proxies to read them one by one, and needs a Prometheus`,
          messageOf(error),
        );
        return {
          ...answer,
          value: {
            ...answer.value,
            warnings: [...answer.value.warnings, warning],
          },
        };
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
    options: { windowSeconds: number; at?: number; workload: WorkloadRef },
    part: 'counts' | 'latency',
  ): Promise<TrafficView> {
    return this.ask(cluster, snapshot, options, ask =>
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
        this.ask(cluster, snapshot, options, ask => ask({ ...request, scope })),
      ),
    );
    return mergeViews(views);
  }

  private async ask(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    { windowSeconds, at }: Pick<TrafficOptions, 'windowSeconds' | 'at'>,
    run: (
      ask: (request: Partial<TrafficRequest>) => Promise<{
        value: MeshTraffic;
        staleSince?: number;
        problem?: string;
      }>,
    ) => ReturnType<typeof ask>,
  ): Promise<TrafficView> {
    const opened = await openSource(cluster);
    if (!('source' in opened)) {
      return { source: 'none', warnings: [opened.warning] };
    }
    const { mesh, source } = opened;
    const told = {
      source: source.kind,
      ...(source.memory && { memory: source.memory }),
    };
    const interval =
      1000 * (source.scrapeIntervalSeconds() ?? DEFAULT_INTERVAL);
    // A ring of samples costs nothing to ask; it must not make its numbers older than they are.
    const refreshMs = source.kind === 'proxies' ? interval / 2 : interval;
    const keptMs =
      at === undefined ? Math.min(refreshMs, MAX_REFRESH_MS) : PAST_REFRESH_MS;
    const { answers, origins } = this.options;
    const ask = (request: Partial<TrafficRequest>) =>
      this.cache.get(
        JSON.stringify([
          cluster.name,
          windowSeconds,
          at,
          request.part,
          request.byPod,
          request.inboundOnly,
          scopeKey(request.scope),
        ]),
        keptMs,
        async onAskedAt => {
          const traffic = await mesh.traffic({
            ...request,
            metrics: shared(answers, source, {
              cluster: cluster.name,
              maxAgeMs: keptMs,
              onAskedAt,
            }),
            snapshot,
            windowSeconds,
            at,
          });
          return origins?.join(traffic) ?? traffic;
        },
      );
    try {
      const { value, staleSince, problem } = await run(ask);
      return {
        ...told,
        traffic: value,
        ...(staleSince !== undefined && { staleSince }),
        warnings: problem
          ? [
              ...value.warnings,
              stoppedWarning(cluster.name, 'numbers', problem),
            ]
          : value.warnings,
      };
    } catch (error) {
      return {
        ...told,
        warnings: [missingWarning(cluster.name, 'numbers', error)],
      };
    }
  }
}
