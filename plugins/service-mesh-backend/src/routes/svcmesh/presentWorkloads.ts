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
  // Owners of kinds without a prefix of their own may share an id: each has its row.
  const keys = new Map<string, string>();
  const ids = new Map<string, string>();
  const nodes = new Map(
    topology.nodes.flatMap(node => {
      const { type, kind, name } = node;
      if (type !== 'workload' || node.namespace !== namespace || !name) {
        return [];
      }
      const id = formatWorkloadId({ kind, name });
      const key = [id, kind].join('\n');
      keys.set(node.id, key);
      ids.set(key, id);
      return [[key, node] as const];
    }),
  );
  const calls = topology.edges.flatMap(edge => {
    const source = keys.get(edge.source);
    const target = keys.get(edge.target);
    return source && target ? [{ source, target }] : [];
  });
  const groups = groupByCalls([...nodes.keys()], calls);
  return groups.flatMap(group => {
    const groupId = formatGroupId(group.flatMap(key => ids.get(key) ?? []));
    return group.flatMap(key => {
      const node = nodes.get(key);
      const id = ids.get(key);
      if (!node || id === undefined) {
        return [];
      }
      const destinations = calls
        .filter(call => call.source === key)
        .flatMap(call => ids.get(call.target) ?? []);
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
