import { RiArrowDownLine, RiArrowUpLine } from '@remixicon/react';
import type { TableColumn } from './TableColumn';
import { columnMarks } from './columnMarks';
import type { SortOrder } from './sortRows';
import styles from './rows.module.css';

/** The header cells of a table: each one that can be sorted by is a button. */
export function ColumnHeaders<T>(props: {
  columns: readonly TableColumn<T>[];
  order: SortOrder | undefined;
  onSort(column: TableColumn<T>): void;
}) {
  const { columns, order, onSort } = props;
  return (
    <>
      {columns.map(column => {
        const direction =
          order?.column === column.id ? order.direction : undefined;
        const Arrow =
          direction === 'ascending' ? RiArrowUpLine : RiArrowDownLine;
        return (
          <th
            key={column.id}
            scope="col"
            aria-sort={direction ?? (column.sortBy ? 'none' : undefined)}
            {...columnMarks(column)}
          >
            {column.sortBy ? (
              <button
                type="button"
                className={styles.sort}
                onClick={() => onSort(column)}
              >
                {column.title}
                {direction && <Arrow size={11} aria-hidden />}
              </button>
            ) : (
              <span className={column.hiddenTitle ? styles.hidden : undefined}>
                {column.title}
              </span>
            )}
          </th>
        );
      })}
    </>
  );
}
