import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import { Fragment, useRef, useState } from 'react';
import { useTranslate } from '../../hooks';
import { ColumnHeaders } from './ColumnHeaders';
import { TableColumn } from './TableColumn';
import { columnMarks } from './columnMarks';
import { ExplainedRows, useExplainedCells } from './useExplainedCells';
import { useSortedRows } from './useSortedRows';
import rowStyles from './rows.module.css';
import styles from './SortableTable.module.css';

/**
 * A table of dense rows. In its own order ("worst first") until a header is pressed. Rows do not move under the pointer or the
 * focus: a new order waits until both are elsewhere. Its numbers take the focus as one; the arrow keys move among them.
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
  /** Whose numbers they are, where they can be explained. */
  explained?: ExplainedRows<T>;
}) {
  const { label, columns, rowKey, selectedKey, onSelect } = props;
  const t = useTranslate();
  const [opened, setOpened] = useState<string>();
  const folded = columns.filter(({ optional }) => optional);

  const { rows: sorted, order, onSort, hold } = useSortedRows(props);

  const scroller = useRef<HTMLDivElement>(null);
  const cells = useExplainedCells(props, sorted, scroller);

  return (
    <div
      ref={scroller}
      className={styles.scroller}
      {...hold}
      onFocus={({ target }) => {
        hold.onFocus();
        cells.onFocus(target);
      }}
    >
      <table
        className={`${rowStyles.table} ${styles.table}`}
        aria-label={label}
      >
        <thead>
          <tr>
            <ColumnHeaders columns={columns} order={order} onSort={onSort} />
            {folded.length > 0 && (
              <th scope="col" className={styles.more}>
                <span className={rowStyles.hidden}>{t('columns.more')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {sorted.map(row => {
            const key = rowKey(row);
            const open = opened === key;
            const Chevron = open ? RiArrowDownSLine : RiArrowRightSLine;
            return (
              <Fragment key={key}>
                <tr
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
                  {folded.length > 0 && (
                    <td className={styles.more}>
                      <button
                        type="button"
                        className={rowStyles.sort}
                        aria-expanded={open}
                        aria-label={t('columns.more')}
                        onClick={event => {
                          event.stopPropagation();
                          setOpened(open ? undefined : key);
                        }}
                      >
                        <Chevron size={16} aria-hidden />
                      </button>
                    </td>
                  )}
                </tr>
                {open && (
                  <tr className={styles.rest}>
                    <td colSpan={columns.length + 1}>
                      <dl className={styles.facts}>
                        {folded.map(column => (
                          <div key={column.id}>
                            <dt>{column.title}</dt>
                            <dd>{cells.render(row, column, true)}</dd>
                          </div>
                        ))}
                      </dl>
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      <span className={rowStyles.hidden} role="status">
        {order &&
          `${columns.find(column => column.id === order.column)?.title}: ${t(
            `columns.${order.direction}`,
          )}`}
      </span>
    </div>
  );
}
