import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { ServiceUnavailableError } from '@backstage/errors';
import { isSwitchedOff } from '../switches/SwitchedOffError';
import { Cluster } from './Cluster';

/** How long a request waits for a cluster that nobody has asked about before. */
const READY_TIMEOUT_MS = 10_000;

/**
 * What is known of a cluster, waiting for its first complete inventory.
 *
 * @throws ServiceUnavailableError where that does not come. Why, says the list of clusters to those who may know: it may hold addresses
 */
export async function readySnapshot(
  cluster: Cluster,
): Promise<InventorySnapshot> {
  const { inventory } = cluster;
  const timeout = AbortSignal.timeout(READY_TIMEOUT_MS);
  try {
    return inventory.snapshot() ?? (await inventory.ready(timeout));
  } catch (error) {
    if (isSwitchedOff(error)) {
      throw error;
    }
    throw new ServiceUnavailableError(
      inventory.state().state === 'connecting'
        ? `The cluster "${cluster.name}" is still being read for the first time; try again in a few seconds`
        : `The cluster "${cluster.name}" can not be read at the moment`,
    );
  }
}
