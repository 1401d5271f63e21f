import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { NotFoundError } from '@backstage/errors';

export { readySnapshot } from '../clusters';

/**
 * @throws NotFoundError where the cluster has no such namespace, or the configuration excludes it
 */
export function requireNamespace(
  snapshot: InventorySnapshot,
  namespace: string,
): void {
  if (!snapshot.namespace(namespace)) {
    throw new NotFoundError(
      `No namespace "${namespace}" in the cluster "${snapshot.cluster}", or the configuration excludes it`,
    );
  }
}
