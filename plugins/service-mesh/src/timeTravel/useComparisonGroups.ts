import { useMemo } from 'react';
import { openGroupsParameter, readOpenGroups } from '../address';
import { EntityFactsByRef, useEntityFacts } from '../catalog';
import { GroupOf, MeshGraph, groupGraph } from '../graph';
import { useFirstOpen, useGraphActions } from '../graph-view';
import type { UrlState } from '../hooks';

/** How a screen that compares puts workloads together: as the one of now does. */
export interface ComparisonGrouping {
  /** Tells one way from another. */
  id: string;
  groupOf(entities: EntityFactsByRef): GroupOf | undefined;
}

/** A graph with its groups, open where they are in the address, and where what is picked stands in them. */
export function useComparisonGroups(
  graph: MeshGraph,
  grouping: ComparisonGrouping | undefined,
  url: UrlState,
): { drawn: MeshGraph; toggle(key: string): void } {
  const refs = useMemo(
    () =>
      grouping
        ? [...graph.nodes.values()].flatMap(({ node }) => node.entityRefs)
        : [],
    [graph, grouping],
  );
  const entities = useEntityFacts(refs);
  const groupOf = useMemo(
    () => grouping?.groupOf(entities),
    [grouping, entities],
  );
  const first = useFirstOpen(graph, groupOf, grouping?.id ?? '');
  const openText = url.get('open');
  const chosen = useMemo(
    () => readOpenGroups(openText) ?? first,
    [openText, first],
  );
  const { selected } = useGraphActions();
  const drawn = useMemo(() => {
    if (!groupOf) {
      return graph;
    }
    const edge =
      selected?.type === 'edge' ? graph.edges.get(selected.id) : undefined;
    const picked = edge ? [edge.source, edge.target] : [selected?.id ?? ''];
    const keys = picked.flatMap(id => {
      const node = graph.nodes.get(id)?.node;
      return (node && groupOf(node)?.key) ?? [];
    });
    return groupGraph(graph, groupOf, new Set([...chosen, ...keys]));
  }, [graph, groupOf, chosen, selected]);
  return {
    drawn,
    toggle(key) {
      const next = new Set(chosen);
      if (!next.delete(key)) {
        next.add(key);
      }
      url.set({ open: openGroupsParameter(next), selected: undefined });
    },
  };
}
