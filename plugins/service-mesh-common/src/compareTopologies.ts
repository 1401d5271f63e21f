import { TopologyComparison } from './comparison';
import { Deltas, PartDelta, partDeltas } from './partDeltas';
import { TopologyDifference, topologyDifferences } from './topologyDifferences';

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
  const { nodes, edges } = partDeltas({ before, after, spreads });
  const ends = new Map(
    [...before.edges, ...after.edges].map(edge => [edge.id, edge]),
  );
  return {
    differences: topologyDifferences(nodes, edges, ends, changes),
    nodes,
    edges,
    unchanged: { nodes: count(nodes, 'same'), edges: count(edges, 'same') },
    unknown: {
      nodes: count(nodes, 'unknown'),
      edges: count(edges, 'unknown'),
    },
  };
}

function count(deltas: Deltas, outcome: PartDelta['outcome']): number {
  return [...deltas.values()].filter(each => each.outcome === outcome).length;
}
