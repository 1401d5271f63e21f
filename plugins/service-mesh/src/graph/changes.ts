import { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import { GraphEdge, GraphNode, MeshGraph, createGraph } from './model';

/** What a person saw of a graph. Plain data, to be kept until the next visit. */
export interface Look {
  /** When, in milliseconds since the epoch. */
  at: number;
  /** Ids of nodes, and whether each was unhealthy. */
  nodes: Record<string, 'well' | 'unhealthy'>;
  /** Ends of calls by id. */
  edges: Record<string, [source: string, target: string]>;
}

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

/** What there is to be seen now. */
export function lookAt(graph: MeshGraph, at: number): Look {
  return {
    at,
    nodes: Object.fromEntries(
      [...graph.nodes.values()].map(node => [
        node.id,
        isUnhealthy(node) ? 'unhealthy' : 'well',
      ]),
    ),
    edges: Object.fromEntries(
      [...graph.edges.values()].map(({ id, source, target }) => [
        id,
        [source, target],
      ]),
    ),
  };
}

/** Compares a graph with what was seen of it before. */
export function changesSince(look: Look, graph: MeshGraph): GraphChanges {
  const knew = (id: string) => Object.hasOwn(look.nodes, id);
  const nodes = [...graph.nodes.values()];
  return {
    newNodes: new Set(nodes.filter(({ id }) => !knew(id)).map(({ id }) => id)),
    newEdges: new Set(
      [...graph.edges.keys()].filter(id => !Object.hasOwn(look.edges, id)),
    ),
    worse: new Set(
      nodes
        .filter(node => isUnhealthy(node) && look.nodes[node.id] === 'well')
        .map(({ id }) => id),
    ),
    goneNodes: Object.keys(look.nodes).filter(id => !graph.nodes.has(id)),
    goneEdges: new Map(
      Object.entries(look.edges).filter(([id]) => !graph.edges.has(id)),
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

function isUnhealthy({ health }: GraphNode): boolean {
  return UNHEALTHY.includes(health.state);
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
