/**
 * What can be reached from some nodes in at most `depth` calls, in either direction, with the calls between what was reached.
 *
 * @internal
 */
export function neighbourhood<E>(
  start: Iterable<string>,
  edges: readonly E[],
  depth: number,
  /** Whether the way goes on behind a node: it does not behind what stands for many, such as callers without a name. */
  leadsOn: (node: string) => boolean,
  endsOf: (edge: E) => readonly [source: string, target: string],
): { nodes: Set<string>; edges: E[] } {
  const neighbours = new Map<string, string[]>();
  const connect = (from: string, to: string) => {
    const known = neighbours.get(from);
    if (known) {
      known.push(to);
    } else {
      neighbours.set(from, [to]);
    }
  };
  for (const edge of edges) {
    const [source, target] = endsOf(edge);
    connect(source, target);
    connect(target, source);
  }
  const nodes = new Set(start);
  let border = [...nodes];
  for (let hop = 0; hop < depth && border.length > 0; hop += 1) {
    const next: string[] = [];
    for (const node of border) {
      for (const neighbour of neighbours.get(node) ?? []) {
        if (!nodes.has(neighbour)) {
          nodes.add(neighbour);
          if (leadsOn(neighbour)) {
            next.push(neighbour);
          }
        }
      }
    }
    border = next;
  }
  return {
    nodes,
    edges: edges.filter(edge => endsOf(edge).every(end => nodes.has(end))),
  };
}
