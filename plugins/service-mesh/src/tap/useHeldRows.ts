import { useRef } from 'react';
import type { TapRow } from './TapRow';

/** The rows that a table shows while its place must not move. */
export interface HeldRows {
  shown: readonly TapRow[];
  /** Rows that came since and are not shown. */
  newer: number;
}

/**
 * Keeps the rows in their places while a person reads or aims at them: what is on screen is brought up to date, what is new waits.
 *
 * @param rows - newest first
 */
export function useHeldRows(
  rows: readonly TapRow[],
  holding: boolean,
): HeldRows {
  const held = useRef<readonly TapRow[]>();
  if (!holding) {
    held.current = undefined;
    return { shown: rows, newer: 0 };
  }
  const latest = new Map(rows.map(row => [row.sequence, row]));
  const shown = (held.current ?? rows).map(
    row => latest.get(row.sequence) ?? row,
  );
  held.current = shown;
  const newest = shown[0]?.sequence ?? 0;
  const newer = rows.findIndex(({ sequence }) => sequence <= newest);
  return { shown, newer: newer < 0 ? rows.length : newer };
}
