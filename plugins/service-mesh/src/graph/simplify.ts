import { pairKey } from './layoutTypes';
import { GraphEdge, MeshGraph } from './model';

/** Edges that are drawn as one line. */
export interface EdgeBundle {
  /** The least id of its edges: it does not change when another of them becomes the worst. */
  id: string;
  source: string;
  target: string;
  /** Worst first; never empty. */
  edges: GraphEdge[];
}

/** Joins the edges between the same two nodes, in the same direction, into one line each. */
export function bundleEdges(
  graph: MeshGraph,
  compare: (a: GraphEdge, b: GraphEdge) => number,
): EdgeBundle[] {
  const bundles = new Map<string, EdgeBundle>();
  for (const edge of graph.edges.values()) {
    const key = pairKey(edge.source, edge.target);
    const bundle = bundles.get(key);
    if (bundle) {
      bundle.edges.push(edge);
      bundle.id = edge.id < bundle.id ? edge.id : bundle.id;
    } else {
      bundles.set(key, {
        id: edge.id,
        source: edge.source,
        target: edge.target,
        edges: [edge],
      });
    }
  }
  for (const bundle of bundles.values()) {
    if (bundle.edges.length > 1) {
      bundle.edges.sort(compare);
    }
  }
  return [...bundles.values()];
}
