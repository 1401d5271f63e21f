import { median } from '@backstage-mesh/plugin-service-mesh-common';
import type { SeriesId } from './series';

/** How a number differs from the span before. */
export interface Change {
  direction: 'up' | 'down' | 'same';
  /**
   * What `amount` is: points of a percentage; a share of the value before (0.05 = 5 %); a factor (2.2); or, where the value
   * before is too small to compare with, that value itself.
   */
  unit: 'points' | 'share' | 'factor' | 'from';
  amount: number;
}

/** So many times the usual spread are still noise. */
const SPREADS = 3;

/** Fewer steps say nothing about what is usual. */
const LEAST_STEPS = 3;

/** A value that grew more than this has no share worth saying. */
const BEYOND_COMPARE = 10;

/**
 * Compares a number with the span before. Within three times the usual spread of that span (median absolute deviation) it has
 * not changed.
 *
 * @param value - the number on screen
 * @param before - its steps in the span before; `null` = not measured
 * @returns undefined where one of them is not known
 */
export function changeSince(
  id: SeriesId,
  value: number | undefined,
  before: readonly (number | null)[],
): Change | undefined {
  const known = before.filter((each): each is number => each !== null);
  if (value === undefined || known.length < LEAST_STEPS) {
    return undefined;
  }
  const middle = median(known);
  const spread = median(known.map(each => Math.abs(each - middle)));
  // latencies do not add, so they have no mean
  const usual = id.startsWith('p') ? middle : mean(known);
  const difference = value - usual;
  const direction = difference > 0 ? 'up' : 'down';
  const within = Math.abs(difference) <= SPREADS * spread;
  if (id === 'success') {
    const points = Math.round(Math.abs(difference) * 1000) / 10;
    return within || points === 0
      ? { direction: 'same', unit: 'points', amount: 0 }
      : { direction, unit: 'points', amount: points };
  }
  if (within) {
    return { direction: 'same', unit: 'share', amount: 0 };
  }
  const factor = usual > 0 ? value / usual : Infinity;
  if (factor > BEYOND_COMPARE) {
    return { direction, unit: 'from', amount: usual };
  }
  if (factor >= 2) {
    return { direction, unit: 'factor', amount: factor };
  }
  const share = Math.round(Math.abs(factor - 1) * 100) / 100;
  return share === 0
    ? { direction: 'same', unit: 'share', amount: 0 }
    : { direction, unit: 'share', amount: share };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
