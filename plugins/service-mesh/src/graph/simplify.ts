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
  const bundles: EdgeBundle[] = [];
  for (const calls of graph.outgoing.values()) {
    const byTarget = new Map<string, EdgeBundle>();
    for (const edge of calls) {
      const bundle = byTarget.get(edge.target);
      if (bundle) {
        bundle.edges.push(edge);
        bundle.id = edge.id < bundle.id ? edge.id : bundle.id;
      } else {
        const { id, source, target } = edge;
        byTarget.set(target, { id, source, target, edges: [edge] });
      }
    }
    for (const bundle of byTarget.values()) {
      if (bundle.edges.length > 1) {
        bundle.edges.sort(compare);
      }
      bundles.push(bundle);
    }
  }
  return bundles;
}
