import { useEffect, useMemo, useRef, useState } from 'react';
import { Layout, LayoutInput, MeshGraph, placeNew } from '../graph';
import { runLayout } from './layoutRunner';

/**
 * The place of every node. The first graph is laid out as a whole; afterwards what stays does not move, and only new nodes get a
 * place, until `resetKey` names another question (another entity or depth).
 */
export function useGraphLayout(
  graph: MeshGraph | undefined,
  resetKey: string,
): Layout | undefined {
  const [base, setBase] = useState<{ key: string; layout: Layout }>();
  const input = useMemo(() => graph && layoutInput(graph), [graph]);
  const pending = useRef<string>();

  useEffect(() => {
    if (!input || base?.key === resetKey || pending.current === resetKey) {
      return;
    }
    pending.current = resetKey;
    runLayout(input).then(layout => {
      if (pending.current === resetKey) {
        pending.current = undefined;
        setBase({ key: resetKey, layout });
      }
    });
  }, [input, resetKey, base]);

  const kept = useRef<Layout>();
  const keptFor = useRef<string>();
  return useMemo(() => {
    if (!input || !base) {
      return undefined;
    }
    if (keptFor.current !== base.key) {
      keptFor.current = base.key;
      kept.current = base.layout;
    }
    kept.current = placeNew(kept.current ?? base.layout, input);
    return kept.current;
  }, [input, base]);
}

function layoutInput(graph: MeshGraph): LayoutInput {
  return {
    nodes: [...graph.nodes.keys()],
    edges: [...graph.edges.values()].map(({ id, source, target }) => ({
      id,
      source,
      target,
    })),
  };
}
