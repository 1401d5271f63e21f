import {
  median,
  TrafficStats,
  UsualSpread,
} from '@backstage-mesh/plugin-service-mesh-common';

/** Fewer samples do not tell what is usual. */
const LEAST_SAMPLES = 5;

/** A share of fewer answers jumps by itself. */
const LEAST_ANSWERED = 10;

/**
 * How much the numbers of nodes and edges usually vary: the standard deviation over samples. That of success is taken from the steps
 * between samples that follow each other: failures come in episodes, and one before must not make the next one usual.
 *
 * @param samples - by id, in the order of time; what was not measured is left out
 * @internal
 */
export function usualSpreads(
  samples: ReadonlyMap<string, readonly TrafficStats[]>,
): Record<string, UsualSpread> {
  return Object.fromEntries(
    [...samples].flatMap(([id, stats]) => {
      const spread: UsualSpread = {};
      const successRate = stepDeviation(
        stats.flatMap(each => shareOf(each) ?? []),
      );
      const requestsPerSecond = deviation(
        stats.flatMap(each => each.requestsPerSecond ?? []),
      );
      const p99 = deviation(stats.flatMap(each => each.latencyMs?.p99 ?? []));
      if (successRate !== undefined) {
        spread.successRate = successRate;
      }
      if (requestsPerSecond !== undefined) {
        spread.requestsPerSecond = requestsPerSecond;
      }
      if (p99 !== undefined) {
        spread.p99 = p99;
      }
      return Object.keys(spread).length > 0 ? [[id, spread]] : [];
    }),
  );
}

/** What callers got after retries, where it is counted. */
function shareOf({ calls, counts }: TrafficStats): number | undefined {
  const { successes = 0, failures = 0 } = calls ?? counts ?? {};
  const answered = successes + failures;
  return answered >= LEAST_ANSWERED ? successes / answered : undefined;
}

function deviation(values: readonly number[]): number | undefined {
  if (values.length < LEAST_SAMPLES) {
    return undefined;
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Of normally distributed numbers, the median distance of two makes up so much of their standard deviation: √2 · 0.6745. */
const MEDIAN_STEP = 0.9539;

function stepDeviation(values: readonly number[]): number | undefined {
  if (values.length < LEAST_SAMPLES) {
    return undefined;
  }
  const steps = values.slice(1).map((value, i) => Math.abs(value - values[i]));
  return median(steps) / MEDIAN_STEP;
}
