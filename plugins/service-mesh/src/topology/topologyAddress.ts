/** Calls to follow up and down that can be chosen. */
export const HOPS = ['1', '2', '3'];

/** How many without a choice. */
export const FIRST_HOPS = HOPS[0];

/** How a topology can be shown. */
export type TopologyViewName = 'list' | 'graph' | 'table';

/** The views that make sense in the room that there is; the first without a choice. */
export function viewsFor(narrow: boolean): readonly TopologyViewName[] {
  return narrow ? ['list', 'graph', 'table'] : ['graph', 'table'];
}
