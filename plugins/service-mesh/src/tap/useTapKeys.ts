import type { RefObject } from 'react';
import { TabShortcuts, findKey, useTabShortcuts } from '../keyboard';
import { FIND_ID } from './TapFilters';
import type { TapSession } from './TapSession';
import type { TapTableHandle } from './TapTable';

/** The keys of a tap. */
export function useTapKeys(
  frame: RefObject<HTMLElement>,
  tap: {
    session: TapSession;
    running: boolean;
    table: RefObject<TapTableHandle>;
    selectedId: string | undefined;
    select(id: string, byKeyboard: boolean): void;
    /** Closes the request that is open. */
    close(): void;
  },
): TabShortcuts {
  const { session, running, table, selectedId, select, close } = tap;
  const step = (by: 1 | -1) => {
    const id = table.current?.step(by);
    if (id && selectedId !== undefined) {
      select(id, false);
    }
  };
  return useTabShortcuts(frame, 'tap', {
    j: () => step(1),
    k: () => step(-1),
    g: () => table.current?.goToNewest(),
    x: () => session.clear(),
    ' '(event) {
      const { tagName, dataset } = event.target as HTMLElement;
      // rows are buttons as well, and a person who reads them pauses them
      const inButton = tagName === 'BUTTON' && dataset.tapRow === undefined;
      if (running && !inButton) {
        event.preventDefault();
        session.setPaused(!session.getSnapshot().paused);
      }
    },
    ...findKey(FIND_ID),
    Escape: close,
  });
}
