import type { TrafficStats } from '@backstage-mesh/plugin-service-mesh-common';
import { MeshGraph, createGraph } from './model';

/** The same graph with other numbers; who is healthy does not change. */
export function mapStats(
  graph: MeshGraph,
  statsOf: (id: string, stats: TrafficStats) => TrafficStats,
): MeshGraph {
  return createGraph(
    [...graph.nodes.values()].map(graphNode => {
      const { id, node } = graphNode;
      const stats = statsOf(id, node.stats);
      return stats === node.stats
        ? graphNode
        : { ...graphNode, node: { ...node, stats } };
    }),
    [...graph.edges.values()].map(graphEdge => {
      const { id, edge } = graphEdge;
      const stats = statsOf(id, edge.stats);
      return stats === edge.stats
        ? graphEdge
        : { ...graphEdge, edge: { ...edge, stats } };
    }),
    graph.groups,
  );
}
