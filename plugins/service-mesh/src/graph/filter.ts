import { MeshGraph, createGraph } from './model';

/** What is to be seen of a graph. */
export interface GraphFilter {
  /** Only nodes of this cluster, and hosts outside of all clusters that they call. */
  cluster?: string;
  /** Only this node, and those that so many calls lead to or from. */
  around?: { id: string; hops: number };
  /** Nodes that stay in any case. */
  keep?: ReadonlySet<string>;
}

/** The part of a graph that a filter leaves. Peers that are linked only to hidden nodes go with them. */
export function filterGraph(graph: MeshGraph, filter: GraphFilter): MeshGraph {
  const { around, keep } = filter;
  const inCluster = filterCluster(graph, filter.cluster);
  if (!around || !inCluster.nodes.has(around.id)) {
    return inCluster;
  }
  const near = neighbourhood(inCluster, around.id, around.hops);
  return createGraph(
    [...inCluster.nodes.values()].filter(
      ({ id }) => near.has(id) || keep?.has(id),
    ),
    inCluster.edges.values(),
  );
}

function filterCluster(
  graph: MeshGraph,
  cluster: string | undefined,
): MeshGraph {
  if (cluster === undefined) {
    return graph;
  }
  const stays = (id: string) => graph.nodes.get(id)?.node.cluster === cluster;
  const edges = [...graph.edges.values()].filter(
    edge => stays(edge.source) || stays(edge.target),
  );
  const linked = new Set(edges.flatMap(edge => [edge.source, edge.target]));
  return createGraph(
    [...graph.nodes.values()].filter(({ id }) => stays(id) || linked.has(id)),
    edges,
  );
}

function neighbourhood(
  graph: MeshGraph,
  id: string,
  hops: number,
): ReadonlySet<string> {
  const found = new Set([id]);
  let border = [id];
  for (let hop = 0; hop < hops; hop += 1) {
    const next = border.flatMap(each => [
      ...(graph.outgoing.get(each) ?? []).map(({ target }) => target),
      ...(graph.incoming.get(each) ?? []).map(({ source }) => source),
    ]);
    border = [...new Set(next)].filter(each => !found.has(each));
    border.forEach(each => found.add(each));
  }
  return found;
}
