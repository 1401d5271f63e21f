import {
  LatencyStats,
  latencyQuantiles,
  mergeBuckets,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  EdgeTraffic,
  LatencyBuckets,
  MeshPeer,
} from '@backstage-mesh/plugin-service-mesh-node';

/**
 * What one cluster tells of its calls. @internal
 */
export interface ClusterCalls {
  /** With sums and counts of latency, for the mean. */
  counts: readonly EdgeTraffic[];
  /** With buckets. A call may be there more than once, and is the same. */
  latency: readonly EdgeTraffic[];
  /** Names of namespaces that are not shown. */
  hidden: ReadonlySet<string>;
}

/**
 * The latency of the calls that cross the border of a group into it: as their callers saw them, and as the callees did where callers
 * are not meshed. Calls inside the group do not count, as one request would be counted at every hop.
 *
 * @returns undefined where no call came in, or its latency is not measured
 * @internal
 */
export function borderLatency(
  group: readonly WorkloadRef[],
  clusters: readonly ClusterCalls[],
): LatencyStats | undefined {
  const members = new Set(group.map(workloadKey));
  const isMember = (peer: MeshPeer) =>
    peer.type === 'workload' && members.has(workloadKey(peer.workload));
  const buckets = new Map<string, LatencyBuckets>();
  const means = new Map<string, { sumMs: number; count: number }>();
  for (const { counts, latency, hidden } of clusters) {
    const crosses = ({ source, target }: EdgeTraffic) =>
      isMember(target) &&
      !isMember(source) &&
      !(source.type === 'workload' && hidden.has(source.workload.namespace));
    // Where it goes from one cluster to another, both tell of it.
    for (const edge of latency.filter(crosses)) {
      if (edge.latency && !buckets.has(keyOf(edge))) {
        buckets.set(keyOf(edge), edge.latency);
      }
    }
    for (const edge of counts.filter(crosses)) {
      const { latencySumMs = 0, latencyCount = 0 } = edge.http ?? {};
      if (latencyCount > 0 && !means.has(keyOf(edge))) {
        means.set(keyOf(edge), { sumMs: latencySumMs, count: latencyCount });
      }
    }
  }
  const sum = (field: 'sumMs' | 'count') =>
    [...means.values()].reduce((all, mean) => all + mean[field], 0);
  const count = sum('count');
  const stats: LatencyStats = {
    ...latencyQuantiles(mergeBuckets([...buckets.values()])),
    ...(count > 0 && { mean: sum('sumMs') / count }),
  };
  return Object.keys(stats).length > 0 ? stats : undefined;
}

function keyOf({ source, target }: EdgeTraffic): string {
  return JSON.stringify([source, target]);
}
