import { useCallback } from 'react';
import type { ElementSize, UrlState } from '../hooks';
import { CALL_GROUPINGS, CallGrouping } from './LiveCalls';
import { NARROW_VIEWS, TAP_VIEWS, TapView } from './tapAddress';

/** Below this width rows take two lines, and requests and calls are not shown together. */
const NARROW = 600;

/** Below this width the toolbar folds, and the page scrolls instead of the table alone. */
const FOLD_WIDTH = 900;

/** Below this height there is no room for requests and calls together. */
const SHORT = 760;

/** What of a tap is in sight, as far as there is room for it. */
export interface TapViewChoice {
  narrow: boolean;
  folded: boolean;
  views: readonly TapView[];
  view: TapView;
  setView(view: TapView): void;
  /** By what live calls are counted together. */
  grouping: CallGrouping;
  setGrouping(grouping: CallGrouping): void;
}

/**
 * Reads from the address what is to be seen.
 *
 * @param size - of the tab; undefined until it is measured
 */
export function useTapView(
  url: UrlState,
  size: ElementSize | undefined,
): TapViewChoice {
  const { get, set } = url;
  const narrow = size !== undefined && size.width < NARROW;
  const views: readonly TapView[] = narrow ? NARROW_VIEWS : TAP_VIEWS;
  const first: TapView =
    narrow || window.innerHeight < SHORT ? 'requests' : 'both';
  const setView = useCallback(
    (next: TapView) => set({ show: next === first ? undefined : next }),
    [set, first],
  );
  const setGrouping = useCallback(
    (next: CallGrouping) =>
      set({ group: next === CALL_GROUPINGS[0] ? undefined : next }),
    [set],
  );
  return {
    narrow,
    folded: size !== undefined && size.width < FOLD_WIDTH,
    views,
    view: views.find(each => each === get('show')) ?? first,
    setView,
    grouping:
      CALL_GROUPINGS.find(each => each === get('group')) ?? CALL_GROUPINGS[0],
    setGrouping,
  };
}
