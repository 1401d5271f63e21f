import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import type { EntityFactsByRef } from '../catalog';
import type { MeshGraph } from '../graph';

/** The map as data, for programs: what is in sight, with its numbers, its health, what the catalog says, and what is missing. */
export function mapJson(
  graph: MeshGraph,
  entities: EntityFactsByRef,
  measured: Pick<
    Topology,
    'window' | 'measuredAt' | 'measurements' | 'warnings'
  >,
  /** The end of a window in the past, ISO 8601. */
  end?: string,
): string {
  const { window, measuredAt, measurements, warnings } = measured;
  return JSON.stringify(
    {
      window,
      end,
      measuredAt,
      measurements,
      warnings,
      nodes: [...graph.nodes.values()].map(({ node, health }) => ({
        ...node,
        health: health.state,
        entities: node.entityRefs.flatMap(ref => entities.get(ref) ?? []),
      })),
      edges: [...graph.edges.values()].map(({ edge, health }) => ({
        ...edge,
        health: health.state,
      })),
    },
    null,
    2,
  );
}
