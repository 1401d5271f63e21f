import { useState } from 'react';

const PREFIX = 'service-mesh.hidden-columns.';

/**
 * Columns that a person hid from a table, kept in this browser.
 *
 * @returns their ids, and a way to show or hide one
 */
export function useHiddenColumns(
  table: string,
): [ReadonlySet<string>, (column: string, shown: boolean) => void] {
  const [hidden, setHidden] = useState(() => read(table));
  const show = (column: string, shown: boolean) => {
    const next = new Set(hidden);
    if (shown) {
      next.delete(column);
    } else {
      next.add(column);
    }
    setHidden(next);
    write(table, next);
  };
  return [hidden, show];
}

function read(table: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(
      localStorage.getItem(PREFIX + table) ?? '[]',
    );
    return new Set(
      Array.isArray(kept) ? kept.filter(id => typeof id === 'string') : [],
    );
  } catch {
    // somebody else's text, or a browser that keeps nothing
    return new Set();
  }
}

function write(table: string, hidden: ReadonlySet<string>) {
  try {
    localStorage.setItem(PREFIX + table, JSON.stringify([...hidden]));
  } catch {
    // a browser that keeps nothing: the choice lasts as long as the page
  }
}
