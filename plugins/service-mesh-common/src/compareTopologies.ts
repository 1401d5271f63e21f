import { NumberDelta, TrafficDelta, compareStats } from './compareStats';
import { TopologyComparison, UsualSpread } from './comparison';
import { MeshChange } from './history';
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

/**
 * A node or an edge.
 *
 * @public
 */
export interface DifferenceSubject {
  type: 'node' | 'edge';
  id: string;
}

/**
 * What a difference is. `fails` = more of its calls fail; `affected` = so do those of a caller, and calls that it makes began to fail
 * with them; the others as they are called.
 *
 * @public
 */
export type DifferenceKind =
  | 'fails'
  | 'affected'
  | 'fewer-calls'
  | 'slower'
  | 'retries'
  | 'new'
  | 'gone'
  | 'rollout'
  | 'restart'
  | 'split'
  | 'more-calls'
  | 'recovered'
  | 'faster';

/**
 * One line of what changed.
 *
 * @public
 */
export interface TopologyDifference {
  /** Stable over refreshes. */
  id: string;
  kind: DifferenceKind;
  /** Absent for changes of what is not in the graph. */
  subject?: DifferenceSubject;
  delta?: TrafficDelta;
  /** For `rollout`, `restart` and `split`. */
  change?: MeshChange;
  /** The harm that lines are ordered by: failed calls per second more, calls per second less, milliseconds more. */
  harm: {
    failuresPerSecond: number;
    lostPerSecond: number;
    latencyMs: number;
  };
}

/**
 * How two moments differ.
 *
 * @public
 */
export interface TopologyDifferences {
  /** Largest harm first: added failed calls per second, then lost calls, then latency. */
  differences: TopologyDifference[];
  /** By id, of all that is in either graph. */
  nodes: ReadonlyMap<string, PartDelta>;
  edges: ReadonlyMap<string, PartDelta>;
  /** How many did not change beyond noise. */
  unchanged: { nodes: number; edges: number };
  /** How many could not be compared. */
  unknown: { nodes: number; edges: number };
}

/** After harm, what is other; then what is better. */
const KIND_ORDER: readonly DifferenceKind[] = [
  'fails',
  'affected',
  'fewer-calls',
  'slower',
  'retries',
  'new',
  'gone',
  'rollout',
  'split',
  'restart',
  'more-calls',
  'recovered',
  'faster',
];

/** Calls that a workload makes explain its failures where theirs rose by so much of what its own rose by. */
const EXPLAINED_SHARE = 0.5;

/** Warnings that say that something of a cluster is missing from the numbers. */
const INCOMPLETE = new Set([
  'cluster-unreachable',
  'metrics-unavailable',
  'metric-missing',
  'not-remembered',
  'no-metrics-source',
  'partial-data',
  'prometheus-needed',
  'proxies-forbidden',
  'proxies-unreachable',
]);

const UNKNOWN: NumberDelta = { direction: 'unknown' };

const UNKNOWN_TRAFFIC: TrafficDelta = {
  successRate: UNKNOWN,
  failuresPerSecond: UNKNOWN,
  requestsPerSecond: UNKNOWN,
  latency: { ...UNKNOWN, statistic: 'p99' },
  openConnections: UNKNOWN,
  retriesPerSecond: UNKNOWN,
};

const NO_HARM = { failuresPerSecond: 0, lostPerSecond: 0, latencyMs: 0 };

/**
 * Compares the same graph at two moments.
 *
 * @public
 */
