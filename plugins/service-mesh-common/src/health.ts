import { TrafficStats } from './stats';
import { ContainerError } from './topology';

/**
 * From which share of successful responses on something is healthy or degraded, in percent, and how many responses it takes to
 * judge at all.
 *
 * @public
 */
export interface HealthThresholds {
  healthy: number;
  degraded: number;
  minRequests: number;
}

/**
 * @public
 */
export const DEFAULT_HEALTH_THRESHOLDS: HealthThresholds = {
  healthy: 99,
  degraded: 95,
  minRequests: 10,
};

/**
 * `failing-because` = most failures are explained by a call that it makes; `tcp-only` = connections, and no requests to judge;
 * `no-traffic` = a measured zero; `not-measured` = unknown; `too-few` = fewer calls than can be judged: show their count.
 *
 * @public
 */
export type HealthState =
  | 'failing'
  | 'failing-because'
  | 'degraded'
  | 'healthy'
  | 'tcp-only'
  | 'no-traffic'
  | 'too-few'
  | 'not-measured';

/**
 * What health is judged by.
 *
 * @public
 */
export interface HealthInput {
  /** Of a node: its inbound calls. Of an edge: its caller's numbers. */
  stats: TrafficStats;
  /** Of a node that nobody calls: the calls that it makes, added up. It is judged by them. */
  outbound?: TrafficStats;
  /** The same numbers one window earlier. Where they are not known, this window decides alone. */
  previous?: TrafficStats;
  /** A pod was not ready, or crash-looping, for five minutes. A rollout is no trouble. */
  podTrouble?: boolean;
  /** Share of its failures, 0 to 1, that one kind of call it makes explains. Needs history; absent without. */
  explainedShare?: number;
}

/**
 * How healthy a workload or a call is, and what that was judged by.
 *
 * @public
 */
export interface Health {
  state: HealthState;
  /** By which calls it was judged: `outbound` marks a pure client. */
  judgedBy: 'inbound' | 'outbound';
  /** What was counted: calls after retries where the mesh knows them, attempts otherwise. A sentence says which. */
  counted?: 'calls' | 'attempts';
  /** Failed and all answered calls behind the state; absent where nothing was counted. */
  failures?: number;
  answered?: number;
}

/** ▲ △ ◆ ● ■ ○ ◌: the worst first. */
const SEVERITY: Record<HealthState, number> = {
  failing: 0,
  'failing-because': 1,
  degraded: 2,
  healthy: 3,
  'tcp-only': 4,
  'no-traffic': 5,
  'too-few': 6,
  'not-measured': 6,
};

/** Failures that a red shape needs, in each of two windows in a row. */
const RED_FAILURES = 3;

/** A pod that starts has so long to become ready: otherwise every rollout would alarm. */
const POD_TROUBLE_MS = 5 * 60_000;

/** Share of the failures that calls must explain for the mark. */
const EXPLAINED_SHARE = 0.5;

/**
 * Judges the health of a node or an edge from its numbers. Latency changes nothing: there is no honest universal limit.
 *
 * @public
 */
export function judgeHealth(
  input: HealthInput,
  thresholds: HealthThresholds = DEFAULT_HEALTH_THRESHOLDS,
): Health {
  const pureClient =
    !hasRequests(input.stats) &&
    !hasConnections(input.stats) &&
    input.outbound !== undefined &&
    (hasRequests(input.outbound) || hasConnections(input.outbound));
  const stats = pureClient ? input.outbound! : input.stats;
  const judgedBy = pureClient ? 'outbound' : 'inbound';
  const state = judge(stats, input, thresholds);
  const counts = judgedCounts(stats);
  return {
    state:
      input.podTrouble && SEVERITY[state] > SEVERITY.degraded
        ? 'degraded'
        : state,
    judgedBy,
    ...(counts && {
      counted: stats.calls ? 'calls' : 'attempts',
      failures: counts.failures,
      answered: counts.successes + counts.failures,
    }),
  };
}

