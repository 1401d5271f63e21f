import { NumberDelta, TrafficDelta, compareStats } from './compareStats';
import { TopologyComparison, UsualSpread } from './comparison';
import { completeClusters } from './completeness';
import { TrafficStats } from './stats';
import { Topology, TopologyEdge, TopologyNode } from './topology';
import { parseWindow } from './window';

/**
 * Whether something was there at both moments. `unknown`: it is missing at one of them, and then its cluster was not measured, or
 * not all of it: so nobody knows.
 *
 * @public
 */
export type DeltaPresence = 'both' | 'new' | 'gone' | 'unknown';

/**
 * What became of a node or an edge.
 *
 * @public
 */
export interface PartDelta {
  presence: DeltaPresence;
  traffic: TrafficDelta;
  /**
   * Beyond noise: `worse` = it fails more, gets fewer calls or is slower; `better` = the opposite, and nothing is worse; `changed` =
   * new, gone, or otherwise other than before; `same` = within noise; `unknown` = it could not be compared.
   */
  outcome: 'worse' | 'better' | 'changed' | 'same' | 'unknown';
}

/** By id of nodes or edges. */
export type Deltas = ReadonlyMap<string, PartDelta>;

/** What became of each node and each edge that is in either graph. */
export function partDeltas({
  before,
  after,
  spreads,
}: Pick<TopologyComparison, 'before' | 'after' | 'spreads'>): {
  nodes: Deltas;
  edges: Deltas;
} {
  const complete = {
    before: completeClusters(before),
    after: completeClusters(after),
  };
  const windows = { before: windowsOf(before), after: windowsOf(after) };
  const clusters = new Map(
    [...before.nodes, ...after.nodes].map(({ id, cluster }) => [id, cluster]),
  );
  const compareParts = <T extends { id: string; stats: TrafficStats }>(
    old: readonly T[],
    current: readonly T[],
    clusterOf: (part: T) => string,
  ): Map<string, PartDelta> => {
    const olds = new Map(old.map(part => [part.id, part]));
    const currents = new Map(current.map(part => [part.id, part]));
    return new Map(
      [...new Set([...currents.keys(), ...olds.keys()])].map(id => {
        const [a, b] = [olds.get(id), currents.get(id)];
        const cluster = clusterOf((b ?? a)!);
        return [
          id,
          deltaOf(a?.stats, b?.stats, {
            complete: {
              before: complete.before(cluster),
              after: complete.after(cluster),
            },
            windowSeconds: {
              before: windows.before(cluster),
              after: windows.after(cluster),
            },
            spread: Object.hasOwn(spreads, id) ? spreads[id] : undefined,
          }),
        ];
      }),
    );
  };
  const nodes = compareParts<TopologyNode>(
    judgedNodes(before),
    judgedNodes(after),
    ({ cluster }) => cluster,
  );
  const edges = compareParts<TopologyEdge>(
    before.edges,
    after.edges,
    ({ source, target }) => clusters.get(source) ?? clusters.get(target) ?? '',
  );
  return { nodes, edges };
}

/** A workload that nobody calls is judged by the calls that it makes. Their latencies do not add. */
function judgedNodes({ nodes, edges }: Topology): TopologyNode[] {
  const made = new Map<string, TrafficStats[]>();
  for (const { source, stats } of edges) {
    const known = made.get(source);
    if (known) {
      known.push(stats);
    } else {
      made.set(source, [stats]);
    }
  }
  return nodes.map(node => {
    const calls = made.get(node.id);
    const { requestsPerSecond, tcp } = node.stats;
    const isClient =
      node.type === 'workload' &&
      node.meshed?.running !== 0 &&
      !requestsPerSecond &&
      !tcp?.openConnections;
    return isClient && calls ? { ...node, stats: addCalls(calls) } : node;
  });
}

function addCalls(parts: readonly TrafficStats[]): TrafficStats {
  const known = parts.flatMap(({ counts }) => counts ?? []);
  const rates = parts.flatMap(({ requestsPerSecond: rate }) => rate ?? []);
  const counts = {
    successes: total(known.map(({ successes }) => successes)),
    failures: total(known.map(({ failures }) => failures)),
  };
  const calls = parts.flatMap(part => part.calls ?? part.counts ?? []);
  return {
    ...(rates.length > 0 && { requestsPerSecond: total(rates) }),
    ...(known.length > 0 && { counts }),
    // calls that nobody retries are what was attempted
    ...(parts.some(part => part.calls) && {
      calls: {
        successes: total(calls.map(({ successes }) => successes)),
        failures: total(calls.map(({ failures }) => failures)),
      },
    }),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function windowsOf(topology: Topology): (cluster: string) => number {
  const asked = parseWindow(topology.window) ?? 60;
  const measured = new Map(
    topology.measurements.map(({ cluster, windowSeconds }) => [
      cluster,
      windowSeconds,
    ]),
  );
  return cluster => measured.get(cluster) || asked;
}

function deltaOf(
  before: TrafficStats | undefined,
  after: TrafficStats | undefined,
  options: {
    complete: { before: boolean; after: boolean };
    windowSeconds: { before: number; after: number };
    spread: UsualSpread | undefined;
  },
): PartDelta {
  const { complete, windowSeconds, spread } = options;
  const traffic = compareStats(
    before ?? {},
    after ?? {},
    windowSeconds,
    spread,
  );
  const presence = presenceOf(
    before !== undefined,
    after !== undefined,
    complete,
  );
  return { presence, traffic, outcome: outcomeOf(presence, traffic) };
}

function presenceOf(
  before: boolean,
  after: boolean,
  complete: { before: boolean; after: boolean },
): DeltaPresence {
  if (before && after) {
    return 'both';
  }
  if (after) {
    return complete.before ? 'new' : 'unknown';
  }
  return complete.after ? 'gone' : 'unknown';
}

function outcomeOf(
  presence: DeltaPresence,
  traffic: TrafficDelta,
): PartDelta['outcome'] {
  if (presence !== 'both') {
    return presence === 'unknown' ? 'unknown' : 'changed';
  }
  const { successRate, requestsPerSecond, latency } = traffic;
  if (
    successRate.direction === 'down' ||
    requestsPerSecond.direction === 'down' ||
    latency.direction === 'up'
  ) {
    return 'worse';
  }
  if (successRate.direction === 'up' || latency.direction === 'down') {
    return 'better';
  }
  const all: NumberDelta[] = [
    successRate,
    requestsPerSecond,
    latency,
    traffic.openConnections,
    traffic.retriesPerSecond,
  ];
  if (all.some(({ direction }) => direction === 'up' || direction === 'down')) {
    return 'changed';
  }
  return all.some(({ direction }) => direction === 'same') ? 'same' : 'unknown';
}
