import type { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import { MeshGraph, mapEdges } from '../graph';

/** The same graph with a mark on the calls that the catalog does not declare. */
export function markUndeclared(
  graph: MeshGraph,
  dependencies: readonly Dependency[],
): MeshGraph {
  const pairs = new Set(
    dependencies
      .filter(({ state }) => state === 'undeclared')
      .flatMap(({ source, target }) =>
        source.nodeIds.flatMap(from =>
          target.nodeIds.map(to => endsKey(from, to)),
        ),
      ),
  );
  return pairs.size === 0
    ? graph
    : mapEdges(graph, edge =>
        pairs.has(endsKey(edge.source, edge.target))
          ? { ...edge, undeclared: true }
          : edge,
      );
}

function endsKey(from: string, to: string): string {
  return JSON.stringify([from, to]);
}
