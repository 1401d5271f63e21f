import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { GraphChanges, Look, MeshGraph, changesSince, lookAt } from '../graph';
import { isRecord, scopedMemory } from './scopedMemory';

/** Answers that lack something: what is not in them may still be there. */
const INCOMPLETE = [
  'cluster-unreachable',
  'metrics-unavailable',
  'partial-data',
];

/** Whether an answer holds all that there is: only then something can be called gone. */
export function isComplete({ warnings }: Pick<Topology, 'warnings'>): boolean {
  return !warnings.some(({ code }) => INCOMPLETE.includes(code));
}

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
 */
export function useChanges(
  graph: MeshGraph,
  of: {
    /** What was asked; undefined where nothing is to be compared, as in the past. */
    scope: string | undefined;
    /** All clusters answered: otherwise nothing is called gone. */
    complete: boolean;
    /** The node or the call that is open. */
    selectedId: string | undefined;
  },
): ChangesSinceLook | undefined {
  const { scope, complete, selectedId: id } = of;
  const [kept, setKept] = useState<{ scope: string; look: Look }>();
  const keep = useCallback((asked: string, look: Look) => {
    looks.set(asked, look);
    setKept({ scope: asked, look });
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
      changes,
      since: look.at,
      markSeen: () => keep(scope, lookAt(graph, Date.now())),
    };
  }, [graph, look, scope, complete, keep]);
}
