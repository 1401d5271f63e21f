/** The column that a person chose to sort by. */
export interface SortOrder {
  column: string;
  direction: 'ascending' | 'descending';
}

/**
 * Rows in the chosen order, or in their own. Unknown values come last in both directions, and equal ones keep the order of
 * `compare`.
 */
export function sortRows<T>(
  rows: readonly T[],
  compare: (a: T, b: T) => number,
  sortBy: ((row: T) => number | string | undefined) | undefined,
  order: SortOrder | undefined,
): T[] {
  const sorted = [...rows].sort(compare);
  if (!sortBy || !order) {
    return sorted;
  }
  const sign = order.direction === 'ascending' ? 1 : -1;
  return sorted.sort((a, b) => {
    const left = sortBy(a);
    const right = sortBy(b);
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined);
    }
    if (typeof left === 'string' || typeof right === 'string') {
      return sign * String(left).localeCompare(String(right));
    }
    return sign * (left - right);
  });
}
