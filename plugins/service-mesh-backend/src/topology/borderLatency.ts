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
  const buckets: LatencyBuckets[] = [];
  let sumMs = 0;
  let count = 0;
  for (const { counts, latency, hidden } of clusters) {
    const crosses = ({ source, target }: EdgeTraffic) =>
      isMember(target) &&
      !isMember(source) &&
      !(source.type === 'workload' && hidden.has(source.workload.namespace));
    const seen = new Set<string>();
    for (const edge of latency.filter(crosses)) {
      const key = JSON.stringify([edge.source, edge.target]);
      if (edge.latency && !seen.has(key)) {
        seen.add(key);
        buckets.push(edge.latency);
      }
    }
    for (const { http } of counts.filter(crosses)) {
      sumMs += http?.latencyCount ? http.latencySumMs ?? 0 : 0;
      count += http?.latencyCount ?? 0;
    }
  }
  const stats: LatencyStats = {
    ...latencyQuantiles(mergeBuckets(buckets)),
    ...(count > 0 && { mean: sumMs / count }),
  };
  return Object.keys(stats).length > 0 ? stats : undefined;
}
