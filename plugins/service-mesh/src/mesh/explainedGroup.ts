import type { ExplainedOwner } from '../components';
import type { GraphEdge, GraphGroup, MeshGraph } from '../graph';
import { nodeName } from '../names';
import type { Translate } from '../translation';
import { groupWorkloads } from './groupWorkloads';

/**
 * What explains the numbers of the calls into a group: its members, and the calls over its border, the busiest first.
 *
 * @param graph - all that belongs to the group, without groups
 * @returns undefined where not all members can be asked about
 */
export function explainedGroup(
  group: GraphGroup,
  graph: MeshGraph,
  t: Translate,
): ExplainedOwner | undefined {
  const workloads = groupWorkloads(group);
  const nameOf = (id: string) => {
    const node = graph.nodes.get(id)?.node;
    return node ? nodeName(node, t) : '';
  };
  return (
    workloads && {
      subject: 'inbound',
      workloadId: group.id,
      stats: group.traffic.inbound,
      group: {
        workloads,
        calls: borderCalls(group, graph).map(
          ({ id, source, target, edge: { stats } }) => ({
            id,
            caller: nameOf(source),
            callee: nameOf(target),
            requestsPerSecond: stats.requestsPerSecond,
          }),
        ),
      },
    }
  );
}

function borderCalls(
  { members }: GraphGroup,
  { edges }: MeshGraph,
): GraphEdge[] {
  const ids = new Set(members.map(({ id }) => id));
  const rate = ({ edge }: GraphEdge) => edge.stats.requestsPerSecond ?? -1;
  return [...edges.values()]
    .filter(({ source, target }) => ids.has(target) && !ids.has(source))
    .sort((a, b) => rate(b) - rate(a));
}
