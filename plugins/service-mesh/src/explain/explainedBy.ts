import type { ExplainedSubject } from '@backstage-mesh/plugin-service-mesh-common';
import type { ExplainedOwner } from '../components';
import { GraphEdge, GraphNode, MeshGraph, nodeStats } from '../graph';

/**
 * Who explains the numbers that a node is judged by: its own entity, or the component of the page for nodes that none stands for.
 */
export function explainedNode(
  graphNode: GraphNode,
  graph: MeshGraph,
): ExplainedOwner | undefined {
  const subject =
    graphNode.health.judgedBy === 'outbound' ? 'outbound' : 'workload';
  return withStats(
    ownerOf([{ end: graphNode, subject }], graph),
    nodeStats(graphNode, graph),
  );
}

/**
 * Who explains the numbers of a call: one of its ends, the component's own before others.
 *
 * @param stats - of the call: the numbers on screen
 */
export function explainedEdge(
  { source, target }: Pick<GraphEdge, 'source' | 'target'>,
  graph: MeshGraph,
  stats: NonNullable<ExplainedOwner['stats']>,
): ExplainedOwner | undefined {
  const owner = ownerOf(
    [
      { end: graph.nodes.get(source), subject: 'outbound' },
      { end: graph.nodes.get(target), subject: 'inbound' },
    ],
    graph,
  );
  return withStats(owner, stats);
}

function withStats(
  owner: ExplainedOwner | undefined,
  stats: NonNullable<ExplainedOwner['stats']>,
): ExplainedOwner | undefined {
  return owner && { ...owner, stats };
}

function ownerOf(
  ends: { end: GraphNode | undefined; subject: ExplainedSubject }[],
  graph: MeshGraph,
): ExplainedOwner | undefined {
  const own = ends.find(({ end }) => end?.focus);
  if (own?.end) {
    return { subject: own.subject, workloadId: own.end.id };
  }
  for (const { end, subject } of ends) {
    const [entityRef] = end?.node.entityRefs ?? [];
    if (end?.node.type === 'workload' && entityRef) {
      return { subject, workloadId: end.id, entityRef };
    }
  }
  const [{ end, subject }] = ends;
  const focus = [...graph.nodes.values()].filter(node => node.focus);
  const sample =
    focus.find(({ node }) => node.cluster === end?.node.cluster) ?? focus[0];
  return (
    sample && {
      subject,
      workloadId: sample.id,
      alike: {
        name: end?.node.name ?? end?.node.kind ?? '',
        of: sample.node.name ?? sample.node.kind,
      },
    }
  );
}
