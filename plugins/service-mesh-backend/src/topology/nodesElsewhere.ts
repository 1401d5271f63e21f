import {
  TopologyNode,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ClusterViewOptions, knowCluster } from './ClusterView';
import { GraphBuilder } from './GraphBuilder';
import { workloadOf } from './workloadOf';

/**
 * The workloads of a graph that are in clusters which it does not show, as those clusters know them. Of a cluster that can not be
 * asked, no more than the name is known.
 *
 * @param shown - names of the clusters whose workloads need no other look
 * @internal
 */
export async function nodesElsewhere(
  options: ClusterViewOptions,
  nodes: Iterable<TopologyNode>,
  shown: ReadonlySet<string>,
  question: { windowSeconds: number; at?: number; signal?: AbortSignal },
): Promise<TopologyNode[]> {
  const byCluster = new Map<string, WorkloadRef[]>();
  for (const node of nodes) {
    const workload = shown.has(node.cluster) ? undefined : workloadOf(node);
    if (workload) {
      const others = byCluster.get(node.cluster) ?? [];
      others.push(workload);
      byCluster.set(node.cluster, others);
    }
  }
  const found = await Promise.all(
    [...byCluster].map(async ([name, workloads]) => {
      try {
        const known = await knowCluster(options, name, question.signal);
        const { cluster, snapshot } = known;
        const { windowSeconds, at } = question;
        const counts = await options.traffic.counts(cluster, snapshot, {
          windowSeconds,
          at,
        });
        const graph = new GraphBuilder(
          { ...known, cluster: name, counts: counts.traffic },
          // Its calls are not asked for, and a large cluster has many.
          [],
        );
        return workloads.map(workload => graph.workload(workload));
      } catch (error) {
        options.logger.debug(
          `Workloads of cluster ${name} are shown without numbers: ${error}`,
        );
        return [];
      }
    }),
  );
  return found.flat();
}
