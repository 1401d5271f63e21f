/** A scrape brings whole calls, never a part of one, and a series that is born may have counted two or three before it is scraped. */
const LEAST_APART = 4;

/**
 * How far two counts of one window may be apart on steady load: 2 %, or one per series that was born in the window, or what one scrape
 * brings at each end of it. Calls come at random, so of few calls a scrape may bring some more than its share: four times the standard
 * deviation of what both scrapes bring.
 *
 * @param born - series that began in the window: their first event is seen by one source and not by the other
 */
export function toleranceOf(options: {
  count: number;
  windowSeconds: number;
  intervalSeconds: number;
  born: number;
}): number {
  const { count, windowSeconds, intervalSeconds, born } = options;
  const perScrape = (count / windowSeconds) * intervalSeconds;
  const share = 2 * perScrape;
  const atBothEnds = Math.max(LEAST_APART, share, 4 * Math.sqrt(share));
  // Each source brings what it saw to the whole window.
  const scale = windowSeconds / (windowSeconds - intervalSeconds);
  return Math.max(0.02 * count, scale * born, scale * atBothEnds);
}

/**
 * How many buckets lie between two latencies: 0 where both are in the same one.
 *
 * @param bounds - upper bounds of the buckets in ms, in ascending order
 */
export function bucketsApart(
  bounds: readonly number[],
  a: number,
  b: number,
): number {
  const bucketOf = (ms: number) => bounds.findIndex(bound => ms <= bound);
  return Math.abs(bucketOf(a) - bucketOf(b));
}

/**
 * Whether a quantile of what was measured may be within one bucket of its true value. Where many calls are fast and many slow and few
 * between, a few calls more or less move a quantile from one side to the other: so the ranks are compared, and may differ by four times
 * their standard error.
 *
 * @param latency - upper bound in ms to how many responses were at most that slow, cumulative
 */
export function isWithinOneBucket(
  latency: ReadonlyMap<number, number>,
  rank: number,
  trulyMs: number,
): boolean {
  const bounds = [...latency.keys()].sort((x, y) => x - y);
  const count = latency.get(Infinity) ?? 0;
  const share = (index: number) =>
    index < 0
      ? 0
      : (latency.get(bounds[Math.min(index, bounds.length - 1)]) ?? 0) / count;
  const error = 4 * Math.sqrt((rank * (1 - rank)) / count);
  const bucket = bounds.findIndex(bound => trulyMs <= bound);
  return share(bucket + 1) >= rank - error && share(bucket - 2) <= rank + error;
}
