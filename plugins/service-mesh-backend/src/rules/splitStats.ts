import {
  mergeBuckets,
  SplitLeaf,
  SplitStats,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  MeshRules,
  RequestIncrease,
  SplitTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import { trafficStats } from '../stats';
import { NamedNodes } from './NamedNodes';

/**
 * The splits that a workload's calls go through, and those that it gets a part of.
 *
 * @internal
 */
export function splitStats(
  workload: WorkloadRef,
  { splits, windowSeconds }: MeshRules,
  named: NamedNodes,
): SplitStats[] {
  const key = workloadKey(workload);
  const isBehind = ({ leaf }: SplitTraffic) =>
    named.workloadsBehind(leaf).some(other => workloadKey(other) === key);
  const own = splits.filter(
    ({ source }) => source && workloadKey(source) === key,
  );
  const groups = groupBy(splits, splitKey).filter(group =>
    group.some(isBehind),
  );
  return [
    ...groupBy(own, splitKey).map(group =>
      presentSplit('outbound', group, windowSeconds, named),
    ),
    ...groups.map(group => {
      const split = presentSplit('inbound', group, windowSeconds, named);
      // What callers elsewhere sent to leaves of other namespaces was not asked.
      const isWhole = group.every(
        ({ leaf }) => leaf.namespace === workload.namespace,
      );
      return isWhole
        ? split
        : {
            ...split,
            leaves: split.leaves.map(({ share: _, ...leaf }) => leaf),
          };
    }),
  ];
}

function splitKey({ apex, route }: SplitTraffic): string {
  return JSON.stringify([
    apex.namespace,
    apex.name,
    route?.kind,
    route?.namespace,
    route?.name,
  ]);
}

function presentSplit(
  direction: SplitStats['direction'],
  group: readonly SplitTraffic[],
  windowSeconds: number,
  named: NamedNodes,
): SplitStats {
  const leaves = groupBy(group, ({ leaf }) =>
    JSON.stringify([leaf.namespace, leaf.name]),
  ).map(rows => ({ rows, http: addUp(rows.map(({ http }) => http)) }));
  const total = leaves.reduce((sum, { http }) => sum + callsOf(http), 0);
  // Rows without a caller know no port.
  const { apex, route } = group.find(row => row.apex.port) ?? group[0];
  named.service(apex);
  return {
    direction,
    apex,
    by: route ?? 'observed',
    leaves: leaves.map(({ rows, http }): SplitLeaf => {
      const { leaf, weight } = rows.find(row => row.leaf.port) ?? rows[0];
      const buckets = mergeBuckets(rows.flatMap(row => row.latency ?? []));
      return {
        service: leaf,
        workloads: named.service(leaf),
        ...(weight !== undefined && { weight }),
        ...(total > 0 && { share: callsOf(http) / total }),
        stats: trafficStats(
          { http, ...(buckets.size > 0 && { latency: buckets }) },
          windowSeconds,
        ),
      };
    }),
  };
}

function callsOf({ requests, successes, failures }: RequestIncrease): number {
  return requests ?? successes + failures;
}

function addUp(all: readonly RequestIncrease[]): RequestIncrease {
  const sum = (field: 'requests' | 'successes' | 'failures') =>
    all.reduce((total, row) => total + (row[field] ?? 0), 0);
  return {
    successes: sum('successes'),
    failures: sum('failures'),
    ...(all.every(({ requests }) => requests !== undefined) && {
      requests: sum('requests'),
    }),
  };
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}
