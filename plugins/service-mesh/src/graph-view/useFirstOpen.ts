import { useMemo, useRef } from 'react';
import { GroupOf, MeshGraph, startOpen } from '../graph';

const NONE: ReadonlySet<string> = new Set();

/**
 * The groups that are open before a person chooses. Each group is decided on when it first appears for a way of grouping: what a
 * refresh brings opens and closes nothing that is on screen.
 */
export function useFirstOpen(
  graph: MeshGraph,
  groupOf: GroupOf | undefined,
  question: string,
): ReadonlySet<string> {
  const kept = useRef({
    question,
    seen: new Set<string>(),
    open: NONE,
  });
  return useMemo(() => {
    if (!groupOf) {
      return NONE;
    }
    if (kept.current.question !== question) {
      kept.current = { question, seen: new Set(), open: NONE };
    }
    const { seen, open } = kept.current;
    const fresh = new Set(
      [...graph.nodes.values()]
        .flatMap(({ node }) => groupOf(node)?.key ?? [])
        .filter(key => !seen.has(key)),
    );
    if (fresh.size > 0) {
      const opening = [...startOpen(graph, groupOf)].filter(key =>
        fresh.has(key),
      );
      fresh.forEach(key => seen.add(key));
      kept.current.open = new Set([...open, ...opening]);
    }
    return kept.current.open;
  }, [graph, groupOf, question]);
}
