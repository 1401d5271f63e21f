import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import { clusterWarning } from '../clusterWarning';

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

/**
 * The asked window, or the shortest one that tells rates.
 *
 * @param reader - who reads them, as the warning says it: `Prometheus reads the proxies`
 * @returns seconds
 * @internal
 */
export function widenWindow(
  askedSeconds: number,
  intervalSeconds: number | undefined,
  { cluster, reader }: { cluster: string; reader: string },
  warnings: Warning[],
): number {
  const least = leastWindow(intervalSeconds ?? 0);
  if (askedSeconds >= least) {
    return askedSeconds;
  }
  warnings.push(
    clusterWarning(
      cluster,
      'window-widened',
      `Measured over ${least} s instead of ${askedSeconds} s: ${reader} every ${intervalSeconds} s only`,
    ),
  );
  return least;
}
