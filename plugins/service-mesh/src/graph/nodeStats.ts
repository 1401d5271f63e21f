import type { TrafficStats } from '@backstage-mesh/plugin-service-mesh-common';
import { addStats } from '../health/judge';
import type { GraphNode, MeshGraph } from './model';

/** The numbers that a node is judged by: what it answers, or of a pure client all calls that it makes. */
export function nodeStats(
  { id, node, health }: GraphNode,
  graph: MeshGraph,
): TrafficStats {
  return health.judgedBy === 'outbound'
    ? addStats((graph.outgoing.get(id) ?? []).map(({ edge }) => edge.stats))
    : node.stats;
}
