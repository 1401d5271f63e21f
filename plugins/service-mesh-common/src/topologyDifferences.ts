import { NumberDelta, TrafficDelta } from './compareStats';
import { MeshChange } from './history';
import { Deltas } from './partDeltas';
import { DifferenceKind, Ends, added, nodeKinds, partKind } from './partKinds';

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

/** Everything that is worth a line, most harm first. */
export function topologyDifferences(
  nodes: Deltas,
  edges: Deltas,
  ends: Ends,
  changes: readonly MeshChange[],
): TopologyDifference[] {
  const kinds = nodeKinds(nodes, edges, ends);
  return [
    ...nodeDifferences(nodes, kinds, edges, ends),
    ...edgeDifferences(kinds, edges, ends),
    ...retryDifferences(edges, ends),
    ...changeDifferences(changes, nodes),
  ].sort(compareHarm);
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
    const retriesPerSecond = sum(calls.map(call => call.retriesPerSecond));
    const isChanged = calls.some(({ retriesPerSecond: { direction } }) =>
      ['up', 'down'].includes(direction),
    );
    // more to one callee and as many fewer to another is no change of the caller
    if (!isChanged || retriesPerSecond.direction === 'same') {
      return [];
    }
    return [
      {
        ...difference('retries', { type: 'node', id }),
        delta: {
          ...UNKNOWN_TRAFFIC,
          requestsPerSecond: sum(calls.map(call => call.requestsPerSecond)),
          retriesPerSecond,
        },
      },
    ];
  });
}

function sum(parts: readonly NumberDelta[]): NumberDelta {
  const at = (moment: 'before' | 'after') =>
    parts.reduce((all, part) => all + (part[moment] ?? 0), 0);
  const [before, after] = [at('before'), at('after')];
  let direction: NumberDelta['direction'] = 'same';
  if (after !== before) {
    direction = after > before ? 'up' : 'down';
  }
  return { before, after, direction };
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
