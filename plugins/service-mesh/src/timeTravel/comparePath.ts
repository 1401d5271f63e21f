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
 */
export function comparePath(path: string, at: number, now: number): string {
  const [base, search] = path.split('?');
  const parameters = new URLSearchParams(search);
  const seconds = Math.min(
    LONGEST_SECONDS,
    parseWindow(parameters.get('window') ?? '') ?? USUAL_SECONDS,
  );
  parameters.delete('window');
  const written = comparisonParameters(aroundChange(at, 1000 * seconds, now));
  for (const [name, value] of Object.entries(written)) {
    if (value !== undefined) {
      parameters.set(name, value);
    }
  }
  return `${base}?${parameters}`;
}
