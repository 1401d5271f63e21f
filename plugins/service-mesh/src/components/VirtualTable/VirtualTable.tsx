import { RiArrowDownLine, RiArrowUpLine } from '@remixicon/react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useHeldOrder } from '../../hooks';
import type { TableColumn } from '../SortableTable';
import { SortOrder, sortRows } from '../SortableTable/sortRows';
import styles from './VirtualTable.module.css';

const ROW_HEIGHT = 30;

/** Rows that are drawn beyond what is in sight, so that scrolling shows no gaps. */
const SPARE_ROWS = 12;

/**
 * A table of any length: only the rows in sight are drawn. In its own order ("worst first") until a header is pressed; rows do not
 * move under the pointer or the focus.
 */
export function VirtualTable<T>(props: {
  label: string;
  columns: readonly TableColumn<T>[];
  rows: readonly T[];
  rowKey(row: T): string;
  compare(a: T, b: T): number;
  selectedKey?: string;
  onSelect?(row: T): void;
  /** How high it grows before it scrolls, as CSS has it. */
  maxHeight: string;
}) {
  const { label, columns, rows, rowKey, compare, selectedKey, onSelect } =
    props;
  const [order, setOrder] = useState<SortOrder>();
  const fresh = useMemo(() => {
    const column = columns.find(({ id }) => id === order?.column);
    return sortRows(rows, compare, column?.sortBy, order);
  }, [rows, columns, compare, order]);
  const { rows: sorted, hold, release } = useHeldOrder(fresh, rowKey);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: SPARE_ROWS,
  });
  const items = virtualizer.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below =
    virtualizer.getTotalSize() - (items[items.length - 1]?.end ?? 0);

  const press = (column: TableColumn<T>) => {
    const first = column.numeric ? 'descending' : 'ascending';
    const second = column.numeric ? 'ascending' : 'descending';
    release();
    setOrder(before => {
      if (before?.column !== column.id) {
        return { column: column.id, direction: first };
      }
      return before.direction === first
        ? { column: column.id, direction: second }
        : undefined;
    });
    virtualizer.scrollToIndex(0);
  };

  return (
    <div
      ref={scroller}
      className={styles.scroller}
      style={{ maxHeight: props.maxHeight }}
      {...hold}
    >
      <table
        className={styles.table}
        aria-label={label}
        aria-rowcount={sorted.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
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
                    column.title
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Spacer height={above} columns={columns.length} />}
          {items.map(({ index }) => {
            const row = sorted[index];
            const key = rowKey(row);
            return (
              <tr
                key={key}
                aria-rowindex={index + 2}
                aria-selected={onSelect ? key === selectedKey : undefined}
                className={onSelect ? styles.selectable : undefined}
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
          {below > 0 && <Spacer height={below} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

/** Stands for the rows that are not drawn. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden className={styles.spacer}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

function cellClass<T>(column: TableColumn<T>): string | undefined {
  const classes = [
    column.numeric && styles.numeric,
    column.grow && styles.grow,
    column.optional && styles.optional,
  ];
  return classes.filter(Boolean).join(' ') || undefined;
}
