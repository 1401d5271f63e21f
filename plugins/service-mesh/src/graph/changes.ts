import { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import { GraphEdge, GraphNode, MeshGraph, createGraph } from './model';

/** What a person saw of a graph. Plain data, to be kept until the next visit. */
export interface Look {
  /** When, in milliseconds since the epoch. */
  at: number;
  /** Clusters of which all was seen: only there something can be new, or gone. */
  clusters: readonly string[];
  /** By id of the node. */
  nodes: Record<string, { cluster: string; unhealthy: boolean }>;
  /** Ends of calls by id. */
  edges: Record<string, [source: string, target: string]>;
}

/** Whether an answer holds all that there is of a cluster. */
type IsComplete = (cluster: string) => boolean;

/** What has changed since. */
export interface GraphChanges {
  newNodes: ReadonlySet<string>;
  newEdges: ReadonlySet<string>;
  /** Nodes that fail or are degraded, and were not. */
  worse: ReadonlySet<string>;
  goneNodes: readonly string[];
  /** Calls that are not made any more, with their ends. */
  goneEdges: ReadonlyMap<string, [source: string, target: string]>;
}

const UNHEALTHY: readonly HealthState[] = [
  'failing',
  'failing-because',
  'degraded',
];

/**
 * What there is to be seen now.
 *
 * @param isComplete - whether all of a cluster was answered
 * @param before - what was seen of clusters that were not, which may still be there
 */
export function lookAt(
  graph: MeshGraph,
  at: number,
  isComplete: IsComplete,
  before?: Look,
): Look {
  const nodes: Look['nodes'] = Object.fromEntries(
    [...graph.nodes.values()].map(({ id, node, health }) => [
      id,
      {
        cluster: node.cluster,
        unhealthy: UNHEALTHY.includes(health.state),
      },
    ]),
  );
  const edges: Look['edges'] = Object.fromEntries(
    [...graph.edges.values()].map(({ id, source, target }) => [
      id,
      [source, target],
    ]),
  );
  const clusters = new Set(Object.values(nodes).map(({ cluster }) => cluster));
  if (!before) {
    return { at, clusters: [...clusters].filter(isComplete), nodes, edges };
  }
  const kept = (cluster: string) =>
    !isComplete(cluster) && before.clusters.includes(cluster);
  const known = { ...before.nodes, ...nodes };
  return {
    at,
    clusters: [
      ...[...clusters].filter(isComplete),
      ...before.clusters.filter(kept),
    ],
    nodes: {
      ...Object.fromEntries(
        Object.entries(before.nodes).filter(([, { cluster }]) => kept(cluster)),
      ),
      ...nodes,
    },
    edges: {
      ...Object.fromEntries(
        Object.entries(before.edges).filter(([, ends]) =>
          ends.some(id => kept(known[id]?.cluster ?? '')),
        ),
      ),
      ...edges,
    },
  };
}

/** Adds to what was seen the clusters that are answered wholly for the first time; the same look where there are none. */
export function extendLook(
  look: Look,
  graph: MeshGraph,
  isComplete: IsComplete,
): Look {
  const now = lookAt(graph, look.at, isComplete);
  const added = new Set(
    now.clusters.filter(cluster => !look.clusters.includes(cluster)),
  );
  if (added.size === 0) {
    return look;
  }
  const isAdded = (id: string) => added.has(now.nodes[id]?.cluster ?? '');
  return {
    ...look,
    clusters: [...look.clusters, ...added],
    nodes: {
      ...look.nodes,
      ...Object.fromEntries(
        Object.entries(now.nodes).filter(([id]) => isAdded(id)),
      ),
    },
    edges: {
      ...look.edges,
      ...Object.fromEntries(
        Object.entries(now.edges).filter(([, ends]) => ends.some(isAdded)),
      ),
    },
  };
}

/**
 * Compares a graph with what was seen of it before. What an answer lacked then is not new, and what it lacks now is not gone.
 *
 * @param isComplete - whether all of a cluster was answered
 */
export function changesSince(
  look: Look,
  graph: MeshGraph,
  isComplete: IsComplete,
): GraphChanges {
  const nodes = [...graph.nodes.values()];
  const clusterOf = (id: string) =>
    graph.nodes.get(id)?.node.cluster ?? look.nodes[id]?.cluster ?? '';
  const wasSeen = (id: string) => look.clusters.includes(clusterOf(id));
  const canBeGone = (id: string) => isComplete(clusterOf(id));
  return {
    newNodes: new Set(
      nodes
        .filter(({ id }) => !Object.hasOwn(look.nodes, id) && wasSeen(id))
        .map(({ id }) => id),
    ),
    newEdges: new Set(
      [...graph.edges.values()]
        .filter(
          ({ id, source, target }) =>
            !Object.hasOwn(look.edges, id) &&
            wasSeen(source) &&
            wasSeen(target),
        )
        .map(({ id }) => id),
    ),
    worse: new Set(
      nodes
        .filter(
          ({ id, health }) =>
            UNHEALTHY.includes(health.state) &&
            look.nodes[id]?.unhealthy === false,
        )
        .map(({ id }) => id),
    ),
    goneNodes: Object.keys(look.nodes).filter(
      id => !graph.nodes.has(id) && canBeGone(id),
    ),
    goneEdges: new Map(
      Object.entries(look.edges).filter(
        ([id, ends]) => !graph.edges.has(id) && ends.every(canBeGone),
      ),
    ),
  };
}

/** Marks what changed. A call that is gone stays as a line without numbers, where both of its ends are still there. */
export function markChanges(
  graph: MeshGraph,
  changes: GraphChanges,
): MeshGraph {
  const gone = [...changes.goneEdges].map(([id, [source, target]]) =>
    goneEdge(id, source, target),
  );
  if (
    gone.length + changes.newEdges.size + changes.newNodes.size === 0 &&
    changes.worse.size === 0
  ) {
    return graph;
  }
  return createGraph(
    [...graph.nodes.values()].map<GraphNode>(node => {
      if (changes.newNodes.has(node.id)) {
        return { ...node, change: 'new' };
      }
      return changes.worse.has(node.id)
        ? { ...node, change: 'unhealthy' }
        : node;
    }),
    [
      ...[...graph.edges.values()].map<GraphEdge>(edge =>
        changes.newEdges.has(edge.id) ? { ...edge, change: 'new' } : edge,
      ),
      ...gone,
    ],
    graph.groups,
  );
}

function goneEdge(id: string, source: string, target: string): GraphEdge {
  return {
    id,
    source,
    target,
    edge: {
      id,
      source,
      target,
      protocol: 'http',
      stats: {},
      countedBy: 'source',
    },
    health: { state: 'not-measured', judgedBy: 'inbound' },
    change: 'gone',
  };
}
