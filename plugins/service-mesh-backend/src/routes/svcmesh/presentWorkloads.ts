import {
  formatGroupId,
  formatWorkloadId,
  groupByCalls,
  SvcMeshWorkload,
  Topology,
} from '@backstage-mesh/plugin-service-mesh-common';
import { FailedPodsOf, presentStat } from './presentStat';
import { windowOf } from './windowOf';

/**
 * The list of a namespace's workloads: those that calls connect stand together, the largest group first. Nodes outside the
 * namespace, and those that are no workload, count for nothing.
 */
export function presentWorkloads(
  topology: Topology,
  namespace: string,
  failedPodsOf: FailedPodsOf,
): SvcMeshWorkload[] {
  const ids = new Map<string, string>();
  const nodes = new Map(
    topology.nodes.flatMap(node => {
      const { type, kind, name } = node;
      if (type !== 'workload' || node.namespace !== namespace || !name) {
        return [];
      }
      const id = formatWorkloadId({ kind, name });
      ids.set(node.id, id);
      return [[id, node] as const];
    }),
  );
  const calls = topology.edges.flatMap(edge => {
    const source = ids.get(edge.source);
    const target = ids.get(edge.target);
    return source && target ? [{ source, target }] : [];
  });
  const groups = groupByCalls([...nodes.keys()], calls);
  return groups.flatMap(group => {
    const groupId = formatGroupId(group);
    return group.flatMap(id => {
      const node = nodes.get(id);
      if (!node) {
        return [];
      }
      const destinations = calls
        .filter(call => call.source === id)
        .map(call => call.target);
      const numbers = {
        stats: node.stats,
        windowSeconds: windowOf(topology, node.cluster),
      };
      return {
        id,
        groupId,
        destinations: [...new Set(destinations)].sort(),
        stat: presentStat(node, numbers, failedPodsOf),
      };
    });
  });
}
