import type {
  TapExcludedPod,
  TapQuery,
  TopologyEdge,
  WorkloadStats,
} from '@backstage-mesh/plugin-service-mesh-common';

/** Requests that should have come by now, from which on their absence means something. */
const EXPECTED_MIN = 5;

/** Why a tap has received nothing. Rates in requests per second. */
export type Silence =
  | { reason: 'no-traffic' }
  | { reason: 'tcp-only'; connections: number }
  | { reason: 'filter'; requestsPerSecond: number }
  | { reason: 'rare'; requestsPerSecond: number }
  | { reason: 'unreachable'; requestsPerSecond: number }
  | { reason: 'unknown' }
  | { reason: 'pods'; pods: readonly TapExcludedPod[] };

/**
 * The mesh says nothing where nothing matches: the stats beside it tell why.
 *
 * @param options - `stats` of the tapped workload over the last minute, where there are any; `listenedMs` since the tap began
 * @returns the likeliest reason, and after it the pods that stay silent in any case
 */
export function whySilent(options: {
  stats: WorkloadStats | undefined;
  query: TapQuery;
  excluded: readonly TapExcludedPod[];
  listenedMs: number;
}): Silence[] {
  const { stats, query, excluded, listenedMs } = options;
  const reasons: Silence[] = [traffic(stats, query, listenedMs)];
  if (excluded.length > 0) {
    reasons.push({ reason: 'pods', pods: excluded });
  }
  return reasons;
}

function traffic(
  stats: WorkloadStats | undefined,
  query: TapQuery,
  listenedMs: number,
): Silence {
  const rate = stats && tappedRate(stats, query);
  if (!stats || rate === undefined) {
    return { reason: 'unknown' };
  }
  if (rate === 0) {
    const connections = openConnections(stats);
    if (connections === undefined) {
      return { reason: 'unknown' };
    }
    return connections > 0
      ? { reason: 'tcp-only', connections }
      : { reason: 'no-traffic' };
  }
  const { method, path, authority, scheme } = query;
  if (method || path || authority || scheme) {
    return { reason: 'filter', requestsPerSecond: rate };
  }
  return (rate * listenedMs) / 1000 < EXPECTED_MIN
    ? { reason: 'rare', requestsPerSecond: rate }
    : { reason: 'unreachable', requestsPerSecond: rate };
}

/**
 * Requests per second that a tap of a workload looks at: those that it gets and makes, or those to the peer that was asked for.
 *
 * @returns what is known of it, at least; undefined where nothing was measured, or nothing but zeros beside what was not
 */
export function tappedRate(
  stats: Pick<WorkloadStats, 'workload' | 'outbound'>,
  query: TapQuery,
): number | undefined {
  const calls = stats.outbound.filter(
    ({ peer }) =>
      !query.to_resource_name ||
      (peer.name === query.to_resource_name &&
        peer.kind.toLowerCase() === query.to_resource_type &&
        peer.namespace === query.to_namespace),
  );
  const parts = calls
    .map(({ edge }) => edge)
    .filter(mayCarryRequests)
    .map(edge => edge.stats.requestsPerSecond);
  if (!query.to_resource_name) {
    parts.push(stats.workload.stats.requestsPerSecond);
  } else if (calls.length === 0) {
    // a peer that is not in the list was not called
    return 0;
  }
  return sumAtLeast(parts);
}

/** Connections alone have no rate of requests: that is no gap in what is known. */
function mayCarryRequests({ protocol }: TopologyEdge): boolean {
  return protocol !== 'tcp';
}

/** Connections without requests, at least; undefined where they may be open and nobody counted them. */
function openConnections({
  workload,
  inbound,
  outbound,
}: WorkloadStats): number | undefined {
  const calls = [...inbound, ...outbound].filter(
    ({ edge }) => edge.protocol === 'tcp',
  );
  return calls.length === 0
    ? workload.stats.tcp?.openConnections ?? 0
    : sumAtLeast(calls.map(({ edge }) => edge.stats.tcp?.openConnections));
}

/** The sum of what is known, which the unknown could only raise: but beside the unknown zero is no sum. */
function sumAtLeast(
  parts: readonly (number | undefined)[],
): number | undefined {
  const known = parts.filter(part => part !== undefined);
  const total = known.reduce((sum, part) => sum + part, 0);
  return total === 0 && (known.length === 0 || known.length < parts.length)
    ? undefined
    : total;
}
