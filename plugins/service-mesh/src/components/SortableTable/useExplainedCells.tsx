import { ReactNode, RefObject, useState } from 'react';
import { useKeyDown } from '../../hooks';
import { Explained, ExplainedOwner } from '../Explained';
import type { TableColumn } from './TableColumn';

/** Whose numbers they are, where they can be explained. */
export type ExplainedRows<T> =
  | ExplainedOwner
  | ((row: T) => ExplainedOwner | undefined);

/** The cells of a table whose numbers say how they came to be. They take the focus as one; the arrow keys move among them. */
export interface ExplainedCells<T> {
  onFocus(target: HTMLElement): void;
  /** What a cell carries besides its style. */
  marks(row: T, column: TableColumn<T>): { 'data-cell': string };
  /** @param isAlone - it stands outside of the table's rows, and takes the focus by itself */
  render(row: T, column: TableColumn<T>, isAlone?: boolean): ReactNode;
}

/**
 * @param rows - those that are drawn
 * @param around - the element around the table
 */
export function useExplainedCells<T>(
  table: {
    columns: readonly TableColumn<T>[];
    rowKey(row: T): string;
    explained?: ExplainedRows<T>;
  },
  rows: readonly T[],
  around: RefObject<HTMLElement>,
): ExplainedCells<T> {
  const { columns, rowKey, explained } = table;
  const [focused, setFocused] = useState<string>();
  useKeyDown(around, moveFocus);

  const numbers = explained
    ? rows.flatMap(row =>
        columns
          .filter(({ explain }) => explain)
          .map(({ id }) => cellId(rowKey(row), id)),
      )
    : [];
  const current =
    focused !== undefined && numbers.includes(focused) ? focused : numbers[0];
  return {
    onFocus(target) {
      if (target.dataset.explained !== undefined) {
        setFocused(target.closest('td')?.dataset.cell);
      }
    },
    marks: (row, column) => ({ 'data-cell': cellId(rowKey(row), column.id) }),
    render(row, column, isAlone) {
      const cell = column.cell(row);
      const { explain, derived } = column;
      const owner =
        typeof explained === 'function' ? explained(row) : explained;
      if (!owner || !explain) {
        return cell;
      }
      const isCurrent = current === cellId(rowKey(row), column.id);
      return (
        <Explained
          request={{ ...owner, number: explain, derived }}
          tabIndex={isAlone || isCurrent ? 0 : -1}
        >
          {cell}
        </Explained>
      );
    },
  };
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
