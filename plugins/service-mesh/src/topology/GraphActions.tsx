import { createContext, useContext } from 'react';

/** A node or a call that a person has picked. */
export interface Selection {
  type: 'node' | 'edge';
  id: string;
}

/** What parts of the graph may do; handed down so that they need not be made anew when it changes. */
export interface GraphActions {
  selected: Selection | undefined;
  /** @param byKeyboard - focus then moves to what opens */
  select(selection: Selection | undefined, byKeyboard?: boolean): void;
}

const GraphActionsContext = createContext<GraphActions>({
  selected: undefined,
  select: () => {},
});

export const GraphActionsProvider = GraphActionsContext.Provider;

export function useGraphActions(): GraphActions {
  return useContext(GraphActionsContext);
}
