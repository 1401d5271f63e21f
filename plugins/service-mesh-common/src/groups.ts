import { LatencyStats, MeasuredAnswer } from './stats';

/**
 * Groups ids that calls connect, whatever their direction. An id without a call is a group of its own; calls from or to other ids
 * count for nothing.
 *
 * @returns the largest group first, groups of one size by their first id; ids ascending inside a group
 * @public
 */
export function groupByCalls(
  ids: readonly string[],
  calls: readonly { source: string; target: string }[],
): string[][] {
  const parents = new Map(ids.map(id => [id, id]));
  const rootOf = (id: string): string => {
    let root = id;
    for (let up = parents.get(root); up && up !== root; up = parents.get(up)) {
      parents.set(root, parents.get(up) ?? up);
      root = up;
    }
    return root;
  };
  for (const { source, target } of calls) {
    if (parents.has(source) && parents.has(target)) {
      parents.set(rootOf(source), rootOf(target));
    }
  }
  const groups = new Map<string, string[]>();
  for (const id of [...parents.keys()].sort()) {
    const root = rootOf(id);
    const group = groups.get(root) ?? [];
    group.push(id);
    groups.set(root, group);
  }
  // Groups begin with their smallest ids in order; the sort keeps that for equal sizes.
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

/**
 * Answer of `POST /groups/latency`: the latency of the calls that cross the border of a group of workloads into it, from their merged
 * buckets. Calls between members do not count.
 *
 * @public
 */
export interface GroupLatency extends MeasuredAnswer {
  /** In ms; absent where no call came in, or buckets are not measured. */
  inbound?: LatencyStats;
}
