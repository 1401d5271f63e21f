import { isUnmeasured } from '../health/judge';
import type { GraphNode } from './model';

/** Whether a node stands outside of the mesh or of the clusters; who has an identity in the mesh does not. */
export function isOutside({ node }: GraphNode): boolean {
  return isUnmeasured(node) && node.meshIdentity === undefined;
}
