import { useCallback, useMemo } from 'react';
import { openGroupsParameter, readOpenGroups } from '../address';
import {
  CatalogState,
  Grouping,
  asksCatalog,
  groupingOf,
  useCatalogState,
  useEntityFacts,
} from '../catalog';
import { MeshGraph, groupGraph } from '../graph';
import type { UrlState } from '../hooks';
import { useGraphActions } from './GraphActions';
import { useFirstOpen } from './useFirstOpen';

/** A graph with its groups, open where they are in the address, and where what is picked stands in them. */
export interface GroupedGraph {
  drawn: MeshGraph;
  /** Whether the catalog has said which groups there are. */
  catalog: CatalogState;
  toggle(key: string): void;
}

const NONE: readonly string[] = [];

/**
 * Puts the nodes of a graph together.
 *
 * @param grouping - by what; nothing is put together without
 * @param shown - the part that is drawn, with its marks
 */
export function useGroupedGraph(
  graph: MeshGraph,
  grouping: Grouping | undefined,
  url: UrlState,
  shown: MeshGraph = graph,
): GroupedGraph {
  const needsCatalog = grouping !== undefined && asksCatalog(grouping);
  const refs = useMemo(
    () =>
      needsCatalog
        ? [...graph.nodes.values()].flatMap(({ node }) => node.entityRefs)
        : NONE,
    [graph, needsCatalog],
  );
  const entities = useEntityFacts(refs);
  const catalog = useCatalogState(refs);
  const groupOf = useMemo(
    () => grouping && groupingOf(grouping, entities),
    [grouping, entities],
  );
  const first = useFirstOpen(
    graph,
    catalog === 'waiting' ? undefined : groupOf,
    grouping ?? '',
  );
  const openText = url.get('open');
  const chosen = useMemo(
    () => readOpenGroups(openText) ?? first,
    [openText, first],
  );
  const { selected } = useGraphActions();
  const drawn = useMemo(() => {
    if (!groupOf) {
      return shown;
    }
    const edge =
      selected?.type === 'edge' ? graph.edges.get(selected.id) : undefined;
    const picked = edge ? [edge.source, edge.target] : [selected?.id ?? ''];
    const keys = picked.flatMap(id => {
      const node = graph.nodes.get(id)?.node;
      return (node && groupOf(node)?.key) ?? [];
    });
    return groupGraph(graph, groupOf, new Set([...chosen, ...keys]), shown);
  }, [graph, shown, groupOf, chosen, selected]);
  const { set } = url;
  // the same as long as nothing is opened or closed: all parts of the graph have it
  const toggle = useCallback(
    (key: string) => {
      const next = new Set(chosen);
      if (!next.delete(key)) {
        next.add(key);
      }
      set({ open: openGroupsParameter(next), selected: undefined });
    },
    [chosen, set],
  );
  return { drawn, catalog, toggle };
}
