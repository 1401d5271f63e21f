import { HealthThresholds } from './health';
import { HistorySeries } from './history';
import { median } from './median';

/** Fewer steps of the span before do not tell what is usual. */
const LEAST_STEPS = 12;

/** So many steps in a row are no accident. */
const HOLDS = 3;

/**
 * When the success rate fell below the threshold of health and stayed there: the end of the first step of an unbroken run that
 * reaches to the newest measured step and is at least three steps long.
 *
 * @returns milliseconds since the epoch; undefined where it is healthy now, or where the run began before the first step
 * @public
 */
export function failingSince(
  series: HistorySeries,
  times: readonly number[],
  thresholds: Pick<HealthThresholds, 'healthy'>,
): number | undefined {
  return since(times, step => {
    const failed = (series.callFailures ?? series.failures)?.[step] ?? null;
    const succeeded =
      (series.callFailures ? series.callSuccesses : series.successes)?.[step] ??
      null;
    if (failed === null || succeeded === null || failed + succeeded === 0) {
      return undefined;
    }
    return (100 * succeeded) / (failed + succeeded) < thresholds.healthy;
  });
}

/**
 * A latency that left what it was in the span before.
 *
 * @public
 */
export interface Slowdown {
  quantile: 'p50' | 'p95' | 'p99';
  /** How many times the median of the span before. */
  factor: number;
  /** Milliseconds since the epoch; absent where it was slow from the first step on. */
  since?: number;
}

/** A slowdown is told from this factor on, and only beyond the usual spread. */
const SLOW_FACTOR = 1.5;
const SPREADS = 3;

/**
 * Compares p99 with the span before: it is slow where the median of the newest three steps is at least half as much again, and
 * further from the usual than three times its usual spread (median absolute deviation).
 *
 * @param spanSteps - how many of the newest steps are the span that is shown
 * @public
 */
export function findSlowdown(
  series: HistorySeries,
  times: readonly number[],
  spanSteps: number,
): Slowdown | undefined {
  const all = series.p99 ?? [];
  const before = known(all.slice(0, Math.max(0, all.length - spanSteps)));
  const now = known(all.slice(-spanSteps)).slice(-HOLDS);
  if (before.length < LEAST_STEPS || now.length < HOLDS) {
    return undefined;
  }
  const usual = median(before);
  const spread = median(before.map(value => Math.abs(value - usual)));
  const limit = Math.max(SLOW_FACTOR * usual, usual + SPREADS * spread);
  const current = median(now);
  if (usual === 0 || current < limit) {
    return undefined;
  }
  const began = since(times, step => {
    const value = all[step] ?? null;
    return value === null ? undefined : value >= limit;
  });
  return {
    quantile: 'p99',
    factor: current / usual,
    ...(began !== undefined && { since: began }),
  };
}

/**
 * The end of the first step of the run of bad steps that is not over yet. Steps in which nothing was counted break no run.
 */
function since(
  times: readonly number[],
  isBad: (step: number) => boolean | undefined,
): number | undefined {
  let first: number | undefined;
  let length = 0;
  for (let step = times.length - 1; step >= 0; step--) {
    const bad = isBad(step);
    if (bad === false) {
      return length >= HOLDS ? first : undefined;
    }
    if (bad) {
      first = times[step];
      length += 1;
    }
  }
  return undefined;
}

function known(list: readonly (number | null)[]): number[] {
  return list.filter((value): value is number => value !== null);
}
