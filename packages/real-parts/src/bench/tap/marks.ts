/** One event in so many is marked, and no more than so many: enough for a 99th percentile, and too few to cost anything. */
const MARKED = 50;
const MAX_MARKS = 200;

/** When events passed a place, in milliseconds since the epoch: of the first, and of each fiftieth after it. */
export class Marks {
  readonly times: number[] = [];

  /** @param event - how many came before it */
  pass(event: number): void {
    if (event % MARKED === 0 && this.times.length < MAX_MARKS) {
      const now = performance.timeOrigin + performance.now();
      this.times.push(Math.round(now * 10) / 10);
    }
  }
}

/**
 * How long the slowest of a hundred events took from one place to the other, in milliseconds.
 *
 * @throws Error where not the same events passed both, as some were dropped in between
 */
export function p99Between(
  from: readonly number[],
  to: readonly number[],
): number {
  if (from.length === 0 || from.length !== to.length) {
    throw new Error(
      `${from.length} marked events left, and ${to.length} arrived: events were dropped`,
    );
  }
  const took = to.map((time, i) => time - from[i]).sort((a, b) => a - b);
  return took[Math.ceil(0.99 * took.length) - 1];
}
