import { mergeBuckets } from '@backstage-mesh/plugin-service-mesh-common';
import {
  EdgeTraffic,
  MeshPeer,
  RequestIncrease,
} from '@backstage-mesh/plugin-service-mesh-node';

/**
 * Calls that one caller sent to two names of the same callee, as one edge.
 *
 * @internal
 */
export function mergeEdges(
  a: EdgeTraffic,
  b: EdgeTraffic,
  target: MeshPeer,
): EdgeTraffic {
  const { http: httpA, tcp: tcpA, latency: latencyA, ...edge } = a;
  const http = sumOf<RequestIncrease>(httpA, b.http);
  const tcp = sumOf(tcpA, b.tcp);
  const histograms = [latencyA, b.latency].flatMap(item => item ?? []);
  return {
    ...edge,
    target,
    ...(http && { http }),
    ...(tcp && { tcp }),
    ...(histograms.length > 0 && { latency: mergeBuckets(histograms) }),
    ...(a.mtls !== b.mtls && a.mtls && b.mtls && { mtls: 'mixed' as const }),
  };
}

/** Numbers by name; those that belong to others of them are one level below. */
function sumOf<T extends object>(
  a: T | undefined,
  b: T | undefined,
): T | undefined {
  if (!a || !b) {
    return a ?? b;
  }
  const sum = { ...a } as Record<string, unknown>;
  for (const [field, value] of Object.entries(b)) {
    const other = sum[field];
    sum[field] =
      typeof value === 'number'
        ? value + (typeof other === 'number' ? other : 0)
        : sumOf(other as object | undefined, value);
  }
  return sum as T;
}
