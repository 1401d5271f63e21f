import { UsualSpread } from './comparison';
import { TrafficStats } from './stats';

/**
 * One number at two moments. Absent = unknown, which is not zero. `direction` is `same` within the usual noise, and `unknown` where
 * one of the two is not known.
 *
 * @public
 */
export interface NumberDelta {
  before?: number;
  after?: number;
  direction: 'up' | 'down' | 'same' | 'unknown';
}

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

/** So many times the usual spread is still noise. */
const SPREADS = 3;

/** Fewer answers at either moment show no share. */
const LEAST_ANSWERED = 10;

/** So many failures more or less are an accident. */
const LEAST_FAILURES = 3;

/** A success that moved less is written alike. */
const LEAST_SUCCESS_CHANGE = 0.001;

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

type Counts = { successes: number; failures: number };

interface TwoMoments<T> {
  before: T;
  after: T;
}

function countsOf(stats: TrafficStats, byCalls: boolean): Counts | undefined {
  return byCalls ? stats.calls : stats.counts;
}

function compareSuccess(
  counted: TwoMoments<Counts | undefined>,
  windowSeconds: TwoMoments<number>,
  spread: UsualSpread,
): NumberDelta {
  const shares = {
    before: shareOf(counted.before),
    after: shareOf(counted.after),
  };
  if (
    shares.before === undefined ||
    shares.after === undefined ||
    answeredOf(counted.before) < LEAST_ANSWERED ||
    answeredOf(counted.after) < LEAST_ANSWERED
  ) {
    return { ...known(shares), direction: 'unknown' };
  }
  const difference = shares.after - shares.before;
  const noise = Math.max(
    SPREADS * (spread.successRate ?? 0),
    SPREADS * shareError(counted.before!, counted.after!),
    LEAST_SUCCESS_CHANGE,
  );
  const failures = {
    before: counted.before!.failures / windowSeconds.before,
    after: counted.after!.failures / windowSeconds.after,
  };
  const accident =
    Math.max(failures.before, failures.after) *
      Math.min(windowSeconds.before, windowSeconds.after) <
    LEAST_FAILURES;
  return {
    ...known(shares),
    direction: accident ? 'same' : directionOf(difference, noise),
  };
}

/** What two counted shares of the same true share usually differ by. */
function shareError(before: Counts, after: Counts): number {
  const [n, m] = [answeredOf(before), answeredOf(after)];
  const p = (before.failures + after.failures) / (n + m);
  return Math.sqrt(p * (1 - p) * (1 / n + 1 / m));
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

function directionOf(
  difference: number,
  noise: number,
): NumberDelta['direction'] {
  if (Math.abs(difference) <= noise) {
    return 'same';
  }
  return difference > 0 ? 'up' : 'down';
}

function known(
  values: TwoMoments<number | undefined>,
): Omit<NumberDelta, 'direction'> {
  return {
    ...(values.before !== undefined && { before: values.before }),
    ...(values.after !== undefined && { after: values.after }),
  };
}

function perSecond(
  count: number | undefined,
  seconds: number,
): number | undefined {
  return count === undefined ? undefined : count / seconds;
}

function answeredOf(counts: Counts | undefined): number {
  return counts ? counts.successes + counts.failures : 0;
}

function shareOf(counts: Counts | undefined): number | undefined {
  const answered = answeredOf(counts);
  return counts && answered > 0 ? counts.successes / answered : undefined;
}
