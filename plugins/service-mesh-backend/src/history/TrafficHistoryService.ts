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
  MeshTrafficHistory,
  MetricsScope,
  SplitChange,
} from '@backstage-mesh/plugin-service-mesh-node';
import { clusterWarning } from '../clusterWarning';
import { Cluster } from '../clusters';
import { missingWarning, stoppedWarning } from '../mesh/answerWarnings';
import { shared, SharedAnswers } from '../metrics/shared';
import { Telemetry } from '../telemetry';
import { Origins } from '../mesh/multicluster';
import { openSource } from '../mesh/openSource';
import { RefreshCache } from '../mesh/RefreshCache';
import { scopeKey, splitFocus } from '../mesh/scopes';
import { weightOfRows } from '../mesh/weightOfRows';
import { HistorySteps } from './historySteps';
import {
  extend,
  refreshOf,
  Remembered,
  SURE_REFRESH_MS,
  unique,
} from './rememberedSteps';

/**
 * What is known of the traffic around some workloads of one cluster, step by step.
 *
 * @internal
 */
export interface HistoryView {
  source: MetricsSourceKind;
  /** What the source remembers by itself. */
  memory?: SourceMemory;
  /** In the order of the asked times; undefined where nothing is remembered. Calls between two namespaces may come twice. */
  steps: readonly (MeshTraffic | undefined)[];
  /** Milliseconds since the epoch, where that is later than the first step. */
  rememberedSince?: number;
  /** Changes of splits anywhere in the cluster. */
  splitChanges: readonly SplitChange[];
  /** Milliseconds since the epoch; set where the newest attempts failed and the newest steps are missing. */
  staleSince?: number;
  warnings: readonly Warning[];
}

/** Rows that are kept over all clusters. */
const MAX_ROWS = 1_000_000;

/**
 * Asks meshes for the history of their traffic: by namespace or focus, for everybody, and each step once.
 *
 * @internal
 */
