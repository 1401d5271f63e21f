import type {
  HealthThresholds,
  WorkloadStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { Finding } from '../history/finding';
import { judgePast } from './judgePast';
import { MeshGraph, modelTopology } from './model';

/**
 * A workload with its direct callers and callees as a graph, so that both screens judge and name things the same way.
 *
 * @param finding - what its history says; without it the mark never says "because"
 */
export function peerGraph(
  stats: WorkloadStats,
  thresholds: HealthThresholds,
  finding?: Pick<Finding, 'blame' | 'previous'>,
): MeshGraph {
  const { workload } = stats;
  const peers = [...stats.inbound, ...stats.outbound];
  const nodes = new Map(peers.map(({ peer }) => [peer.id, peer]));
  nodes.set(workload.id, workload);
  const edges = new Map(peers.map(({ edge }) => [edge.id, edge]));
  const graph = modelTopology(
    {
      nodes: [...nodes.values()],
      edges: [...edges.values()],
      focus: [workload.id],
    },
    thresholds,
  );
  return judgePast(
    graph,
    new Map(finding && [[workload.id, finding]]),
    thresholds,
  );
}