export function compareTopologies({
  before,
  after,
  spreads,
  changes,
}: TopologyComparison): TopologyDifferences {
  const complete = {
    before: completeness(before),
    after: completeness(after),
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
  const ends = new Map(
    [...before.edges, ...after.edges].map(edge => [edge.id, edge]),
  );
  const kinds = nodeKinds(nodes, edges, ends);
  const differences = [
    ...nodeDifferences(nodes, kinds, edges, ends),
    ...edgeDifferences(kinds, edges, ends),
    ...retryDifferences(edges, ends),
    ...changeDifferences(changes, nodes),
  ].sort(compareHarm);
  return {
    differences,
    nodes,
    edges,
    unchanged: { nodes: count(nodes, 'same'), edges: count(edges, 'same') },
    unknown: {
      nodes: count(nodes, 'unknown'),
      edges: count(edges, 'unknown'),
    },
  };
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

type Ends = ReadonlyMap<string, Pick<TopologyEdge, 'source' | 'target'>>;
type Deltas = ReadonlyMap<string, PartDelta>;

/** Whether all of a cluster was measured: only then is what is missing not there. */
function completeness(topology: Topology): (cluster: string) => boolean {
  const measured = new Set(
    topology.measurements.flatMap(({ cluster, source, measuredAt }) =>
      source !== 'none' && measuredAt !== undefined ? [cluster] : [],
    ),
  );
  const holes = topology.warnings.filter(({ code }) => INCOMPLETE.has(code));
  const everywhere = holes.some(({ cluster }) => cluster === undefined);
  const incomplete = new Set(holes.map(({ cluster }) => cluster));
  return cluster =>
    measured.has(cluster) && !everywhere && !incomplete.has(cluster);
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

/** The one line that a changed number of calls is worth: the worst that can be said of it. */
function trafficKind({
  successRate,
  requestsPerSecond,
  latency,
}: TrafficDelta): DifferenceKind | undefined {
  if (successRate.direction === 'down') {
    return 'fails';
  }
  if (requestsPerSecond.direction === 'down') {
    return 'fewer-calls';
  }
  if (latency.direction === 'up') {
    return 'slower';
  }
  if (successRate.direction === 'up') {
    return 'recovered';
  }
  if (latency.direction === 'down') {
    return 'faster';
  }
  return requestsPerSecond.direction === 'up' ? 'more-calls' : undefined;
}

function nodeKinds(
  nodes: Deltas,
  edges: Deltas,
  ends: Ends,
): ReadonlyMap<string, DifferenceKind> {
  const failedCalls = new Map<string, number>();
  for (const [id, { source }] of ends) {
    const delta = edges.get(id)?.traffic;
    if (delta?.successRate.direction === 'down') {
      const more = Math.max(0, added(delta.failuresPerSecond));
      failedCalls.set(source, (failedCalls.get(source) ?? 0) + more);
    }
  }
  const kinds = new Map<string, DifferenceKind>();
  for (const [id, node] of nodes) {
    const kind = partKind(node);
    const own = added(node.traffic.failuresPerSecond);
    const isExplained =
      own > 0 && (failedCalls.get(id) ?? 0) >= EXPLAINED_SHARE * own;
    if (kind) {
      kinds.set(id, kind === 'fails' && isExplained ? 'affected' : kind);
    }
  }
  return kinds;
}

function partKind({
  presence,
  traffic,
}: PartDelta): DifferenceKind | undefined {
  if (presence === 'unknown') {
    return undefined;
  }
  return presence === 'both' ? trafficKind(traffic) : presence;
}

function nodeDifferences(
  nodes: Deltas,
  kinds: ReadonlyMap<string, DifferenceKind>,
  edges: Deltas,
  ends: Ends,
): TopologyDifference[] {
  const told = new Set(
    [...ends].flatMap(([id, { source, target }]) => {
      const kind = partKind(edges.get(id)!);
      return kind === 'new' || kind === 'gone'
        ? [source, target].map(end => `${kind} ${end}`)
        : [`${kind} ${target}`];
    }),
  );
  return [...kinds].flatMap(([id, kind]) => {
    // where its callers tell it, the calls are named: the callee itself may know less of what they suffer
    const isTold =
      ['fails', 'new', 'gone'].includes(kind) && told.has(`${kind} ${id}`);
    return isTold
      ? []
      : [difference(kind, { type: 'node', id }, nodes.get(id)!.traffic)];
  });
}

function edgeDifferences(
  kinds: ReadonlyMap<string, DifferenceKind>,
  edges: Deltas,
  ends: Ends,
): TopologyDifference[] {
  return [...edges].flatMap(([id, edge]) => {
    const kind = partKind(edge);
    if (!kind) {
      return [];
    }
    const callee = kinds.get(ends.get(id)!.target);
    const isTold =
      kind === 'fails'
        ? callee === 'affected'
        : kind !== 'new' && kind !== 'gone' && callee === kind;
    return isTold ? [] : [difference(kind, { type: 'edge', id }, edge.traffic)];
  });
}

/** Retries are made by the caller: one line for all its calls. */
function retryDifferences(edges: Deltas, ends: Ends): TopologyDifference[] {
  const callers = new Map<string, TrafficDelta[]>();
  for (const [id, { traffic, presence }] of edges) {
    const { direction } = traffic.retriesPerSecond;
    if (presence === 'both' && direction !== 'unknown') {
      const { source } = ends.get(id)!;
      callers.set(source, [...(callers.get(source) ?? []), traffic]);
    }
  }
  return [...callers].flatMap(([id, calls]) => {
    const changed = calls.some(({ retriesPerSecond: { direction } }) =>
      ['up', 'down'].includes(direction),
    );
    if (!changed) {
      return [];
    }
    return [
      {
        ...difference('retries', { type: 'node', id }),
        delta: {
          ...UNKNOWN_TRAFFIC,
          requestsPerSecond: sum(
            calls.map(({ requestsPerSecond }) => requestsPerSecond),
          ),
          retriesPerSecond: sum(
            calls.map(({ retriesPerSecond }) => retriesPerSecond),
          ),
        },
      },
    ];
  });
}

function sum(parts: readonly NumberDelta[]): NumberDelta {
  const at = (moment: 'before' | 'after') =>
    parts.reduce((all, part) => all + (part[moment] ?? 0), 0);
  const [before, after] = [at('before'), at('after')];
  return { before, after, direction: after > before ? 'up' : 'down' };
}

/** The versions that began, and the other changes, each once. */
function changeDifferences(
  changes: readonly MeshChange[],
  nodes: Deltas,
): TopologyDifference[] {
  return changes.map(change => {
    const { kind, at, nodeId, name, detail } = change;
    return {
      id: JSON.stringify([kind, nodeId ?? '', name, detail ?? '', at]),
      kind,
      ...(nodeId !== undefined &&
        nodes.has(nodeId) && {
          subject: { type: 'node' as const, id: nodeId },
        }),
      change,
      harm: NO_HARM,
    };
  });
}

function difference(
  kind: DifferenceKind,
  subject: DifferenceSubject,
  delta?: TrafficDelta,
): TopologyDifference {
  return {
    id: JSON.stringify([kind, subject.type, subject.id]),
    kind,
    subject,
    ...(delta && { delta }),
    harm: delta ? harmOf(kind, delta) : NO_HARM,
  };
}

/** What changed within noise harms nobody. */
function harmOf(
  kind: DifferenceKind,
  delta: TrafficDelta,
): TopologyDifference['harm'] {
  const { failuresPerSecond, requestsPerSecond, latency } = delta;
  return {
    failuresPerSecond:
      kind === 'fails' || kind === 'affected'
        ? Math.max(0, added(failuresPerSecond))
        : 0,
    lostPerSecond:
      kind === 'gone' || requestsPerSecond.direction === 'down'
        ? Math.max(0, -added(requestsPerSecond))
        : 0,
    latencyMs: latency.direction === 'up' ? added(latency) : 0,
  };
}

/** What there is more of at the second moment; what is gone is a zero there. */
function added({ before = 0, after = 0 }: NumberDelta): number {
  return after - before;
}

function compareHarm(a: TopologyDifference, b: TopologyDifference): number {
  return (
    b.harm.failuresPerSecond - a.harm.failuresPerSecond ||
    b.harm.lostPerSecond - a.harm.lostPerSecond ||
    b.harm.latencyMs - a.harm.latencyMs ||
    KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
    (b.change?.at ?? 0) - (a.change?.at ?? 0) ||
    a.id.localeCompare(b.id)
  );
}

function count(deltas: Deltas, outcome: PartDelta['outcome']): number {
  return [...deltas.values()].filter(each => each.outcome === outcome).length;
}
