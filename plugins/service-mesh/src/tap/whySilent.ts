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
  if (rate === undefined) {
    return { reason: 'unknown' };
  }
  if (rate === 0) {
    const connections = stats ? openConnections(stats) : 0;
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
 * @returns undefined where nothing of it was measured
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
  const parts = calls.map(({ edge }) => requestRate(edge));
  if (query.to_resource_name) {
    // a peer that is not in the list was not called
    return sum(parts) ?? (parts.length === 0 ? 0 : undefined);
  }
  return sum([stats.workload.stats.requestsPerSecond, ...parts]);
}

function requestRate({ protocol, stats }: TopologyEdge): number | undefined {
  return protocol === 'tcp' ? undefined : stats.requestsPerSecond;
}

function openConnections({ workload, inbound, outbound }: WorkloadStats) {
  const calls = [...inbound, ...outbound].filter(
    ({ edge }) => edge.protocol === 'tcp',
  );
  return (
    sum([
      ...calls.map(({ edge }) => edge.stats.tcp?.openConnections),
      calls.length === 0 ? workload.stats.tcp?.openConnections : undefined,
    ]) ?? 0
  );
}

function sum(parts: readonly (number | undefined)[]): number | undefined {
  const known = parts.filter(part => part !== undefined);
  return known.length === 0
    ? undefined
    : known.reduce((total, part) => total + part, 0);
}
