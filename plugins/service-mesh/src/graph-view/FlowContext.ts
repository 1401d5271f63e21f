import { createContext, useContext } from 'react';
import type { MeshGraph } from '../graph';
import { FlowStore } from './FlowStore';
import type { NearNode } from './NearNode';
import type { LevelOfDetail } from './NodeCard';

/** What parts of the graph share. It changes when a person does something, and not with the numbers. */
export interface FlowContext {
  store: FlowStore;
  near: NearNode;
  level: LevelOfDetail;
  /** Labels can be read at this zoom. */
  labels: boolean;
  /** Every line has a label for the pointer and for screen readers, shown or not: few enough for that. */
  hiddenLabels: boolean;
  /** The call whose button somebody went to by a key. */
  askedCall: string | undefined;
  homeNamespace: string | undefined;
  showCluster: boolean;
  /** Ids that a search found; everything else is dimmed. */
  found: ReadonlySet<string> | undefined;
  /** The graph as it is now, for names of ends; its identity does not change with the numbers. */
  graph(): MeshGraph;
  toggleGroup(key: string): void;
  /** Where labels of lines stand, above all lines; null until it is there. */
  labelLayer: Element | null;
}

const Context = createContext<FlowContext | undefined>(undefined);

export const FlowContextProvider = Context.Provider;

export function useFlowContext(): FlowContext {
  const context = useContext(Context);
  if (!context) {
    throw new Error('Parts of the graph belong inside of it');
  }
  return context;
}
