import type {
  ClusterInfo,
  HealthState,
} from '@backstage-mesh/plugin-service-mesh-common';
import { namespaceGroup } from '../catalog';
import { GraphGroup, MeshGraph, compareGroups, groupGraph } from '../graph';

/** A cluster with its namespaces. */
export interface ClusterRows {
  name: string;
  title: string;
  /** What `GET /clusters` says of it; absent for one that only the graph knows. */
  info?: ClusterInfo;
  /** Workloads in the graph. */
  workloads: number;
  /** Namespaces in sight, worst first; the key of each is `cluster/namespace`. */
  shown: GraphGroup[];
  /** The rest: nothing of it is in trouble. */
  folded: GraphGroup[];
}

const TROUBLE: readonly HealthState[] = [
  'failing',
  'failing-because',
  'degraded',
];

/** Namespaces that a cluster shows at least, also where all are well. */
const LEAST = 2;

/**
 * The namespaces of each cluster, worst first; what is in trouble is always in sight.
 *
 * @param graph - without groups
 */
export function namespaceRows(
  graph: MeshGraph,
  clusters: readonly ClusterInfo[],
): ClusterRows[] {
  const grouped = groupGraph(graph, namespaceGroup, new Set());
  const byCluster = new Map<string, GraphGroup[]>();
  for (const group of grouped.groups?.values() ?? []) {
    const { cluster } = group.members[0].node;
    const list = byCluster.get(cluster);
    if (list) {
      list.push(group);
    } else {
      byCluster.set(cluster, [group]);
    }
  }
  const infos = new Map(clusters.map(info => [info.name, info]));
  const names = [
    ...clusters
      .filter(({ state }) => state !== 'disabled')
      .map(({ name }) => name),
    ...[...byCluster.keys()].filter(name => !infos.has(name)),
  ];
  return names.map(name => {
    const groups = (byCluster.get(name) ?? []).sort(compareGroups);
    const trouble = groups.filter(({ state }) => TROUBLE.includes(state));
    // one row more than all that is in trouble shows that the list goes on
    const limit = Math.max(LEAST, trouble.length + 1);
    const rows = groups.length === limit + 1 ? limit + 1 : limit;
    return {
      name,
      title: infos.get(name)?.title ?? name,
      info: infos.get(name),
      workloads: groups.reduce((sum, { members }) => sum + members.length, 0),
      shown: groups.slice(0, rows),
      folded: groups.slice(rows),
    };
  });
}
