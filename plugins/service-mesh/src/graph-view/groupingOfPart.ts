import type { Grouping } from '../catalog';
import type { MeshGraph } from '../graph';

/** With more workloads cards are too small to be read. */
const MAX_SINGLE_NODES = 300;

/**
 * What the workloads of an entity are put together by, where they are too many for one card each: its systems, as on the map of the
 * mesh; those of one system by namespace.
 *
 * @param kind - of the entity, where it is one
 */
export function groupingOfPart(
  graph: MeshGraph,
  kind = '',
): Grouping | undefined {
  if (graph.nodes.size <= MAX_SINGLE_NODES) {
    return undefined;
  }
  return kind.toLocaleLowerCase('en-US') === 'system' ? 'namespace' : 'system';
}
