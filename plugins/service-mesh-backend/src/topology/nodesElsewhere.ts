import { TopologyNode } from '@backstage-mesh/plugin-service-mesh-common';
import { ClusterViewOptions, graphOf, viewCluster } from './ClusterView';

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
  const byCluster = new Map<string, TopologyNode[]>();
  for (const node of nodes) {
    if (node.type === 'workload' && !shown.has(node.cluster)) {
      const others = byCluster.get(node.cluster) ?? [];
      byCluster.set(node.cluster, [...others, node]);
    }
  }
  const found = await Promise.all(
    [...byCluster].map(async ([name, known]) => {
      try {
        const view = await viewCluster(options, name, question);
        const graph = graphOf(view, { clusterNamed: other => other });
        return known.map(({ cluster, namespace = '', kind, name: own = '' }) =>
          graph.workload({ cluster, namespace, kind, name: own }),
        );
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
