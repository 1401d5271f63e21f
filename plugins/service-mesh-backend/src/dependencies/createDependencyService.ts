import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Warning,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Clusters } from '../clusters';
import { DependenciesConfig } from '../config';
import { EntityWorkloads } from '../entities';
import { messageOf } from '../messageOf';
import { TrafficService } from '../mesh';
import {
  ClusterView,
  measurementOf,
  unreachable,
  viewCluster,
} from '../topology/ClusterView';
import { callKey } from './callKey';
import { CallStore } from './CallStore';
import { DependencyService, SharedDependencies } from './DependencyService';
import { joinDependencies } from './joinDependencies';
import { liveCalls } from './liveCalls';
import { ObservedCall } from './ObservedCall';
import { watchEntities } from './watchEntities';

/** The numbers of now: those of the last minute. */
const WINDOW_SECONDS = 60;

/** All who look within this time share an answer. */
const KEPT_MS = 15_000;

const DAY_MS = 24 * 60 * 60_000;

/** @internal */
export interface DependencyServiceOptions {
  clusters: Clusters;
  traffic: TrafficService;
  entityWorkloads: Pick<EntityWorkloads, 'entitiesOfAll' | 'declaredEntities'>;
  /** Absent where calls are not remembered. */
  store?: Pick<CallStore, 'list'>;
  config: Pick<DependenciesConfig, 'retentionMs'>;
  logger: LoggerService;
  now?(): number;
}

/**
 * @internal
 */
export function createDependencyService(
  options: DependencyServiceOptions,
): DependencyService {
  const now = options.now ?? (() => Date.now());
  let kept: { answer: Promise<SharedDependencies>; at: number } | undefined;
  return {
    retentionDays: Math.round(options.config.retentionMs / DAY_MS),
    async dependencies() {
      if (!kept || now() - kept.at > KEPT_MS) {
        const made = { answer: compare(options, now), at: now() };
        kept = made;
        made.answer.catch(() => {
          kept = kept === made ? undefined : kept;
        });
      }
      return kept.answer;
    },
  };
}

async function compare(
  options: DependencyServiceOptions,
  now: () => number,
): Promise<SharedDependencies> {
  const { config, entityWorkloads } = options;
  const [remembered, looked, declared] = await Promise.all([
    remember(options, now() - config.retentionMs),
    lookAtClusters(options),
    entityWorkloads.declaredEntities(),
  ]);
  const calls = mergeCalls(remembered.calls, looked.views, now());
  const entities = await entitiesOfEnds(entityWorkloads, calls);
  const begins = beginsOf(remembered.calls);
  return {
    dependencies: joinDependencies({
      calls,
      declared,
      entitiesOf: workload => entities.get(workloadKey(workload)) ?? [],
      watched: await watchEntities(entityWorkloads, looked.views, begins),
    }),
    ...(begins.size > 0 && {
      rememberedSince: Math.min(...begins.values()),
    }),
    measurements: looked.views.map(view => measurementOf(view)),
    warnings: [...remembered.warnings, ...looked.warnings],
  };
}

/** Since when calls are remembered, by cluster: one may have come later. */
function beginsOf(calls: readonly ObservedCall[]): Map<string, number> {
  const begins = new Map<string, number>();
  for (const { cluster, firstSeen } of calls) {
    begins.set(cluster, Math.min(begins.get(cluster) ?? firstSeen, firstSeen));
  }
  return begins;
}

/** What is remembered; nothing, with a warning, where that is not to be had. */
async function remember(
  { store, logger }: DependencyServiceOptions,
  since: number,
): Promise<{ calls: ObservedCall[]; warnings: Warning[] }> {
  if (!store) {
    return {
      calls: [],
      warnings: [
        {
          code: 'calls-not-remembered',
          message:
            'Only the calls of the last minute are compared, because calls are not remembered: serviceMesh.dependencies.enabled is false',
        },
      ],
    };
  }
  try {
    const calls = await store.list();
    return {
      calls: calls.filter(({ lastSeen }) => lastSeen >= since),
      warnings: [],
    };
  } catch (error) {
    logger.warn(`What is remembered of calls can not be read: ${error}`);
    return {
      calls: [],
      warnings: [
        {
          code: 'calls-not-remembered',
          message:
            'Only the calls of the last minute are compared, because the database of the plugin can not be read at the moment',
          reason: messageOf(error),
        },
      ],
    };
  }
}

async function lookAtClusters(
  options: DependencyServiceOptions,
): Promise<{ views: ClusterView[]; warnings: Warning[] }> {
  const warnings: Warning[] = [];
  const clusters = await options.clusters.list();
  const views = await Promise.all(
    clusters.map(async ({ name }) => {
      try {
        return await viewCluster(options, name, {
          windowSeconds: WINDOW_SECONDS,
          signal: AbortSignal.timeout(KEPT_MS),
        });
      } catch (error) {
        warnings.push(unreachable(name, error));
        return [];
      }
    }),
  );
  const seen = views.flat();
  return {
    views: seen,
    warnings: [...warnings, ...seen.flatMap(view => view.warnings)],
  };
}

/** The calls of now with their numbers, and those that are remembered. What ends in another cluster may be told by both. */
function mergeCalls(
  remembered: readonly ObservedCall[],
  views: readonly ClusterView[],
  now: number,
): ObservedCall[] {
  const calls = new Map(remembered.map(call => [callKey(call), call]));
  for (const view of views) {
    const at = view.counts.traffic?.measuredAt ?? now;
    for (const live of liveCalls(view)) {
      const key = callKey(live);
      const firstSeen = calls.get(key)?.firstSeen ?? at;
      calls.set(key, { ...live, firstSeen, lastSeen: at });
    }
  }
  return [...calls.values()];
}

/** Of each workload the entities that speak for it best, and where several do, the first by name. */
async function entitiesOfEnds(
  entityWorkloads: Pick<EntityWorkloads, 'entitiesOfAll'>,
  calls: readonly ObservedCall[],
): Promise<Map<string, string[]>> {
  const workloads = new Map<string, WorkloadRef>();
  for (const { source, target } of calls) {
    for (const end of [source, target]) {
      if (end.type === 'workload') {
        workloads.set(workloadKey(end.workload), end.workload);
      }
    }
  }
  const matches = await entityWorkloads.entitiesOfAll([...workloads.values()]);
  return new Map(
    [...workloads.keys()].map((key, i) => [
      key,
      matches[i].map(({ entityRef }) => entityRef),
    ]),
  );
}
