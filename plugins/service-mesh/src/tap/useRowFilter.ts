import { useCallback, useMemo, useRef } from 'react';
import type { UrlState } from '../hooks';
import { NO_FILTER, RowFilter } from './filterRows';
import type { CallKey } from './LiveCalls';
import { withoutQuery } from './pathTemplate';
import { TapRow, peerKey } from './TapRow';
import { rowFilterFrom, rowFilterParameters } from './tapAddress';

/** The filter of received rows that the address holds, and what changes it. */
export interface RowFilterChoice {
  filter: RowFilter;
  setFilter(filter: RowFilter): void;
  clear(): void;
  /** Shows only the requests of a group of calls. */
  only(key: CallKey): void;
  /** Shows only the requests of the same route. */
  onlyRoute(row: TapRow): void;
  hidePath(row: TapRow): void;
}

/** Reads and changes the filter; what changes it stays the same, because memoised components hold it. */
export function useRowFilter(url: UrlState): RowFilterChoice {
  const { get, set } = url;
  const filter = useMemo(() => rowFilterFrom({ get }), [get]);
  const latest = useRef(filter);
  latest.current = filter;
  const setFilter = useCallback(
    (next: RowFilter) => set(rowFilterParameters(next)),
    [set],
  );
  const clear = useCallback(() => setFilter(NO_FILTER), [setFilter]);
  const only = useCallback(
    (key: CallKey) => {
      const { text, status, slowerThan, header, hide } = latest.current;
      set({
        ...rowFilterParameters({
          ...NO_FILTER,
          ...{ text, status, slowerThan, header, hide },
          ...key,
          way: key.way === 'unknown' ? 'both' : key.way ?? 'both',
        }),
        // requests that cannot be seen would look like a click without effect
        ...(get('show') === 'calls' && { show: undefined }),
      });
    },
    [get, set],
  );
  const onlyRoute = useCallback(
    ({ way, peer, method, route }: TapRow) =>
      only({ way, peer: peerKey(peer), method, route }),
    [only],
  );
  const hidePath = useCallback(
    ({ path }: TapRow) => {
      const hide = [...latest.current.hide, withoutQuery(path)];
      setFilter({ ...latest.current, hide: [...new Set(hide)] });
    },
    [setFilter],
  );
  return { filter, setFilter, clear, only, onlyRoute, hidePath };
}
