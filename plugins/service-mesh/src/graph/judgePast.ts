import type {
  CallEvidence,
  HealthThresholds,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { judgeNode } from '../health/judge';
import { MeshGraph, createGraph } from './model';

/** What is known of the past of a workload. */
export interface PastOfNode {
  blame: { origin?: Pick<CallEvidence, 'peerId' | 'explainedShare'> };
  /** Its numbers one window before, where they are known. */
  previous?: TrafficStats;
}

/**
 * Judges nodes again whose history is known: what fails because of a call is marked so, and that call and its callee as the likely
 * origin.
 *
 * @param findings - what the histories say, by node id
 */
export function judgePast(
  graph: MeshGraph,
  findings: ReadonlyMap<string, PastOfNode>,
  thresholds: HealthThresholds,
): MeshGraph {
  if (findings.size === 0) {
    return graph;
  }
  const isOrigin = (caller: string, callee: string) =>
    findings.get(caller)?.blame.origin?.peerId === callee;
  const origins = new Set(
    [...findings.values()].map(({ blame }) => blame.origin?.peerId),
  );
  return createGraph(
    [...graph.nodes.values()].map(node => {
      const finding = findings.get(node.id);
      const made = graph.outgoing.get(node.id) ?? [];
      return {
        ...node,
        ...(origins.has(node.id) && { likelyOrigin: true }),
        ...(finding && {
          health: judgeNode(
            node.node,
            made.map(({ edge }) => edge),
            thresholds,
            {
              previous: finding.previous,
              explainedShare: finding.blame.origin?.explainedShare,
            },
          ),
        }),
      };
    }),
    [...graph.edges.values()].map(edge =>
      isOrigin(edge.source, edge.target)
        ? { ...edge, likelyOrigin: true }
        : edge,
    ),
  );
}
