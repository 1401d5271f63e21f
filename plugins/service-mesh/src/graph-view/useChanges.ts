import {
  Topology,
  completeClusters,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useCallback, useEffect, useMemo, useState } from 'react';
import {
  GraphChanges,
  Look,
  MeshGraph,
  changesSince,
  extendLook,
  lookAt,
} from '../graph';
import { usePerson } from '../hooks';
import { isRecord, scopedMemory } from './scopedMemory';

const looks = scopedMemory<Look>(
  'service-mesh.looks',
  { scopes: 12, size: 20_000 },
  ({ nodes, edges }) => Object.keys(nodes).length + Object.keys(edges).length,
  (value): value is Look =>
    isRecord(value) &&
    Number.isFinite(value.at) &&
    Array.isArray(value.clusters) &&
    isRecord(value.nodes) &&
    Object.values(value.nodes).every(
      node =>
        isRecord(node) &&
        typeof node.cluster === 'string' &&
        typeof node.unhealthy === 'boolean',
    ) &&
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
 */
export function useChanges(
  graph: MeshGraph,
  of: {
    /** What was asked; undefined where nothing is to be compared, as in the past. */
    scope: string | undefined;
    /** Where the graph comes from: what it lacks may still be there. */
    topology: Topology | undefined;
    /** The node or the call that is open. */
    selectedId: string | undefined;
  },
): ChangesSinceLook | undefined {
  const { topology, selectedId: id } = of;
  const person = usePerson();
  const scope = of.scope && person ? `${person} ${of.scope}` : undefined;
  const [kept, setKept] = useState<{ scope: string; look: Look }>();
  const keep = useCallback((asked: string, look: Look) => {
    looks.set(asked, look);
    setKept({ scope: asked, look });
  }, []);

  const isComplete = useMemo(
    () => (topology ? completeClusters(topology) : () => false),
    [topology],
  );

  useEffect(() => {
    if (scope === undefined || graph.nodes.size === 0) {
      return;
    }
    const known = kept?.scope === scope ? kept.look : looks.get(scope);
    const look = known
      ? extendLook(known, graph, isComplete)
      : lookAt(graph, Date.now(), isComplete);
    if (look !== known) {
      keep(scope, look);
    } else if (kept?.scope !== scope) {
      setKept({ scope, look });
    }
  }, [graph, scope, isComplete, kept, keep]);

  const look = kept?.scope === scope ? kept?.look : undefined;
  useEffect(() => {
    const now =
      look && id !== undefined ? lookAt(graph, look.at, isComplete) : undefined;
    if (!look || !now || id === undefined || scope === undefined) {
      return;
    }
    const seenNode =
      now.nodes[id] !== undefined &&
      now.nodes[id].unhealthy !== look.nodes[id]?.unhealthy;
    const seenEdge = now.edges[id] !== undefined && !look.edges[id];
    if (seenNode || seenEdge) {
      keep(scope, {
        ...look,
        nodes: seenNode ? { ...look.nodes, [id]: now.nodes[id] } : look.nodes,
        edges: seenEdge ? { ...look.edges, [id]: now.edges[id] } : look.edges,
      });
    }
  }, [graph, look, id, scope, isComplete, keep]);

  return useMemo(() => {
    if (!look || scope === undefined) {
      return undefined;
    }
    return {
      changes: changesSince(look, graph, isComplete),
      since: look.at,
      markSeen: () => keep(scope, lookAt(graph, Date.now(), isComplete, look)),
    };
  }, [graph, look, scope, isComplete, keep]);
}
