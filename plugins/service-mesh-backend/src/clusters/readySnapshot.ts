import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { ServiceUnavailableError } from '@backstage/errors';
import { Cluster } from './Cluster';

/** How long a request waits for a cluster that nobody has asked about before. */
const READY_TIMEOUT_MS = 10_000;

/**
 * What is known of a cluster, waiting for its first complete inventory.
 *
 * @throws ServiceUnavailableError where that does not come, with the reason
 */
export async function readySnapshot(
  cluster: Cluster,
): Promise<InventorySnapshot> {
  const { inventory } = cluster;
  const timeout = AbortSignal.timeout(READY_TIMEOUT_MS);
  try {
    return inventory.snapshot() ?? (await inventory.ready(timeout));
  } catch (error) {
    if (!timeout.aborted) {
      throw error;
    }
    throw new ServiceUnavailableError(
      `The cluster "${cluster.name}" could not be read in time: ${
        inventory.state().reason ?? 'it is still being listed'
      }`,
    );
  }
}
