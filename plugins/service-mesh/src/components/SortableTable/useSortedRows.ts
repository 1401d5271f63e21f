import { useMemo, useState } from 'react';
import { HoldHandlers, useHeldOrder } from '../../hooks';
import type { TableColumn } from './TableColumn';
import { SortOrder, sortRows } from './sortRows';

/** Rows as a table shows them, and what changes that. */
export interface SortedRows<T> {
  rows: readonly T[];
  /** The column that was chosen; undefined in the table's own order. */
  order: SortOrder | undefined;
  /** A header was pressed: the better end first, then the other one, then the table's own order again. */
  onSort(column: TableColumn<T>): void;
  /** For the element around the rows: they do not move while the pointer or the focus is there. */
  hold: HoldHandlers;
}

/**
 * Sorts the rows of a table.
 *
 * @param compare - the order without a choice, worst first
 */
export function useSortedRows<T>(table: {
  columns: readonly TableColumn<T>[];
  rows: readonly T[];
  rowKey(row: T): string;
  compare(a: T, b: T): number;
}): SortedRows<T> {
  const { columns, rows, rowKey, compare } = table;
  const [order, setOrder] = useState<SortOrder>();
  const fresh = useMemo(() => {
    const column = columns.find(({ id }) => id === order?.column);
    return sortRows(rows, compare, column?.sortBy, order);
  }, [rows, columns, compare, order]);
  const { rows: sorted, hold, release } = useHeldOrder(fresh, rowKey);
  const onSort = (column: TableColumn<T>) => {
    release();
    setOrder(before => nextOrder(before, column));
  };
  return { rows: sorted, order, onSort, hold };
}

function nextOrder<T>(
  before: SortOrder | undefined,
  { id, numeric }: TableColumn<T>,
): SortOrder | undefined {
  // of numbers the largest are looked for, of names the first
  const [first, second] = numeric
    ? (['descending', 'ascending'] as const)
    : (['ascending', 'descending'] as const);
  if (before?.column !== id) {
    return { column: id, direction: first };
  }
  return before.direction === first
    ? { column: id, direction: second }
    : undefined;
}
