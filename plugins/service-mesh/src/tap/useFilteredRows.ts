import { useRef } from 'react';
import { RowFilter, filterRows } from './filterRows';
import type { TapRow } from './TapRow';

/**
 * The rows that a filter leaves; the same array while nothing has changed.
 *
 * No `useMemo`, because its callback would hold the rows: all callbacks of a component share what any of them holds, so that each one
 * that is kept for long (a handler that a memoised child got) would keep the rows of the moment in which it was made.
 */
export function useFilteredRows(
  rows: readonly TapRow[],
  filter: RowFilter,
): readonly TapRow[] {
  const last = useRef<{
    rows: readonly TapRow[];
    filter: RowFilter;
    left: readonly TapRow[];
  }>();
  if (last.current?.rows !== rows || last.current.filter !== filter) {
    last.current = { rows, filter, left: filterRows(rows, filter) };
  }
  return last.current.left;
}
