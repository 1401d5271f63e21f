import type { ExplainedSubject } from '@backstage-mesh/plugin-service-mesh-common';
import type { ExplainedOwner } from '../components';
import type { GraphEdge, GraphNode, MeshGraph } from '../graph';

/**
 * Who explains the numbers of a node: its own entity, or the component of the page for nodes that none stands for.
 *
 * @param stats - the numbers on screen
 */
export function explainedNode(
  graphNode: GraphNode,
  graph: MeshGraph,
  stats?: ExplainedOwner['stats'],
): ExplainedOwner | undefined {
  const subject =
    graphNode.health.judgedBy === 'outbound' ? 'outbound' : 'workload';
  return withStats(ownerOf([{ end: graphNode, subject }], graph), stats);
}

/**
 * Who explains the numbers of a call: one of its ends, the component's own before others.
 *
 * @param stats - the numbers on screen
 */
export function explainedEdge(
  { source, target }: Pick<GraphEdge, 'source' | 'target'>,
  graph: MeshGraph,
  stats?: ExplainedOwner['stats'],
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
  stats: ExplainedOwner['stats'],
): ExplainedOwner | undefined {
  return owner && stats ? { ...owner, stats } : owner;
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
