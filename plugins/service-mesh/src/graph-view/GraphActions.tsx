import { createContext, useContext } from 'react';
import type { Selection } from '../address';

/** What parts of the graph may do; handed down so that they need not be made anew when it changes. */
export interface GraphActions {
  selected: Selection | undefined;
  /** @param byKeyboard - focus then moves to what opens */
  select(selection: Selection | undefined, byKeyboard?: boolean): void;
  /** The node that only the neighbours of are shown; all without. */
  focusId: string | undefined;
  /** Shows only a node and its neighbours, or all again where it is so already. */
  toggleFocus(id: string): void;
  /** Nodes that stay in sight, whatever is searched or focused. */
  pinned: ReadonlySet<string>;
  togglePin(id: string): void;
}

const GraphActionsContext = createContext<GraphActions>({
  selected: undefined,
  select: () => {},
  focusId: undefined,
  toggleFocus: () => {},
  pinned: new Set(),
  togglePin: () => {},
});

export const GraphActionsProvider = GraphActionsContext.Provider;

export function useGraphActions(): GraphActions {
  return useContext(GraphActionsContext);
}
