import { parseWindow } from '@backstage-mesh/plugin-service-mesh-common';
import { aroundChange } from './moments';
import { comparisonParameters } from './timeTravelAddress';

/** Longer windows tell less of a change. */
const LONGEST_SECONDS = 900;
const USUAL_SECONDS = 300;

/**
 * The address of the topology before and after a change.
 *
 * @param path - the tab's path, which may carry a query already
 * @param at - when it changed, in milliseconds since the epoch
 * @param until - when the same workload changed again
 * @returns undefined where it is too new to compare
 */
export function comparePath(
  path: string,
  at: number,
  now: number,
  until?: number,
): string | undefined {
  const [base, search] = path.split('?');
  const parameters = new URLSearchParams(search);
  const seconds = Math.min(
    LONGEST_SECONDS,
    parseWindow(parameters.get('window') ?? '') ?? USUAL_SECONDS,
  );
  parameters.delete('window');
  const ranges = aroundChange(at, 1000 * seconds, now, until);
  if (!ranges) {
    return undefined;
  }
  const written = comparisonParameters(ranges, at);
  for (const [name, value] of Object.entries(written)) {
    if (value !== undefined) {
      parameters.set(name, value);
    }
  }
  return `${base}?${parameters}`;
}
