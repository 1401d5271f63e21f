import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import { Fragment, useRef, useState } from 'react';
import { useKeyDown, useTranslate } from '../../hooks';
import { Explained, ExplainedOwner } from '../Explained';
import { ColumnHeaders } from './ColumnHeaders';
import { TableColumn } from './TableColumn';
import { columnMarks } from './columnMarks';
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
  explained?: ExplainedOwner | ((row: T) => ExplainedOwner | undefined);
}) {
  const { label, columns, rowKey, selectedKey, onSelect, explained } = props;
  const t = useTranslate();
  const [opened, setOpened] = useState<string>();
  const [focused, setFocused] = useState<string>();
  const folded = columns.filter(({ optional }) => optional);

  const { rows: sorted, order, onSort, hold } = useSortedRows(props);

  const explainedColumns = explained
    ? columns.filter(({ explain }) => explain)
    : [];
  const firstNumber =
    sorted.length > 0 && explainedColumns.length > 0
      ? cellId(rowKey(sorted[0]), explainedColumns[0].id)
      : undefined;
  const numbers = new Set(
    sorted.flatMap(row =>
      explainedColumns.map(({ id }) => cellId(rowKey(row), id)),
    ),
  );
  const current =
    focused !== undefined && numbers.has(focused) ? focused : firstNumber;

  const renderCell = (
    row: T,
    column: TableColumn<T>,
    tabIndex: number | undefined,
  ) => {
    const cell = column.cell(row);
    const { explain, derived } = column;
    const owner = typeof explained === 'function' ? explained(row) : explained;
    if (!owner || !explain) {
      return cell;
    }
    return (
      <Explained
        request={{ ...owner, number: explain, derived }}
        tabIndex={tabIndex}
      >
        {cell}
      </Explained>
    );
  };

  const scroller = useRef<HTMLDivElement>(null);
  useKeyDown(scroller, moveFocus);

  return (
    <div
      ref={scroller}
      className={styles.scroller}
      {...hold}
      onFocus={({ target }) => {
        hold.onFocus();
        if (target.dataset.explained !== undefined) {
          setFocused(target.closest('td')?.dataset.cell);
        }
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
                      data-cell={cellId(key, column.id)}
                    >
                      {renderCell(
                        row,
                        column,
                        current === cellId(key, column.id) ? 0 : -1,
                      )}
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
                            <dd>{renderCell(row, column, undefined)}</dd>
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

function cellId(row: string, column: string): string {
  return JSON.stringify([row, column]);
}

/** Arrow keys go from number to number, in the row and in the column. */
function moveFocus(event: KeyboardEvent): void {
  const number = (event.target as HTMLElement).closest<HTMLElement>(
    '[data-explained]',
  );
  const row = number?.closest('tr');
  if (!number || !row) {
    return;
  }
  const numbersOf = (element: Element | null | undefined) => [
    ...(element?.querySelectorAll<HTMLElement>('[data-explained]') ?? []),
  ];
  const inRow = numbersOf(row);
  const column = inRow.indexOf(number);
  const rows = [...(row.parentElement?.children ?? [])].filter(
    each => numbersOf(each).length > 0,
  );
  const place = rows.indexOf(row);
  const next = {
    ArrowLeft: inRow[column - 1],
    ArrowRight: inRow[column + 1],
    ArrowUp: numbersOf(rows[place - 1])[column],
    ArrowDown: numbersOf(rows[place + 1])[column],
  }[event.key];
  if (next) {
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }
}
