import { RiArrowDownLine, RiArrowUpLine } from '@remixicon/react';
import { ReactNode, useMemo, useRef, useState } from 'react';
import { useTranslate } from '../../hooks';
import { SortOrder, sortRows } from './sortRows';
import styles from './SortableTable.module.css';

/** A column of a {@link SortableTable}. */
export interface TableColumn<T> {
  id: string;
  title: string;
  cell(row: T): ReactNode;
  /** What the column sorts by; it cannot be sorted by without. */
  sortBy?(row: T): number | string | undefined;
  /** Right-aligned, tabular figures. */
  numeric?: boolean;
  /** The header is for screen readers alone. */
  hiddenTitle?: boolean;
  /** Takes the width that the other columns leave, and cuts what does not fit. */
  grow?: boolean;
  /** Dropped from narrow screens. */
  optional?: boolean;
}

/**
 * A table of dense rows. In its own order ("worst first") until a header is pressed. Rows do not move under the pointer or the
 * focus: a new order waits until both are elsewhere.
 */
export function SortableTable<T>(props: {
  label: string;
  columns: TableColumn<T>[];
  rows: readonly T[];
  rowKey(row: T): string;
  /** The order without a choice, worst first. */
  compare(a: T, b: T): number;
  selectedKey?: string;
  onSelect?(row: T): void;
}) {
  const { label, columns, rows, rowKey, compare, selectedKey, onSelect } =
    props;
  const t = useTranslate();
  const [order, setOrder] = useState<SortOrder>();
  const [held, setHeld] = useState(false);
  const lastKeys = useRef<string[]>([]);

  const sorted = useMemo(() => {
    const column = columns.find(candidate => candidate.id === order?.column);
    const fresh = sortRows(rows, compare, column?.sortBy, order);
    if (!held) {
      return fresh;
    }
    const place = new Map(lastKeys.current.map((key, index) => [key, index]));
    return [...fresh].sort(
      (a, b) =>
        (place.get(rowKey(a)) ?? Infinity) -
          (place.get(rowKey(b)) ?? Infinity) || 0,
    );
  }, [rows, columns, compare, order, held, rowKey]);
  if (!held) {
    lastKeys.current = sorted.map(rowKey);
  }

  const press = (column: TableColumn<T>) => {
    const first = column.numeric ? 'descending' : 'ascending';
    setHeld(false);
    setOrder(before => {
      if (before?.column !== column.id) {
        return { column: column.id, direction: first };
      }
      return before.direction === first
        ? {
            column: column.id,
            direction: first === 'ascending' ? 'descending' : 'ascending',
          }
        : undefined;
    });
  };

  return (
    <div
      className={styles.scroller}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
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
                  className={cellClass(column)}
                >
                  {column.sortBy ? (
                    <button
                      type="button"
                      className={styles.sort}
                      onClick={() => press(column)}
                    >
                      {column.title}
                      {direction && <Arrow size={11} aria-hidden />}
                    </button>
                  ) : (
                    <span
                      className={column.hiddenTitle ? styles.hidden : undefined}
                    >
                      {column.title}
                    </span>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {sorted.map(row => {
            const key = rowKey(row);
            return (
              <tr
                key={key}
                aria-selected={onSelect ? key === selectedKey : undefined}
                className={rowClass(
                  key === selectedKey,
                  onSelect !== undefined,
                )}
                onClick={onSelect && (() => onSelect(row))}
              >
                {columns.map(column => (
                  <td key={column.id} className={cellClass(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <span className={styles.hidden} role="status">
        {order &&
          `${columns.find(column => column.id === order.column)?.title}: ${t(
            `columns.${order.direction}`,
          )}`}
      </span>
    </div>
  );
}

function cellClass<T>(column: TableColumn<T>): string | undefined {
  const classes = [];
  if (column.numeric) {
    classes.push(styles.numeric);
  }
  if (column.grow) {
    classes.push(styles.grow);
  }
  if (column.optional) {
    classes.push(styles.optional);
  }
  return classes.join(' ') || undefined;
}

function rowClass(selected: boolean, selectable: boolean): string | undefined {
  const classes = [];
  if (selectable) {
    classes.push(styles.selectable);
  }
  if (selected) {
    classes.push(styles.selected);
  }
  return classes.join(' ') || undefined;
}
