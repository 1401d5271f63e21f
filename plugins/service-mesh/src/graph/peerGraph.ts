import type {
  HealthThresholds,
  WorkloadStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { MeshGraph, modelTopology } from './model';

/** A workload with its direct callers and callees as a graph, so that both screens judge and name things the same way. */
export function peerGraph(
  stats: WorkloadStats,
  thresholds: HealthThresholds,
): MeshGraph {
  const peers = [...stats.inbound, ...stats.outbound];
  const nodes = new Map(peers.map(({ peer }) => [peer.id, peer]));
  nodes.set(stats.workload.id, stats.workload);
  const edges = new Map(peers.map(({ edge }) => [edge.id, edge]));
  return modelTopology(
    {
      nodes: [...nodes.values()],
      edges: [...edges.values()],
      focus: [stats.workload.id],
    },
    thresholds,
  );
}
