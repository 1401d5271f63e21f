import {
  Sample,
  TrafficSplit,
  TrafficSplitRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';

/**
 * Calls by the Service that was called (the parent of a route) and the one that took them (its backend). Every call is in them, split
 * or not.
 */
export const SPLIT_METRICS = [
  'outbound_http_route_backend_requests_total',
  'outbound_grpc_route_backend_requests_total',
];

/** Finds the Services whose calls go to others: where all backends are the parent itself, nothing is split. */
export async function trafficSplits(
  request: TrafficSplitRequest,
): Promise<readonly TrafficSplit[]> {
  const { metrics, snapshot, windowSeconds, namespace } = request;
  const { results } = await metrics.query(
    SPLIT_METRICS.map(metric => ({
      metric,
      aggregate: 'increase' as const,
      matchers: [
        { label: 'namespace', op: '=' as const, value: namespace },
        { label: 'parent_kind', op: '=' as const, value: 'Service' },
        { label: 'backend_kind', op: '=' as const, value: 'Service' },
      ],
      by: [
        'namespace',
        'pod',
        'parent_namespace',
        'parent_name',
        'backend_namespace',
        'backend_name',
      ],
    })),
    { windowSeconds, scope: { namespaces: [namespace] } },
  );
  const calls = new Map<string, TrafficSplit>();
  for (const sample of results.flatMap(samples => samples ?? [])) {
    const call = readCall(sample, snapshot);
    if (call) {
      const { source, apex, leaf } = call;
      const key = JSON.stringify([workloadKey(source), apex, leaf]);
      const known = calls.get(key);
      calls.set(key, {
        ...call,
        requests: call.requests + (known?.requests ?? 0),
      });
    }
  }
  return withoutPlain([...calls.values()]);
}

function readCall(
  { labels, value }: Sample,
  snapshot: TrafficSplitRequest['snapshot'],
): TrafficSplit | undefined {
  const source = snapshot.pod(labels.namespace, labels.pod)?.workload;
  const apex = { namespace: labels.parent_namespace, name: labels.parent_name };
  const leaf = {
    namespace: labels.backend_namespace,
    name: labels.backend_name,
  };
  const isNamed = [apex, leaf].every(
    service => service.namespace && service.name,
  );
  return source && isNamed && value > 0
    ? { source, apex, leaf, requests: value }
    : undefined;
}

function withoutPlain(calls: readonly TrafficSplit[]): TrafficSplit[] {
  const keyOf = ({ source, apex }: TrafficSplit) =>
    JSON.stringify([workloadKey(source), apex]);
  const split = new Set(
    calls
      .filter(
        ({ apex, leaf }) =>
          apex.name !== leaf.name || apex.namespace !== leaf.namespace,
      )
      .map(keyOf),
  );
  return calls.filter(call => split.has(keyOf(call)));
}
