import type { GraphEdge, MeshGraph } from './model';

/** One way from a node to another: its nodes in order, and the calls of each hop (several where protocols differ). */
export interface MeshPath {
  nodes: string[];
  hops: GraphEdge[][];
}

/** The shortest ways between two nodes. */
export interface ShortestPaths {
  /** All of the same number of hops, as many as were asked for. */
  paths: MeshPath[];
  /** How many there are in all; more than `paths` where they were too many to list. */
  total: number;
}

/**
 * The shortest paths by hops that calls take from one node to another; none where no call leads there. A node alone is the path to
 * itself.
 *
 * @param most - paths that are listed; the others are counted only
 */
export function shortestPaths(
  graph: MeshGraph,
  from: string,
  to: string,
  most = 20,
): ShortestPaths {
  const ways = countWays(graph, from, to);
  const total = ways.get(to) ?? 0;
  const paths: MeshPath[] = [];
  const distances = distancesTo(graph, to, from);
  const walk = (nodes: string[]) => {
    const here = nodes[nodes.length - 1];
    if (here === to) {
      paths.push({ nodes, hops: hopsOf(graph, nodes) });
      return;
    }
    const left = (distances.get(here) as number) - 1;
    for (const next of calleesOf(graph, here)) {
      if (paths.length < most && distances.get(next) === left) {
        walk([...nodes, next]);
      }
    }
  };
  if (total > 0) {
    walk([from]);
  }
  return { paths, total };
}

/** How many shortest ways lead to each node that is not farther away than the end. */
function countWays(
  graph: MeshGraph,
  from: string,
  to: string,
): ReadonlyMap<string, number> {
  const ways = new Map(graph.nodes.has(from) ? [[from, 1]] : []);
  let border = [...ways.keys()];
  while (border.length > 0 && !ways.has(to)) {
    const next = new Map<string, number>();
    for (const id of border) {
      for (const callee of calleesOf(graph, id)) {
        if (!ways.has(callee)) {
          next.set(callee, (next.get(callee) ?? 0) + (ways.get(id) ?? 0));
        }
      }
    }
    next.forEach((count, id) => ways.set(id, count));
    border = [...next.keys()];
  }
  return ways;
}

function distancesTo(
  graph: MeshGraph,
  to: string,
  until: string,
): ReadonlyMap<string, number> {
  const distances = new Map([[to, 0]]);
  let border = [to];
  for (let hop = 1; border.length > 0 && !distances.has(until); hop += 1) {
    const next: string[] = [];
    for (const id of border) {
      for (const { source } of graph.incoming.get(id) ?? []) {
        if (!distances.has(source)) {
          distances.set(source, hop);
          next.push(source);
        }
      }
    }
    border = next;
  }
  return distances;
}

/** Each callee once, ascending by id, so that the same graph lists the same paths. */
function calleesOf(graph: MeshGraph, id: string): string[] {
  return [
    ...new Set((graph.outgoing.get(id) ?? []).map(({ target }) => target)),
  ].sort();
}

function hopsOf(graph: MeshGraph, nodes: readonly string[]): GraphEdge[][] {
  return nodes
    .slice(1)
    .map((target, index) =>
      (graph.outgoing.get(nodes[index]) ?? []).filter(
        edge => edge.target === target,
      ),
    );
}