export class TrafficHistoryService {
  private readonly cache: RefreshCache<Remembered>;

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
      count: result => options.telemetry?.lookup('history', result),
      maxWeight: MAX_ROWS,
      weightOf: ({ steps }) =>
        Math.ceil(
          [...steps.values()].reduce(
            (rows, step) =>
              rows +
              1 +
              weightOfRows(step?.workloads ?? []) +
              weightOfRows(step?.edges ?? []),
            1,
          ),
        ),
    });
  }

  /**
   * What could not be asked is a warning, and its steps are unknown.
   *
   * @throws the reason of the signal alone, where that aborts
   */
  async around(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    options: {
      /** Workloads, or whole namespaces. */
      focus: readonly WorkloadRef[] | { namespaces: readonly string[] };
      steps: HistorySteps;
      /** Whether the span ended long ago. */
      isPast: boolean;
      /** Leaves latency buckets out, which cost the most where there are many workloads. */
      countsOnly?: boolean;
      /** Of who asks: where nobody else wants the answer, it is no longer asked for. */
      signal?: AbortSignal;
    },
  ): Promise<HistoryView> {
    const opened = await openSource(cluster);
    if (!('source' in opened)) {
      return {
        source: 'none',
        steps: [],
        splitChanges: [],
        warnings: [opened.warning],
      };
    }
    const { mesh, source } = opened;
    const { stepSeconds, times } = options.steps;
    if (!mesh.trafficHistory) {
      return {
        source: source.kind,
        steps: [],
        splitChanges: [],
        warnings: [
          clusterWarning(
            cluster.name,
            'no-history',
            `The mesh of cluster ${cluster.name} tells no numbers over time`,
          ),
        ],
      };
    }
    const ask = async (
      scope: MetricsScope,
      missing: readonly number[],
      signal: AbortSignal,
    ) => {
      const history = await mesh.trafficHistory!({
        metrics: shared(this.options.answers, source, {
          cluster: cluster.name,
          maxAgeMs: SURE_REFRESH_MS,
        }),
        snapshot,
        scope,
        stepSeconds,
        times: missing,
        signal,
        ...(options.countsOnly && { part: 'counts' as const }),
      });
      return this.joined(history);
    };
    const noticed = mesh.splitChanges?.();
    const { focus } = options;
    const scopes =
      'namespaces' in focus ? [focus] : splitFocus(snapshot, focus);
    const views = await Promise.all(
      scopes.map(scope =>
        this.scope(cluster, {
          key: JSON.stringify([
            cluster.name,
            source.description,
            stepSeconds,
            scopeKey(scope),
            // Spans of the past are kept apart from the one that goes on.
            options.isPast ? times.at(-1) : '',
            ...(options.countsOnly ? ['counts'] : []),
          ]),
          times,
          ask: (missing, signal) => ask(scope, missing, signal),
          signal: options.signal,
        }),
      ),
    );
    const steps = times.map((_, i) => joined(views.map(view => view.steps[i])));
    const first = steps.findIndex(step => step);
    const stale = views.flatMap(({ staleSince }) => staleSince ?? []);
    return {
      source: source.kind,
      ...(source.memory && { memory: source.memory }),
      steps,
      ...(first !== 0 && {
        rememberedSince:
          first < 0
            ? times[times.length - 1]
            : times[first] - 1000 * stepSeconds,
      }),
      splitChanges: (await noticed) ?? [],
      ...(stale.length > 0 && { staleSince: Math.min(...stale) }),
      warnings: unique(views.flatMap(({ warnings }) => warnings)),
    };
  }

  private async joined(
    history: MeshTrafficHistory,
  ): Promise<MeshTrafficHistory> {
    const { origins } = this.options;
    return origins
      ? {
          ...history,
          steps: await Promise.all(
            history.steps.map(step => step && origins.join(step)),
          ),
        }
      : history;
  }

  private async scope(
    cluster: Cluster,
    options: {
      key: string;
      times: readonly number[];
      ask(
        missing: readonly number[],
        signal: AbortSignal,
      ): Promise<MeshTrafficHistory>;
      signal?: AbortSignal;
    },
  ): Promise<Omit<HistoryView, 'source' | 'splitChanges'>> {
    const { key, times, ask, signal } = options;
    const known = this.cache.peek(key);
    try {
      const { value, staleSince, problem } = await this.cache.get(
        key,
        refreshOf(known, times),
        async (_, wanted) =>
          extend(this.cache.peek(key), times, missing => ask(missing, wanted)),
        signal,
      );
      return {
        steps: times.map(time => value.steps.get(time)),
        ...(staleSince !== undefined && { staleSince }),
        warnings: problem
          ? [
              ...value.warnings,
              stoppedWarning(cluster.name, 'numbers over time', problem),
            ]
          : value.warnings,
      };
    } catch (error) {
      signal?.throwIfAborted();
      return {
        steps: times.map(() => undefined),
        warnings: [missingWarning(cluster.name, 'numbers over time', error)],
      };
    }
  }
}

/** Joined steps, so that the same parts make the same step, of which others keep what they made. */
const joinedSteps = new WeakMap<
  MeshTraffic,
  { parts: readonly MeshTraffic[]; step: MeshTraffic }
>();

function joined(
  parts: readonly (MeshTraffic | undefined)[],
): MeshTraffic | undefined {
  const known = parts.flatMap(part => part ?? []);
  if (known.length < 2) {
    return known[0];
  }
  const before = joinedSteps.get(known[0]);
  if (
    before?.parts.length === known.length &&
    before.parts.every((part, i) => part === known[i])
  ) {
    return before.step;
  }
  const step = {
    ...known[0],
    workloads: known.flatMap(({ workloads }) => workloads),
    edges: known.flatMap(({ edges }) => edges),
  };
  joinedSteps.set(known[0], { parts: known, step });
  return step;
}
