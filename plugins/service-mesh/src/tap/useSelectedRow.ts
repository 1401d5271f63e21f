import { useCallback, useEffect, useRef, useState } from 'react';
import type { UrlState } from '../hooks';
import type { TapRow } from './TapRow';

/** The address follows a selection after this long, in milliseconds: browsers limit how often it may change. */
const ADDRESS_MS = 300;

/**
 * The request that is open, by the id in the address. It stays open when its row has made way for newer ones.
 *
 * @returns the row, what opens another one, and whether it was opened by keyboard
 */
export function useSelectedRow(
  rows: readonly TapRow[],
  url: UrlState,
): [
  TapRow | undefined,
  (id: string | undefined, byKeyboard: boolean) => void,
  boolean,
] {
  const [id, setId] = useState(() => url.get('row'));
  const [byKeyboard, setByKeyboard] = useState(false);
  const last = useRef<TapRow>();
  const found = id === undefined ? undefined : rows.find(row => row.id === id);
  if (found || last.current?.id !== id) {
    last.current = found;
  }

  const latestUrl = useRef(url);
  latestUrl.current = url;
  useEffect(() => {
    const timer = setTimeout(() => {
      if (latestUrl.current.get('row') !== id) {
        latestUrl.current.set({ row: id });
      }
    }, ADDRESS_MS);
    return () => clearTimeout(timer);
  }, [id]);

  const select = useCallback((next: string | undefined, keyboard: boolean) => {
    setByKeyboard(keyboard);
    setId(next);
  }, []);
  return [last.current, select, byKeyboard];
}
