import type { TableColumn } from './TableColumn';

/** What the styles of a table know a cell's column by. */
export function columnMarks<T>({
  numeric,
  grow,
  optional,
}: TableColumn<T>): Record<`data-${string}`, true | undefined> {
  return {
    'data-numeric': numeric || undefined,
    'data-grow': grow || undefined,
    'data-optional': optional || undefined,
  };
}
