import { MeasuredAnswer } from './stats';

/** Warnings that say that something of a cluster is missing from an answer, or is older than the rest of it. */
const INCOMPLETE: ReadonlySet<string> = new Set([
  'cluster-paused',
  'cluster-unreachable',
  'inventory-stale',
  'metric-missing',
  'metrics-unavailable',
  'no-metrics-source',
  'not-remembered',
  'partial-data',
  'prometheus-needed',
  'proxies-forbidden',
  'proxies-unreachable',
  'stale',
]);

/**
 * Tells whether an answer holds all that there is of a cluster, as it is now: only then what is missing is not there, and what comes
 * later is new.
 *
 * @public
 */
export function completeClusters({
  measurements,
  warnings,
}: Pick<MeasuredAnswer, 'measurements' | 'warnings'>): (
  cluster: string,
) => boolean {
  const holes = warnings.filter(({ code }) => INCOMPLETE.has(code));
  const everywhere = holes.some(({ cluster }) => cluster === undefined);
  const incomplete = new Set(holes.map(({ cluster }) => cluster));
  const measured = new Set(
    measurements
      .filter(
        ({ source, measuredAt, staleSince }) =>
          source !== 'none' &&
          measuredAt !== undefined &&
          staleSince === undefined,
      )
      .map(({ cluster }) => cluster),
  );
  return cluster =>
    measured.has(cluster) && !everywhere && !incomplete.has(cluster);
}
