import { NumberDelta, TrafficDelta } from './compareStats';
import { Deltas, PartDelta } from './partDeltas';
import { TopologyEdge } from './topology';

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

/** Calls that a workload makes explain its failures where theirs rose by so much of what its own rose by. */
const EXPLAINED_SHARE = 0.5;

/** The ends of calls by id, those that are gone as well. */
export type Ends = ReadonlyMap<string, Pick<TopologyEdge, 'source' | 'target'>>;

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

/** What is said of each node. */
export function nodeKinds(
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

/** What is said of a node or an edge alone. */
export function partKind({
  presence,
  traffic,
}: PartDelta): DifferenceKind | undefined {
  if (presence === 'unknown') {
    return undefined;
  }
  return presence === 'both' ? trafficKind(traffic) : presence;
}

/** What there is more of at the second moment; what is gone is a zero there. */
export function added({ before = 0, after = 0 }: NumberDelta): number {
  return after - before;
}