/**
 * Whether the containers of a workload are in trouble for five minutes, which is more than a rollout takes.
 *
 * @param now - milliseconds since the epoch
 * @public
 */
export function hasPodTrouble(
  errors: readonly Pick<ContainerError, 'since'>[],
  now: number,
): boolean {
  return errors.some(
    ({ since }) =>
      since === undefined || now - Date.parse(since) >= POD_TROUBLE_MS,
  );
}

function judge(
  stats: TrafficStats,
  input: HealthInput,
  thresholds: HealthThresholds,
): HealthState {
  const denied = (stats.deniedPerSecond ?? 0) > 0;
  if (!hasRequests(stats)) {
    if (denied) {
      return 'degraded';
    }
    if (hasConnections(stats)) {
      return 'tcp-only';
    }
    return isMeasured(stats) ? 'no-traffic' : 'not-measured';
  }
  const answered = answeredOf(stats);
  if (answered === undefined) {
    return denied ? 'degraded' : 'too-few';
  }
  if (answered < thresholds.minRequests) {
    return denied ? 'degraded' : 'too-few';
  }
  const percent = 100 * (1 - failuresOf(stats) / answered);
  if (percent < thresholds.healthy && isRed(stats, input.previous)) {
    if ((input.explainedShare ?? 0) >= EXPLAINED_SHARE) {
      return 'failing-because';
    }
    if (percent < thresholds.degraded) {
      return 'failing';
    }
  }
  return percent < thresholds.healthy || denied ? 'degraded' : 'healthy';
}

function isRed(stats: TrafficStats, previous?: TrafficStats): boolean {
  return (
    failuresOf(stats) >= RED_FAILURES &&
    (previous === undefined || failuresOf(previous) >= RED_FAILURES)
  );
}

function hasRequests(stats: TrafficStats): boolean {
  return (
    (stats.requestsPerSecond ?? 0) > 0 ||
    (stats.counts?.requests ?? 0) > 0 ||
    (answeredOf(stats) ?? 0) > 0
  );
}

function hasConnections({ tcp }: TrafficStats): boolean {
  return (
    (tcp?.openConnections ?? 0) > 0 ||
    (tcp?.readBytesPerSecond ?? 0) > 0 ||
    (tcp?.writeBytesPerSecond ?? 0) > 0
  );
}

function isMeasured(stats: TrafficStats): boolean {
  return (
    stats.requestsPerSecond !== undefined ||
    stats.counts !== undefined ||
    stats.tcp?.openConnections !== undefined
  );
}

function answeredOf(stats: TrafficStats): number | undefined {
  const counts = judgedCounts(stats);
  return counts && counts.successes + counts.failures;
}

function failuresOf(stats: TrafficStats): number {
  return judgedCounts(stats)?.failures ?? 0;
}

/** A failure that a retry made good hurt nobody. */
function judgedCounts({ calls, counts }: TrafficStats) {
  return calls ?? counts;
}

/**
 * Orders the worst first: by state, then by failed calls per second, then by rate. For `Array.sort`.
 *
 * @public
 */
export function compareWorstFirst(
  a: { state: HealthState; stats: TrafficStats },
  b: { state: HealthState; stats: TrafficStats },
): number {
  return (
    SEVERITY[a.state] - SEVERITY[b.state] ||
    failedPerSecond(b.stats) - failedPerSecond(a.stats) ||
    (b.stats.requestsPerSecond ?? 0) - (a.stats.requestsPerSecond ?? 0)
  );
}

/**
 * The worst of several states: that of a group, a namespace or a cluster. `not-measured` of nothing.
 *
 * @public
 */
export function worstHealth(states: Iterable<HealthState>): HealthState {
  let worst: HealthState = 'not-measured';
  for (const state of states) {
    if (SEVERITY[state] < SEVERITY[worst]) {
      worst = state;
    }
  }
  return worst;
}

function failedPerSecond(stats: TrafficStats): number {
  return stats.successRate === undefined
    ? 0
    : (1 - stats.successRate) * (stats.requestsPerSecond ?? 0);
}
