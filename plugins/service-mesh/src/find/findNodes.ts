import type { EntityFactsByRef } from '../catalog';
import type { MeshGraph } from '../graph';
import { evaluate } from './evaluate';
import { nodeFacts } from './nodeFacts';
import { Expression } from './parse';

/** Ids of the nodes that an expression holds of, in the order of the graph. */
export function findNodes(
  expression: Expression,
  graph: MeshGraph,
  entities: EntityFactsByRef,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of graph.nodes.values()) {
    if (evaluate(expression, nodeFacts(node, graph, entities))) {
      found.add(node.id);
    }
  }
  return found;
}
