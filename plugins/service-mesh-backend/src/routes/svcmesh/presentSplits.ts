import {
  formatWindow,
  SvcMeshStat,
} from '@backstage-mesh/plugin-service-mesh-common';
import { SplitTraffic } from '@backstage-mesh/plugin-service-mesh-node';

/**
 * One row for each Service that takes a share of another one's calls. The rows hold no counts: the calls are counted in the rows of
 * the workloads behind these Services.
 */
export function presentSplits(
  splits: readonly SplitTraffic[],
  windowSeconds: number,
): SvcMeshStat[] {
  const totals = new Map<string, number>();
  const keyOf = ({ apex }: SplitTraffic) =>
    JSON.stringify([apex.namespace, apex.name]);
  for (const split of splits) {
    totals.set(keyOf(split), (totals.get(keyOf(split)) ?? 0) + callsOf(split));
  }
  return splits
    .map(split => ({
      id: `service-${split.leaf.name}`,
      timeWindow: formatWindow(Math.round(windowSeconds)),
      resource: {
        namespace: split.leaf.namespace,
        type: 'service',
        name: split.leaf.name,
      },
      trafficSplitStat: {
        apex: split.apex.name,
        leaf: split.leaf.name,
        weight: formatShare(callsOf(split), totals.get(keyOf(split))),
      },
    }))
    .sort(
      (a, b) =>
        a.trafficSplitStat.apex.localeCompare(b.trafficSplitStat.apex) ||
        a.id.localeCompare(b.id),
    );
}

function callsOf({ http }: SplitTraffic): number {
  return http.requests ?? http.successes + http.failures;
}

function formatShare(calls: number, total: number = 0): string {
  return total > 0 ? `${Math.round((calls / total) * 1000) / 10}%` : '0%';
}
