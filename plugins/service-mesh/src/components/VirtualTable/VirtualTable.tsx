import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import {
  ColumnHeaders,
  ExplainedRows,
  TableColumn,
  columnMarks,
  rowStyles,
  useExplainedCells,
  useSortedRows,
} from '../SortableTable';
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
  /** Whose numbers they are, where they can be explained. */
  explained?: ExplainedRows<T>;
  /** How high it grows before it scrolls, as CSS has it. */
  maxHeight: string;
}) {
  const { label, columns, rowKey, selectedKey, onSelect } = props;
  const { rows: sorted, order, onSort, hold } = useSortedRows(props);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: SPARE_ROWS,
  });
  const items = virtualizer.getVirtualItems();
  const cells = useExplainedCells(
    props,
    items.map(({ index }) => sorted[index]),
    scroller,
  );
  const above = items[0]?.start ?? 0;
  const below =
    virtualizer.getTotalSize() - (items[items.length - 1]?.end ?? 0);

  return (
    <div
      ref={scroller}
      className={styles.scroller}
      style={{ maxHeight: props.maxHeight }}
      {...hold}
      onFocus={({ target }) => {
        hold.onFocus();
        cells.onFocus(target);
      }}
    >
      <table
        className={`${rowStyles.table} ${styles.table}`}
        aria-label={label}
        aria-rowcount={sorted.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            <ColumnHeaders
              columns={columns}
              order={order}
              onSort={column => {
                onSort(column);
                virtualizer.scrollToIndex(0);
              }}
            />
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
                className={onSelect && rowStyles.selectable}
                onClick={onSelect && (() => onSelect(row))}
              >
                {columns.map(column => (
                  <td
                    key={column.id}
                    {...columnMarks(column)}
                    {...cells.marks(row, column)}
                  >
                    {cells.render(row, column)}
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
