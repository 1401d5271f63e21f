import { UsualSpread } from './comparison';
import { compareSuccess } from './compareSuccess';
import {
  Answered,
  NumberDelta,
  SPREADS,
  TwoMoments,
  answeredOf,
  directionOf,
  known,
  perSecond,
} from './numberDelta';
import { TrafficStats } from './stats';

export type { NumberDelta } from './numberDelta';

/**
 * The numbers of a node or an edge at two moments.
 *
 * @public
 */
export interface TrafficDelta {
  /** 0 to 1: what callers got after retries where that is known at both moments, attempts otherwise. */
  successRate: NumberDelta;
  /** Per second, of the same calls as `successRate`. */
  failuresPerSecond: NumberDelta;
  requestsPerSecond: NumberDelta;
  /** Milliseconds: p99 where it is known at both moments, the mean otherwise. */
  latency: NumberDelta & { statistic: 'p99' | 'mean' };
  openConnections: NumberDelta;
  /** Attempts beyond the first, per second; where the mesh counts them apart. */
  retriesPerSecond: NumberDelta;
}

/** Latency is interpolated between buckets: a smaller change may be their border. */
const LEAST_LATENCY_SHARE = 0.1;

/** What latency must change by where its usual spread is not known. */
const LATENCY_SHARE_WITHOUT_SPREAD = 0.5;

/** Connections that come and go by the way. */
const LEAST_CONNECTIONS_SHARE = 0.5;

/** Retries that are worth a word, per second. */
const LEAST_RETRIES = 0.1;

/**
 * Compares the numbers of two windows. A change is told where it is larger than three times the usual spread of the first moment's
 * samples, and than what counting alone makes: a few calls more or less happen by accident.
 *
 * @param windowSeconds - lengths of the two windows
 * @param spread - of the first moment's samples; without it, counting alone is the noise, and latency must change by half
 * @public
 */
export function compareStats(
  before: TrafficStats,
  after: TrafficStats,
  windowSeconds: { before: number; after: number },
  spread: UsualSpread = {},
): TrafficDelta {
  const byCalls = before.calls !== undefined && after.calls !== undefined;
  const counted = {
    before: countsOf(before, byCalls),
    after: countsOf(after, byCalls),
  };
  const failures = {
    before: perSecond(counted.before?.failures, windowSeconds.before),
    after: perSecond(counted.after?.failures, windowSeconds.after),
  };
  const successRate = compareSuccess(counted, windowSeconds, spread);
  return {
    successRate,
    failuresPerSecond: {
      ...known(failures),
      // failures rise and fall with traffic: they have changed where their share has
      direction: failureDirection(successRate.direction, failures),
    },
    requestsPerSecond: compareRates(before, after, windowSeconds, spread),
    latency: compareLatency(before, after, spread),
    openConnections: compareConnections(before, after),
    retriesPerSecond: compareRetries(before, after, windowSeconds),
  };
}

function countsOf(stats: TrafficStats, byCalls: boolean): Answered | undefined {
  return byCalls ? stats.calls : stats.counts;
}

function failureDirection(
  success: NumberDelta['direction'],
  failures: TwoMoments<number | undefined>,
): NumberDelta['direction'] {
  if (success === 'unknown' || success === 'same') {
    return success;
  }
  const { before = 0, after = 0 } = failures;
  if (before === after) {
    return 'same';
  }
  return after > before ? 'up' : 'down';
}

function compareRates(
  before: TrafficStats,
  after: TrafficStats,
  windowSeconds: TwoMoments<number>,
  spread: UsualSpread,
): NumberDelta {
  const rates = {
    before: before.requestsPerSecond,
    after: after.requestsPerSecond,
  };
  if (rates.before === undefined || rates.after === undefined) {
    return { ...known(rates), direction: 'unknown' };
  }
  const counting = Math.sqrt(
    rates.before / windowSeconds.before + rates.after / windowSeconds.after,
  );
  const noise = SPREADS * Math.max(spread.requestsPerSecond ?? 0, counting);
  return {
    ...known(rates),
    direction: directionOf(rates.after - rates.before, noise),
  };
}

function compareLatency(
  { latencyMs: before }: TrafficStats,
  { latencyMs: after }: TrafficStats,
  spread: UsualSpread,
): TrafficDelta['latency'] {
  const statistic =
    before?.p99 === undefined || after?.p99 === undefined ? 'mean' : 'p99';
  const values = { before: before?.[statistic], after: after?.[statistic] };
  if (values.before === undefined || values.after === undefined) {
    return { ...known(values), statistic, direction: 'unknown' };
  }
  const usual = statistic === 'p99' ? spread.p99 : undefined;
  const noise =
    usual === undefined
      ? LATENCY_SHARE_WITHOUT_SPREAD * values.before
      : Math.max(SPREADS * usual, LEAST_LATENCY_SHARE * values.before);
  return {
    ...known(values),
    statistic,
    direction: directionOf(values.after - values.before, noise),
  };
}

function compareConnections(
  before: TrafficStats,
  after: TrafficStats,
): NumberDelta {
  const values = {
    before: before.tcp?.openConnections,
    after: after.tcp?.openConnections,
  };
  if (values.before === undefined || values.after === undefined) {
    return { ...known(values), direction: 'unknown' };
  }
  const noise = Math.max(
    1,
    SPREADS * Math.sqrt(values.before),
    LEAST_CONNECTIONS_SHARE * values.before,
  );
  return {
    ...known(values),
    direction: directionOf(values.after - values.before, noise),
  };
}

function compareRetries(
  before: TrafficStats,
  after: TrafficStats,
  windowSeconds: TwoMoments<number>,
): NumberDelta {
  // Calls are counted apart only where some were retried: the other moment had none, if its attempts were counted.
  const isCounted = before.calls !== undefined || after.calls !== undefined;
  const retries = isCounted
    ? {
        before: perSecond(retriesOf(before), windowSeconds.before),
        after: perSecond(retriesOf(after), windowSeconds.after),
      }
    : { before: undefined, after: undefined };
  if (retries.before === undefined || retries.after === undefined) {
    return { ...known(retries), direction: 'unknown' };
  }
  const noise = Math.max(
    LEAST_RETRIES,
    SPREADS *
      Math.sqrt(
        retries.before / windowSeconds.before +
          retries.after / windowSeconds.after,
      ),
  );
  return {
    ...known(retries),
    direction: directionOf(retries.after - retries.before, noise),
  };
}

function retriesOf({ calls, counts }: TrafficStats): number | undefined {
  if (!counts) {
    return undefined;
  }
  return calls ? Math.max(0, answeredOf(counts) - answeredOf(calls)) : 0;
}
