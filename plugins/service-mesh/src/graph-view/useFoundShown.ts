import { useMemo, useRef } from 'react';
import type { MeshGraph } from '../graph';

/** The same set as long as the same was found: all parts of the graph are drawn anew for another. */
export function useFoundShown(
  graph: MeshGraph,
  found: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  const kept = useRef<ReadonlySet<string>>();
  return useMemo(() => {
    const shown = shownOf(graph, found);
    const before = kept.current;
    if (
      !shown ||
      shown.size !== before?.size ||
      ![...shown].every(id => before.has(id))
    ) {
      kept.current = shown;
    }
    return kept.current;
  }, [graph, found]);
}

/** What of the shown was found: nodes, and groups with a member that was. */
function shownOf(
  graph: MeshGraph,
  found: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  if (!found) {
    return undefined;
  }
  const shown = new Set(found);
  for (const { id, members } of graph.groups?.values() ?? []) {
    if (members.some(member => found.has(member.id))) {
      shown.add(id);
    }
  }
  return shown;
}
