import type { TableColumn } from '../SortableTable';
import { saveText } from './saveText';
import { toCsv } from './toCsv';

/**
 * Hands a table to the browser as a CSV file: worst first, and of the columns those that have something to write.
 *
 * @param name - of the file, without its ending
 */
export function saveTable<T>(
  name: string,
  columns: readonly TableColumn<T>[],
  rows: readonly T[],
  compare: (a: T, b: T) => number,
): void {
  const written = columns.flatMap(column => {
    const value = column.exportValue ?? column.sortBy;
    return value ? [{ title: column.exportTitle ?? column.title, value }] : [];
  });
  saveText(
    `${name}.csv`,
    'text/csv',
    toCsv(
      written.map(({ title }) => title),
      [...rows]
        .sort(compare)
        .map(row => written.map(({ value }) => value(row))),
    ),
  );
}
