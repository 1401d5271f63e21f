import { GraphNode, MeshGraph, createGraph } from './model';

/** The nodes that a test lets through, and the calls between them. */
export function subgraph(
  graph: MeshGraph,
  keeps: (node: GraphNode) => boolean,
): MeshGraph {
  return createGraph(
    [...graph.nodes.values()].filter(keeps),
    graph.edges.values(),
  );
}
