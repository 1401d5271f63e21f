import type {
  TopologyEdge,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { addStats } from '../health/judge';

/** The calls of a group of workloads, apart by where they run. */
export interface BorderTraffic {
  /** Calls into the group, as their callers saw them; those of callers that nothing measures as the group saw them. */
  inbound: TrafficStats;
  /** Calls out of the group. */
  outbound: TrafficStats;
  /** Calls between members: one request is counted at every hop here, so this never adds to the others. */
  inside: TrafficStats;
}

/**
 * The numbers of groups: calls that cross a border count, calls between members are kept apart. Quantiles never add, so there are
 * none.
 *
 * @param edges - all calls of the graph; one without a caller in any group comes in over the border
 * @param groupOf - the group of a node, by its id
 */
export function borderTraffic(
  edges: Iterable<TopologyEdge>,
  groupOf: (nodeId: string) => string | undefined,
): Map<string, BorderTraffic> {
  const sides = new Map<string, Record<keyof BorderTraffic, TopologyEdge[]>>();
  const side = (group: string) => {
    const known = sides.get(group);
    if (known) {
      return known;
    }
    const made = { inbound: [], outbound: [], inside: [] };
    sides.set(group, made);
    return made;
  };
  for (const edge of edges) {
    const from = groupOf(edge.source);
    const to = groupOf(edge.target);
    if (from !== undefined && from === to) {
      side(from).inside.push(edge);
      continue;
    }
    if (from !== undefined) {
      side(from).outbound.push(edge);
    }
    if (to !== undefined) {
      side(to).inbound.push(edge);
    }
  }
  return new Map(
    [...sides].map(([group, { inbound, outbound, inside }]) => [
      group,
      { inbound: sum(inbound), outbound: sum(outbound), inside: sum(inside) },
    ]),
  );
}

function sum(edges: TopologyEdge[]): TrafficStats {
  const stats = addStats(edges.map(edge => edge.stats));
  const among = deniedAmong(edges);
  return among > 0
    ? { ...stats, deniedPerSecond: (stats.deniedPerSecond ?? 0) + among }
    : stats;
}

/** Refusals that one of several callers with the same identity got stand on the edge of each of them, and count once. */
function deniedAmong(edges: TopologyEdge[]): number {
  const once = new Map<string, number>();
  for (const { target, clientIdentity, deniedAmongPerSecond } of edges) {
    if (deniedAmongPerSecond !== undefined) {
      once.set(JSON.stringify([target, clientIdentity]), deniedAmongPerSecond);
    }
  }
  return [...once.values()].reduce((all, denied) => all + denied, 0);
}
