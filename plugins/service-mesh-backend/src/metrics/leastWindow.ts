/** A thinner window may hold no two samples of a series. */
const SCRAPES_PER_WINDOW = 4;

/**
 * The shortest window that tells rates, whoever reads the proxies.
 *
 * @param intervalSeconds - between two readings of a proxy
 * @returns seconds
 * @internal
 */
export function leastWindow(intervalSeconds: number): number {
  return Math.ceil(SCRAPES_PER_WINDOW * intervalSeconds);
}
