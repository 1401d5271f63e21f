import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react';
import {
  GroupedInput,
  GroupedLayout,
  MeshGraph,
  PlacedGraph,
  Point,
  groupedInput,
  moveNode,
  openInPlace,
  placeNewGrouped,
  sameParts,
} from '../graph';
import { runLayout } from './layoutRunner';
import { rememberedLayouts } from './rememberedLayouts';
import { sameData } from './sameData';

/** A remembered layout helps only where it knows most of the graph. */
const KNOWN_SHARE = 0.6;

/** Nothing is written while a person drags, or numbers come. */
const REMEMBER_AFTER_MS = 500;

/** Where things are, and how a person changes that. */
export interface GraphLayout {
  placed: PlacedGraph | undefined;
  /** Puts a node or a group so far from where it is; it stays there. */
  move(id: string, by: Point): void;
  /** Forgets what was moved, and lays out everything anew. */
  reset(): void;
}

interface Kept {
  scope: string;
  layout: GroupedLayout;
}

/**
 * The place of every node. A graph is laid out as a whole the first time; afterwards, and on later visits, what stays does not move,
 * and only new nodes get a place, until `scope` names another question.
 */
export function useGraphLayout(graph: MeshGraph, scope: string): GraphLayout {
  const [version, renew] = useReducer((count: number) => count + 1, 0);
  const kept = useRef<Kept>();
  const pending = useRef<string>();
  const input = useInput(graph);

  const placed = useMemo(() => {
    kept.current = keep(kept.current, scope, input);
    return kept.current && openInPlace(graph, kept.current.layout);
    // `version` counts the changes of what is kept, and of the graph only what `input` says of it has a place
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [input, scope, version]);

  useEffect(() => {
    const missing = missingPart(kept.current, scope, input);
    const job = missing && JSON.stringify([scope, Object.keys(missing.inner)]);
    if (!missing || pending.current === job) {
      return;
    }
    pending.current = job;
    runLayout(missing).then(layout => {
      if (pending.current !== job) {
        return;
      }
      pending.current = undefined;
      const before = kept.current;
      kept.current =
        before?.scope === scope
          ? {
              scope,
              layout: {
                ...before.layout,
                inner: { ...before.layout.inner, ...layout.inner },
              },
            }
          : { scope, layout };
      renew();
    });
  }, [input, scope, version]);

  useEffect(() => {
    const timer = setTimeout(() => {
      if (kept.current?.scope === scope) {
        rememberedLayouts.set(scope, kept.current.layout);
      }
    }, REMEMBER_AFTER_MS);
    return () => clearTimeout(timer);
  }, [placed, scope]);

  const move = useCallback((id: string, by: Point) => {
    if (kept.current) {
      const { layout } = kept.current;
      kept.current = { ...kept.current, layout: moveNode(layout, id, by) };
      renew();
    }
  }, []);
  const reset = useCallback(() => {
    if (kept.current) {
      rememberedLayouts.set(kept.current.scope, undefined);
    }
    kept.current = undefined;
    renew();
  }, []);
  return { placed, move, reset };
}

/** The same as long as the graph has the same parts: with new numbers alone nothing needs to be placed, or remembered. */
function useInput(graph: MeshGraph): GroupedInput {
  const before = useRef<{ graph: MeshGraph; input: GroupedInput }>();
  return useMemo(() => {
    const known = before.current;
    if (known && sameParts(known.graph, graph)) {
      known.graph = graph;
      return known.input;
    }
    const input = groupedInput(graph);
    before.current = {
      graph,
      // other calls between the same nodes are the same lines
      input: known && sameData(known.input, input) ? known.input : input,
    };
    return before.current.input;
  }, [graph]);
}

/** What is kept for this question, with new nodes placed and gone ones forgotten. */
function keep(
  before: Kept | undefined,
  scope: string,
  input: GroupedInput,
): Kept | undefined {
  const layout =
    before?.scope === scope ? before.layout : fitting(scope, input);
  return layout && { scope, layout: placeNewGrouped(layout, input) };
}

function fitting(
  scope: string,
  { top }: GroupedInput,
): GroupedLayout | undefined {
  const layout = rememberedLayouts.get(scope);
  const known = top.nodes.filter(
    id => layout && Object.hasOwn(layout.base.positions, id),
  );
  return known.length > KNOWN_SHARE * top.nodes.length ? layout : undefined;
}

/** What has no places at all yet: everything, or the members of groups that were opened. */
function missingPart(
  kept: Kept | undefined,
  scope: string,
  input: GroupedInput,
): GroupedInput | undefined {
  if (kept?.scope !== scope) {
    return input;
  }
  const inner = Object.entries(input.inner).filter(
    ([id]) => !Object.hasOwn(kept.layout.inner, id),
  );
  return inner.length > 0
    ? { top: { nodes: [], edges: [] }, inner: Object.fromEntries(inner) }
    : undefined;
}
