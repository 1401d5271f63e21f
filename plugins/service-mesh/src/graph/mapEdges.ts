import { GraphEdge, MeshGraph, createGraph } from './model';

/** The same graph with other edges between the same nodes. */
export function mapEdges(
  graph: MeshGraph,
  change: (edge: GraphEdge) => GraphEdge,
): MeshGraph {
  return createGraph(
    graph.nodes.values(),
    [...graph.edges.values()].map(change),
    graph.groups,
  );
}
