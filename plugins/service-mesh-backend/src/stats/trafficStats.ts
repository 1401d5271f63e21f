import {
  LatencyStats,
  latencyQuantiles,
  TcpStats,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  LatencyBuckets,
  RequestIncrease,
  TcpIncrease,
} from '@backstage-mesh/plugin-service-mesh-node';

/**
 * Turns what was counted in a window into rates and shares. What was not measured is absent.
 *
 * @internal
 */
export function trafficStats(
  counted: {
    http?: RequestIncrease;
    tcp?: TcpIncrease;
    latency?: LatencyBuckets;
  },
  windowSeconds: number,
): TrafficStats {
  const { http, tcp } = counted;
  const stats: TrafficStats = {};
  if (http) {
    const answered = http.successes + http.failures;
    if (http.requests !== undefined) {
      stats.requestsPerSecond = http.requests / windowSeconds;
    }
    if (answered > 0) {
      stats.successRate = http.successes / answered;
    }
    if (http.denied !== undefined) {
      stats.deniedPerSecond = http.denied / windowSeconds;
    }
    stats.counts = {
      successes: Math.round(http.successes),
      failures: Math.round(http.failures),
      ...(http.requests !== undefined && {
        requests: Math.round(http.requests),
      }),
    };
    if (http.calls) {
      stats.calls = {
        successes: Math.round(http.calls.successes),
        failures: Math.round(http.calls.failures),
      };
    }
  }
  const latency = latencyStats(http, counted.latency);
  if (latency) {
    stats.latencyMs = latency;
  }
  if (tcp) {
    stats.tcp = tcpStats(tcp, windowSeconds);
  }
  return stats;
}

function latencyStats(
  http: RequestIncrease | undefined,
  buckets: LatencyBuckets | undefined,
): LatencyStats | undefined {
  const latency: LatencyStats = buckets ? latencyQuantiles(buckets) : {};
  if (http?.latencySumMs !== undefined && http.latencyCount) {
    latency.mean = http.latencySumMs / http.latencyCount;
  }
  return Object.keys(latency).length > 0 ? latency : undefined;
}

function tcpStats(tcp: TcpIncrease, windowSeconds: number): TcpStats {
  return {
    ...(tcp.openConnections !== undefined && {
      openConnections: tcp.openConnections,
    }),
    ...(tcp.readBytes !== undefined && {
      readBytesPerSecond: tcp.readBytes / windowSeconds,
    }),
    ...(tcp.writeBytes !== undefined && {
      writeBytesPerSecond: tcp.writeBytes / windowSeconds,
    }),
  };
}
