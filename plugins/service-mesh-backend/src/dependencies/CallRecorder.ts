import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { roundWindow } from '@backstage-mesh/plugin-service-mesh-common';
import pLimit from 'p-limit';
import { Clusters } from '../clusters';
import { DependenciesConfig } from '../config';
import { messageOf } from '../messageOf';
import { TrafficService } from '../mesh';
import { viewCluster } from '../topology/ClusterView';
import { CallStore } from './CallStore';
import { liveCalls } from './liveCalls';

/** The first look comes when the portal has started. */
const INITIAL_DELAY_MS = 20_000;

/** A cluster that does not answer keeps the others waiting for so long. */
const CLUSTER_WAIT_MS = 30_000;

/** Clusters that do not answer must not use up the time of all. */
const CLUSTERS_AT_ONCE = 8;

/** @internal */
export interface CallRecorderOptions {
  clusters: Clusters;
  traffic: TrafficService;
  store: CallStore;
  config: Pick<DependenciesConfig, 'intervalMs' | 'retentionMs'>;
  logger: LoggerService;
  now?(): number;
}

/**
 * Notes who calls whom, again and again. Of several instances of the portal one does it at a time.
 *
 * @internal
 */
export async function scheduleRecorder(
  options: CallRecorderOptions & { scheduler: SchedulerService },
): Promise<void> {
  const { scheduler, config } = options;
  await scheduler.scheduleTask({
    id: 'service-mesh-record-calls',
    scope: 'global',
    frequency: { milliseconds: config.intervalMs },
    timeout: { milliseconds: config.intervalMs },
    initialDelay: { milliseconds: INITIAL_DELAY_MS },
    fn: signal => recordCalls(options, signal),
  });
}

/**
 * Looks at each cluster once. One that can not be asked is left out, and keeps what is remembered of it.
 *
 * @internal
 */
export async function recordCalls(
  options: CallRecorderOptions,
  signal?: AbortSignal,
): Promise<void> {
  const { clusters, logger } = options;
  const now = options.now ?? Date.now;
  await forgetOld(options, now());
  const atOnce = pLimit(CLUSTERS_AT_ONCE);
  const record = async (name: string) => {
    signal?.throwIfAborted();
    try {
      const refused = await recordCluster(options, name, now(), signal);
      if (refused > 0) {
        logger.warn(
          `${refused} calls to hosts outside of cluster ${name} are not remembered: some workload calls too many different ones`,
        );
      }
    } catch (error) {
      logger.warn(
        `Calls in cluster ${name} could not be noted: ${messageOf(error)}`,
      );
    }
  };
  const names = (await clusters.list()).map(({ name }) => name);
  await Promise.all(names.map(name => atOnce(record, name)));
}

/** @returns how many calls were not taken */
async function recordCluster(
  options: CallRecorderOptions,
  name: string,
  at: number,
  signal?: AbortSignal,
): Promise<number> {
  const timeout = AbortSignal.timeout(CLUSTER_WAIT_MS);
  const view = await viewCluster(options, name, {
    // As long as the time between two looks, so that no call falls between them.
    windowSeconds: roundWindow(options.config.intervalMs / 1000),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  const { traffic, staleSince } = view.counts;
  if (!traffic || staleSince !== undefined) {
    return 0;
  }
  const { refused } = await options.store.record(name, liveCalls(view), at);
  return refused;
}

async function forgetOld(
  { store, config, logger }: CallRecorderOptions,
  now: number,
): Promise<void> {
  const forgotten = await store.forget(now - config.retentionMs);
  if (forgotten > 0) {
    logger.debug(`Forgot ${forgotten} calls that nobody made for long`);
  }
}
