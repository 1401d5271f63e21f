import type { DrawnEnds } from './gather';
import { GraphEdge, MeshGraph } from './model';

/** Edges that are drawn as one line. */
export interface EdgeBundle {
  /** The least id of its edges: it does not change when another of them becomes the worst. */
  id: string;
  /** A node, or an open group whose frame takes the line. */
  source: string;
  target: string;
  /** Worst first; never empty. */
  edges: GraphEdge[];
}

/**
 * Joins the edges between the same two ends, in the same direction, into one line each.
 *
 * @param endsOf - between what an edge is drawn; between its nodes without
 */
export function bundleEdges(
  graph: MeshGraph,
  compare: (a: GraphEdge, b: GraphEdge) => number,
  endsOf: DrawnEnds = edge => edge,
): EdgeBundle[] {
  const bySource = new Map<string, Map<string, EdgeBundle>>();
  for (const calls of graph.outgoing.values()) {
    for (const edge of calls) {
      const { source, target } = endsOf(edge);
      let byTarget = bySource.get(source);
      if (!byTarget) {
        byTarget = new Map();
        bySource.set(source, byTarget);
      }
      const bundle = byTarget.get(target);
      if (bundle) {
        bundle.edges.push(edge);
        bundle.id = edge.id < bundle.id ? edge.id : bundle.id;
      } else {
        byTarget.set(target, { id: edge.id, source, target, edges: [edge] });
      }
    }
  }
  const bundles: EdgeBundle[] = [];
  for (const byTarget of bySource.values()) {
    for (const bundle of byTarget.values()) {
      if (bundle.edges.length > 1) {
        bundle.edges.sort(compare);
      }
      bundles.push(bundle);
    }
  }
  return bundles;
}
