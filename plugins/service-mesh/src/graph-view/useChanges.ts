import { useCallback, useEffect, useMemo, useState } from 'react';
import {
  GraphChanges,
  Look,
  MeshGraph,
  changesSince,
  lookAt,
  markChanges,
} from '../graph';
import { useGraphActions } from './GraphActions';
import { isRecord, scopedMemory } from './scopedMemory';

const looks = scopedMemory<Look>(
  'service-mesh.looks',
  { scopes: 12, size: 20_000 },
  ({ nodes, edges }) => Object.keys(nodes).length + Object.keys(edges).length,
  (value): value is Look =>
    isRecord(value) &&
    Number.isFinite(value.at) &&
    isRecord(value.nodes) &&
    isRecord(value.edges) &&
    Object.values(value.edges).every(
      ends =>
        Array.isArray(ends) &&
        ends.length === 2 &&
        ends.every(end => typeof end === 'string'),
    ),
);

/** What has changed since a person looked last, on this browser. */
export interface ChangesSinceLook {
  /** The graph with its changes marked. */
  marked: MeshGraph;
  changes: GraphChanges;
  /** When the person looked, in milliseconds since the epoch. */
  since: number;
  /** Takes everything as seen. */
  markSeen(): void;
}

/**
 * Compares a graph with what was seen of it before. What a person picks counts as looked at; the rest stays marked until it is taken
 * as seen.
 *
 * @param scope - what was asked; undefined where nothing is to be compared, as in the past
 * @param complete - all clusters answered: otherwise nothing is called gone
 */
export function useChanges(
  graph: MeshGraph,
  scope: string | undefined,
  complete: boolean,
): ChangesSinceLook | undefined {
  const [kept, setKept] = useState<{ scope: string; look: Look }>();
  const { selected } = useGraphActions();
  const keep = useCallback((of: string, look: Look) => {
    looks.set(of, look);
    setKept({ scope: of, look });
  }, []);

  useEffect(() => {
    if (scope !== undefined && kept?.scope !== scope && graph.nodes.size > 0) {
      const look = looks.get(scope);
      if (look) {
        setKept({ scope, look });
      } else if (complete) {
        keep(scope, lookAt(graph, Date.now()));
      }
    }
  }, [graph, scope, complete, kept, keep]);

  const look = kept?.scope === scope ? kept?.look : undefined;
  const id = selected?.id;
  useEffect(() => {
    const now = look && id !== undefined ? lookAt(graph, look.at) : undefined;
    if (!look || !now || id === undefined || scope === undefined) {
      return;
    }
    const seenNode =
      now.nodes[id] !== undefined && now.nodes[id] !== look.nodes[id];
    const seenEdge = now.edges[id] !== undefined && !look.edges[id];
    if (seenNode || seenEdge) {
      keep(scope, {
        ...look,
        nodes: seenNode ? { ...look.nodes, [id]: now.nodes[id] } : look.nodes,
        edges: seenEdge ? { ...look.edges, [id]: now.edges[id] } : look.edges,
      });
    }
  }, [graph, look, id, scope, keep]);

  return useMemo(() => {
    if (!look || scope === undefined) {
      return undefined;
    }
    const found = changesSince(look, graph);
    const changes = complete
      ? found
      : { ...found, goneNodes: [], goneEdges: new Map() };
    return {
      marked: markChanges(graph, changes),
      changes,
      since: look.at,
      markSeen: () => keep(scope, lookAt(graph, Date.now())),
    };
  }, [graph, look, scope, complete, keep]);
}
