import type {
  Health,
  HealthState,
  HealthThresholds,
  Topology,
  TopologyEdge,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { judgeEdge, judgeNode } from '../health/judge';
import type { BorderTraffic } from './borderTraffic';
import type { PartComparison } from './partComparison';

/** A node with what the graph knows about it. */
export interface GraphNode {
  id: string;
  node: TopologyNode;
  health: Health;
  /** One of the entity's own workloads. */
  focus: boolean;
  /** Calls to it explain most failures of a caller. */
  likelyOrigin?: boolean;
  /** What happened to it since a person looked last. */
  change?: 'new' | 'unhealthy';
  /** What became of it, in a graph that compares two moments. */
  compared?: PartComparison;
  /** The id of the open group that it stands in. */
  parent?: string;
  /** The closed group that this node stands for. */
  group?: GraphGroup;
}

/** What a group stands for. */
export type GroupKind = 'system' | 'domain' | 'owner' | 'namespace' | 'cluster';

/** Workloads that are shown as one, or in one frame. */
export interface GraphGroup {
  /** Of the node that stands for it while it is closed, and of its frame while it is open. */
  id: string;
  /** Tells groups of one grouping apart. */
  key: string;
  title: string;
  kind?: GroupKind;
  open: boolean;
  /** Worst first. */
  members: readonly GraphNode[];
  /** That of its worst member. */
  state: HealthState;
  traffic: BorderTraffic;
}

/** The calls of one node to another. */
export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  edge: TopologyEdge;
  health: Health;
  /** These calls explain most failures of their caller. */
  likelyOrigin?: boolean;
  /** What happened to it since a person looked last; what is gone has no numbers. */
  change?: 'new' | 'gone';
  /** What became of it, in a graph that compares two moments. */
  compared?: PartComparison;
  /** The catalog does not say that the caller needs the callee. */
  undeclared?: boolean;
}

/** A topology with look-ups in both directions. Nothing in it is changed after it is made. */
export interface MeshGraph {
  nodes: ReadonlyMap<string, GraphNode>;
  edges: ReadonlyMap<string, GraphEdge>;
  /** Edges by the node that calls. */
  outgoing: ReadonlyMap<string, readonly GraphEdge[]>;
  /** Edges by the node that is called. */
  incoming: ReadonlyMap<string, readonly GraphEdge[]>;
  /** Groups by id, where nodes are grouped. */
  groups?: ReadonlyMap<string, GraphGroup>;
}

/** Makes a graph of nodes and edges; edges with an end that is not among the nodes are left out. */
export function createGraph(
  nodes: Iterable<GraphNode>,
  edges: Iterable<GraphEdge>,
  groups?: ReadonlyMap<string, GraphGroup>,
): MeshGraph {
  const nodeMap = new Map<string, GraphNode>();
  for (const node of nodes) {
    nodeMap.set(node.id, node);
  }
  const edgeMap = new Map<string, GraphEdge>();
  const outgoing = new Map<string, GraphEdge[]>();
  const incoming = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    if (nodeMap.has(edge.source) && nodeMap.has(edge.target)) {
      edgeMap.set(edge.id, edge);
      append(outgoing, edge.source, edge);
      append(incoming, edge.target, edge);
    }
  }
  return { nodes: nodeMap, edges: edgeMap, outgoing, incoming, groups };
}

function append<T>(map: Map<string, T[]>, key: string, part: T): void {
  const list = map.get(key);
  if (list) {
    list.push(part);
  } else {
    map.set(key, [part]);
  }
}

/** Judges every part of a topology and makes it a graph. The first step of the pipeline. */
export function modelTopology(
  topology: Pick<Topology, 'nodes' | 'edges' | 'focus'>,
  thresholds: HealthThresholds,
): MeshGraph {
  const focus = new Set(topology.focus);
  const made = new Map<string, TopologyEdge[]>();
  for (const edge of topology.edges) {
    append(made, edge.source, edge);
  }
  return createGraph(
    topology.nodes.map(node => ({
      id: node.id,
      node,
      health: judgeNode(node, made.get(node.id) ?? [], thresholds),
      focus: focus.has(node.id),
    })),
    topology.edges.map(edge => ({
      id: edge.id,
      source: edge.source,
      target: edge.target,
      edge,
      health: judgeEdge(edge, thresholds),
    })),
  );
}
