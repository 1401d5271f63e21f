import { LatencyStats } from './stats';

/**
 * Upper bound of a bucket (`Infinity` for the last) → how many observations were at most that large. Cumulative, as
 * Prometheus's classic histograms are.
 *
 * @public
 */
export type CumulativeBuckets = ReadonlyMap<number, number>;

/**
 * Adds histograms: the only honest way to one quantile for several workloads. Where their bounds differ, a histogram without
 * a bound counts there what it counts at its next lower one.
 *
 * @public
 */
export function mergeBuckets(
  histograms: Iterable<CumulativeBuckets>,
): Map<number, number> {
  const all = [...histograms];
  const bounds = [...new Set(all.flatMap(buckets => [...buckets.keys()]))].sort(
    (a, b) => a - b,
  );
  const merged = new Map(bounds.map(bound => [bound, 0]));
  for (const buckets of all) {
    let lower = 0;
    for (const bound of bounds) {
      lower = buckets.get(bound) ?? lower;
      merged.set(bound, merged.get(bound)! + lower);
    }
  }
  return merged;
}

/**
 * The quantile by linear interpolation inside its bucket, with the rules of PromQL's `histogram_quantile`.
 *
 * @param q - between 0 and 1
 * @returns undefined where there is no observation, no bucket for +Inf, or only that one
 * @throws RangeError where `q` is not between 0 and 1
 * @public
 */
export function histogramQuantile(
  q: number,
  buckets: CumulativeBuckets,
): number | undefined {
  if (!(q >= 0 && q <= 1)) {
    throw new RangeError(`A quantile must be between 0 and 1, not ${q}`);
  }
  const bounds = [...buckets.keys()].sort((a, b) => a - b);
  const last = bounds.length - 1;
  if (last < 1 || bounds[last] !== Infinity) {
    return undefined;
  }
  const counts = increasing(bounds.map(bound => buckets.get(bound)!));
  const total = counts[last];
  if (!(total > 0)) {
    return undefined;
  }
  const rank = q * total;
  const found = counts.findIndex(count => count >= rank);
  if (found === last || found < 0) {
    return bounds[last - 1];
  }
  if (found === 0 && bounds[0] <= 0) {
    return bounds[0];
  }
  const start = found === 0 ? 0 : bounds[found - 1];
  const before = found === 0 ? 0 : counts[found - 1];
  const inside = counts[found] - before;
  return inside > 0
    ? start + (bounds[found] - start) * ((rank - before) / inside)
    : start;
}

/**
 * Median, 95th and 99th percentile of latency buckets in milliseconds; what can not be computed is absent.
 *
 * @public
 */
export function latencyQuantiles(buckets: CumulativeBuckets): LatencyStats {
  const stats: LatencyStats = {};
  for (const [name, q] of [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const) {
    const value = histogramQuantile(q, buckets);
    if (value !== undefined) {
      stats[name] = value;
    }
  }
  return stats;
}

/** Extrapolated increases of single buckets can fall by a rounding: no bucket may count less than the one below it. */
function increasing(counts: readonly number[]): number[] {
  let highest = 0;
  return counts.map(count => {
    highest = Math.max(highest, Number.isNaN(count) ? 0 : count);
    return highest;
  });
}
