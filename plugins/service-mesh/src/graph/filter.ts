import { MeshGraph, createGraph } from './model';

/** What is to be seen of a graph. */
export interface GraphFilter {
  /** Only nodes of this cluster, and hosts outside of all clusters that they call. */
  cluster?: string;
}

/** The part of a graph that a filter leaves. Peers that are linked only to hidden nodes go with them. */
export function filterGraph(graph: MeshGraph, filter: GraphFilter): MeshGraph {
  const { cluster } = filter;
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
