import {
  Health,
  HealthInput,
  HealthThresholds,
  TopologyEdge,
  TopologyNode,
  TrafficStats,
  hasPodTrouble,
  judgeHealth,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * Health of a node: by its inbound calls, or by the calls it makes where nobody calls it.
 *
 * @param made - the edges that begin at the node
 * @param past - what is known of its past: without it this window decides alone, and nothing is explained
 */
export function judgeNode(
  node: TopologyNode,
  made: readonly TopologyEdge[],
  thresholds: HealthThresholds,
  past: Pick<HealthInput, 'previous' | 'explainedShare'> = {},
): Health {
  if (isUnmeasured(node)) {
    return { state: 'not-measured', judgedBy: 'inbound' };
  }
  return judgeHealth(
    {
      stats: node.stats,
      // who is called is judged by that, whatever it calls
      outbound:
        made.length > 0 && !node.stats.requestsPerSecond
          ? addStats(made.map(edge => edge.stats))
          : undefined,
      podTrouble: hasPodTrouble(node.errors ?? [], Date.now()),
      ...past,
    },
    thresholds,
  );
}

/** Whether a node has no proxy that could measure it: outside of the clusters, or without a single meshed pod. */
export function isUnmeasured({ type, meshed }: TopologyNode): boolean {
  return (
    type === 'external' ||
    type === 'unmeshed' ||
    (type === 'workload' &&
      meshed !== undefined &&
      meshed.total > 0 &&
      meshed.running === 0)
  );
}

/** Health of the calls of one node to another, by its caller's numbers. */
export function judgeEdge(
  edge: TopologyEdge,
  thresholds: HealthThresholds,
): Health {
  return judgeHealth({ stats: edge.stats }, thresholds);
}

/** Adds rates and counts, of attempts and of calls. Quantiles never add, so there are none in the sum; what no part knows stays unknown. */
export function addStats(parts: readonly TrafficStats[]): TrafficStats {
  const sum: TrafficStats = {};
  const rate = total(parts.map(part => part.requestsPerSecond));
  if (rate !== undefined) {
    sum.requestsPerSecond = rate;
  }
  const denied = total(parts.map(part => part.deniedPerSecond));
  if (denied !== undefined) {
    sum.deniedPerSecond = denied;
  }
  const successes = total(parts.map(part => part.counts?.successes));
  const failures = total(parts.map(part => part.counts?.failures));
  if (successes !== undefined && failures !== undefined) {
    const requests = total(parts.map(part => part.counts?.requests));
    sum.counts = {
      successes,
      failures,
      ...(requests !== undefined && { requests }),
    };
    if (successes + failures > 0) {
      sum.successRate = successes / (successes + failures);
    }
  }
  if (parts.some(part => part.calls)) {
    // Calls that nobody retries are what was attempted.
    const calls = parts.flatMap(part => part.calls ?? part.counts ?? []);
    sum.calls = {
      successes: calls.reduce((all, part) => all + part.successes, 0),
      failures: calls.reduce((all, part) => all + part.failures, 0),
    };
  }
  const openConnections = total(parts.map(part => part.tcp?.openConnections));
  const readBytesPerSecond = total(
    parts.map(part => part.tcp?.readBytesPerSecond),
  );
  const writeBytesPerSecond = total(
    parts.map(part => part.tcp?.writeBytesPerSecond),
  );
  if (
    openConnections !== undefined ||
    readBytesPerSecond !== undefined ||
    writeBytesPerSecond !== undefined
  ) {
    sum.tcp = { openConnections, readBytesPerSecond, writeBytesPerSecond };
  }
  return sum;
}

function total(values: (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined);
  return known.length === 0
    ? undefined
    : known.reduce((sum, value) => sum + value, 0);
}

/** The success that something is judged by: after retries where that is known. A number shown beside a mark has its colour. */
export function judgedSuccess({
  calls,
  successRate,
}: TrafficStats): number | undefined {
  const answered = calls && calls.successes + calls.failures;
  return calls && answered ? calls.successes / answered : successRate;
}

/** Failed responses per second; unknown where no response was counted. */
export function failuresPerSecond(stats: TrafficStats): number | undefined {
  const { successRate, requestsPerSecond } = stats;
  if (successRate === undefined || requestsPerSecond === undefined) {
    return requestsPerSecond === 0 ? 0 : undefined;
  }
  return (1 - successRate) * requestsPerSecond;
}

/** Whether there are request numbers to show; otherwise TCP numbers, or none. */
export function hasRequestNumbers(stats: TrafficStats): boolean {
  return (stats.requestsPerSecond ?? 0) > 0 || stats.successRate !== undefined;
}
