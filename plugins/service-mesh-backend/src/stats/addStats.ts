import {
  LatencyStats,
  RequestCounts,
  TcpStats,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * The numbers of several calls together. Rates and counts add, a mean is weighed by responses, and quantiles are left out: they never add.
 *
 * @returns undefined where there is nothing to add
 * @internal
 */
export function addStats(
  all: readonly TrafficStats[],
): TrafficStats | undefined {
  if (all.length === 0) {
    return undefined;
  }
  const counts = addCounts(all.flatMap(stats => stats.counts ?? []));
  const calls = addCounts(
    // Where some are retried and others not, what the callers got is what both tell.
    all.some(stats => stats.calls)
      ? all.flatMap(stats => stats.calls ?? stats.counts ?? [])
      : [],
  );
  const answered = counts ? counts.successes + counts.failures : 0;
  const tcp = addTcp(all.flatMap(stats => stats.tcp ?? []));
  const requestsPerSecond = sum(all.map(stats => stats.requestsPerSecond));
  const deniedPerSecond = sum(all.map(stats => stats.deniedPerSecond));
  const latencyMs = meanLatency(all);
  return {
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
    ...(counts && answered > 0 && { successRate: counts.successes / answered }),
    ...(deniedPerSecond !== undefined && { deniedPerSecond }),
    ...(latencyMs && { latencyMs }),
    ...(tcp && { tcp }),
    ...(counts && { counts }),
    ...(calls && {
      calls: { successes: calls.successes, failures: calls.failures },
    }),
  };
}

function addCounts(all: readonly RequestCounts[]): RequestCounts | undefined {
  const requests = sum(all.map(counts => counts.requests));
  return all.length === 0
    ? undefined
    : {
        successes: sum(all.map(({ successes }) => successes)) ?? 0,
        failures: sum(all.map(({ failures }) => failures)) ?? 0,
        ...(requests !== undefined && { requests }),
      };
}

function addTcp(all: readonly TcpStats[]): TcpStats | undefined {
  const openConnections = sum(all.map(tcp => tcp.openConnections));
  const readBytesPerSecond = sum(all.map(tcp => tcp.readBytesPerSecond));
  const writeBytesPerSecond = sum(all.map(tcp => tcp.writeBytesPerSecond));
  return all.length === 0
    ? undefined
    : {
        ...(openConnections !== undefined && { openConnections }),
        ...(readBytesPerSecond !== undefined && { readBytesPerSecond }),
        ...(writeBytesPerSecond !== undefined && { writeBytesPerSecond }),
      };
}

function meanLatency(all: readonly TrafficStats[]): LatencyStats | undefined {
  let weighed = 0;
  let responses = 0;
  for (const { counts, latencyMs } of all) {
    if (latencyMs?.mean !== undefined && counts) {
      const answered = counts.successes + counts.failures;
      weighed += latencyMs.mean * answered;
      responses += answered;
    }
  }
  return responses > 0 ? { mean: weighed / responses } : undefined;
}

/** Undefined where all are unknown: that is no zero. */
function sum(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined);
  return known.length > 0 ? known.reduce((a, b) => a + b, 0) : undefined;
}
