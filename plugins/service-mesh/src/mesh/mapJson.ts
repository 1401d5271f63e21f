import type { EntityFactsByRef } from '../catalog';
import type { MeshGraph } from '../graph';

/** The map as data, for programs: what is in sight, with its numbers, its health and what the catalog says. */
export function mapJson(
  graph: MeshGraph,
  entities: EntityFactsByRef,
  question: { window: string; measuredAt: string | undefined },
): string {
  return JSON.stringify(
    {
      ...question,
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
