import type { GraphEdge, MeshGraph } from './model';

/**
 * Ids of a node, of what calls it over so many hops, and of what it calls over so many. Unlike a neighbourhood in both directions
 * it leaves out the other callees of its callers, which are no part of the node's calls.
 */
export function focusNodes(
  graph: MeshGraph,
  id: string,
  hops: { up: number; down: number },
): ReadonlySet<string> {
  return new Set([
    ...walk(id, hops.up, graph.incoming, edge => edge.source),
    ...walk(id, hops.down, graph.outgoing, edge => edge.target),
  ]);
}

function walk(
  id: string,
  hops: number,
  edges: MeshGraph['incoming'],
  endOf: (edge: GraphEdge) => string,
): Iterable<string> {
  const distances = new Map([[id, 0]]);
  // a map hands out what was added while it is walked
  for (const [here, distance] of distances) {
    if (distance === hops) {
      break;
    }
    for (const edge of edges.get(here) ?? []) {
      if (!distances.has(endOf(edge))) {
        distances.set(endOf(edge), distance + 1);
      }
    }
  }
  return distances.keys();
}
