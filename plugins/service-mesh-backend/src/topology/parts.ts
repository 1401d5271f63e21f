import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { ClusterView, graphOf, KnownCluster } from './ClusterView';
import { GraphBuilder, GraphEdge } from './GraphBuilder';
import { neighbourhood } from './neighbourhood';
import { NodePeer, workloadNodeId } from './nodeIds';
import { Part } from './PartMemory';

/**
 * A whole cluster; with `namespaces`, the workloads in them and their direct neighbours.
 *
 * @internal
 */
export function partOfView(
  view: ClusterView,
  namespaces: readonly string[] | undefined,
): Part {
  const graph = graphOf(view);
  if (!namespaces) {
    return partOf(view, graph, shownWorkloads(view), graph.edges);
  }
  const wanted = new Set(namespaces);
  const isIn = (peer: NodePeer) =>
    peer.type === 'workload'
      ? wanted.has(peer.workload.namespace)
      : 'namespace' in peer && wanted.has(peer.namespace);
  return partOf(
    view,
    graph,
    shownWorkloads(view).filter(({ namespace }) => wanted.has(namespace)),
    graph.edges.filter(({ source, target }) => isIn(source) || isIn(target)),
  );
}

/**
 * The workloads, and what is up to `depth` calls away from them.
 *
 * @internal
 */
export function partAround(
  view: ClusterView,
  workloads: readonly WorkloadRef[],
  depth: number,
): Part {
  const graph = graphOf(view);
  const known = workloads.filter(
    workload =>
      view.snapshot.workload(workload) &&
      graph.isShown({ type: 'workload', workload }),
  );
  const peers = new Map<string, NodePeer>();
  graph.edges.forEach(({ source, target }) => {
    peers.set(graph.idOf(source), source);
    peers.set(graph.idOf(target), target);
  });
  const near = neighbourhood(
    known.map(workloadNodeId),
    graph.edges,
    depth,
    node => peers.get(node)?.type === 'workload',
    edge => [graph.idOf(edge.source), graph.idOf(edge.target)],
  );
  return partOf(view, graph, known, near.edges);
}

/**
 * The workloads of a part that its own cluster knows.
 *
 * @internal
 */
export function workloadsOf({ view, nodes }: Part): WorkloadRef[] {
  return [...nodes.values()].flatMap(peer =>
    peer.type === 'workload' && view.snapshot.workload(peer.workload)
      ? [peer.workload]
      : [],
  );
}

/**
 * Workloads that exist and are not left out, with traffic or without.
 *
 * @internal
 */
export function shownWorkloads({
  snapshot,
  hidden,
}: KnownCluster): WorkloadRef[] {
  return snapshot
    .workloads()
    .filter(
      ({ ref, deletedAt }) =>
        deletedAt === undefined && !hidden.has(ref.namespace),
    )
    .map(({ ref }) => ref);
}

function partOf(
  view: ClusterView,
  graph: GraphBuilder,
  workloads: readonly WorkloadRef[],
  edges: readonly GraphEdge[],
): Part {
  const nodes = new Map<string, NodePeer>(
    workloads.map(workload => [
      workloadNodeId(workload),
      { type: 'workload', workload },
    ]),
  );
  edges.forEach(({ source, target }) => {
    nodes.set(graph.idOf(source), source);
    nodes.set(graph.idOf(target), target);
  });
  return { view, graph, nodes, edges, drawn: {} };
}
