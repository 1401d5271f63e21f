import { TrafficStats } from '@backstage-mesh/plugin-service-mesh-common';
import { EdgeTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { ClusterView, graphOf } from '../topology/ClusterView';
import { NodePeer } from '../topology/nodeIds';
import { Call } from './ObservedCall';

/**
 * The calls in what a cluster measured, without those of the mesh itself and of callers that nothing names.
 *
 * @internal
 */
export function liveCalls(
  view: ClusterView,
): (Call & { stats: TrafficStats })[] {
  const graph = graphOf(view);
  return graph.edges.flatMap(edge => {
    const { source, target, traffic } = edge;
    return source.type === 'workload' &&
      target.type !== 'unmeshed' &&
      [source, target].every(end => !isOfMesh(end, view)) &&
      isUsed(traffic)
      ? [
          {
            cluster: view.cluster.name,
            source,
            target,
            protocol: traffic.protocol,
            stats: graph.edge(edge).stats,
          },
        ]
      : [];
  });
}

/** Gateways are shown in graphs, and what they pass on is called by others. */
function isOfMesh(end: NodePeer, { hidden }: ClusterView): boolean {
  return end.type === 'workload' && hidden.has(end.workload.namespace);
}

/** An edge is measured as long as its series exist; it is used where something went over it. */
function isUsed({ protocol, http, tcp }: EdgeTraffic): boolean {
  const requests = http
    ? Math.max(http.requests ?? 0, http.successes + http.failures) +
      (http.denied ?? 0)
    : 0;
  const bytes = (tcp?.readBytes ?? 0) + (tcp?.writeBytes ?? 0);
  return (
    requests > 0 ||
    (protocol === 'tcp' && (bytes > 0 || (tcp?.openConnections ?? 0) > 0))
  );
}
