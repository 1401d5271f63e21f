import type { MeshGraph } from './model';

/** Everything that suffers when a node fails: all that calls it, at once or through others. */
export interface BlastRadius {
  /** Hops to the node, by id; the node itself has none. In the order of the hops. */
  hops: ReadonlyMap<string, number>;
  /** References of the catalog entities that are concerned, without the node's own. */
  entityRefs: readonly string[];
}

/** Walks up from a node over everything that calls it. */
export function blastRadius(graph: MeshGraph, id: string): BlastRadius {
  const hops = new Map<string, number>(graph.nodes.has(id) ? [[id, 0]] : []);
  // a map hands out what was added while it is walked
  for (const [callee, distance] of hops) {
    for (const { source } of graph.incoming.get(callee) ?? []) {
      if (!hops.has(source)) {
        hops.set(source, distance + 1);
      }
    }
  }
  hops.delete(id);
  const own = new Set(graph.nodes.get(id)?.node.entityRefs);
  const refs = [...hops.keys()].flatMap(
    each => graph.nodes.get(each)?.node.entityRefs ?? [],
  );
  return {
    hops,
    entityRefs: [...new Set(refs)].filter(ref => !own.has(ref)).sort(),
  };
}
