import type {
  Topology,
  TrafficStats,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import { MeshGraph, mapStats } from '../graph';
import { MeshPage, NUMBERS_INTERVAL, usePoll } from '../hooks';

/**
 * The same graph with the quantiles of one workload and of its calls, which a whole mesh is not asked for. The means stay until they
 * are there.
 *
 * @param id - the node that is looked at
 */
export function useFocusedGraph(
  page: MeshPage,
  graph: MeshGraph,
  id: string | undefined,
): MeshGraph {
  const { api, window, end } = page;
  const workload = refOf(graph, id);
  const { data } = usePoll<Topology | undefined>(
    api,
    `focused ${JSON.stringify(workload)} ${window} ${end ?? ''}`,
    async signal =>
      workload &&
      api.getWorkloadTopology(workload, { window, end, depth: 1, signal }),
    NUMBERS_INTERVAL,
  );
  return useMemo(() => {
    if (!data) {
      return graph;
    }
    const latency = new Map(
      [...data.nodes, ...data.edges].map(({ id: each, stats }) => [
        each,
        stats.latencyMs,
      ]),
    );
    return mapStats(graph, (each, stats): TrafficStats => {
      const known = latency.get(each);
      return known ? { ...stats, latencyMs: known } : stats;
    });
  }, [graph, data]);
}

function refOf(
  graph: MeshGraph,
  id: string | undefined,
): WorkloadRef | undefined {
  const node = id === undefined ? undefined : graph.nodes.get(id)?.node;
  return node?.type === 'workload' && node.namespace && node.name
    ? {
        cluster: node.cluster,
        namespace: node.namespace,
        kind: node.kind,
        name: node.name,
      }
    : undefined;
}
