import type {
  Topology,
  TopologyComparison,
} from '@backstage-mesh/plugin-service-mesh-common';

/** The part of a comparison that is in some clusters, with the other ends of its calls; all of it where none is chosen. */
export function comparisonIn(
  comparison: TopologyComparison,
  clusters: readonly string[],
): TopologyComparison {
  if (clusters.length === 0) {
    return comparison;
  }
  const before = topologyIn(comparison.before, clusters);
  const after = topologyIn(comparison.after, clusters);
  const known = new Set([...before.nodes, ...after.nodes].map(({ id }) => id));
  return {
    ...comparison,
    before,
    after,
    changes: comparison.changes.filter(
      ({ nodeId }) => nodeId === undefined || known.has(nodeId),
    ),
  };
}

function topologyIn(topology: Topology, clusters: readonly string[]): Topology {
  const inside = new Set(
    topology.nodes
      .filter(node => clusters.includes(node.cluster))
      .map(({ id }) => id),
  );
  const edges = topology.edges.filter(
    ({ source, target }) => inside.has(source) || inside.has(target),
  );
  const linked = new Set(
    edges.flatMap(({ source, target }) => [source, target]),
  );
  return {
    ...topology,
    nodes: topology.nodes.filter(({ id }) => inside.has(id) || linked.has(id)),
    edges,
  };
}
