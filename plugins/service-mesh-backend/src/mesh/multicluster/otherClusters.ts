import { LoggerService } from '@backstage/backend-plugin-api';
import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster, Clusters } from '../../clusters';

/** Who looks into one cluster does not wait longer for another. */
const WAIT_MS = 3_000;

/**
 * The clusters beside one in which its callers may be, as far as they are known by now.
 *
 * @internal
 */
export async function otherClusters(
  options: { clusters: Pick<Clusters, 'list'>; logger: LoggerService },
  name: string,
): Promise<{ cluster: Cluster; snapshot: InventorySnapshot }[]> {
  const others = (await options.clusters.list()).filter(
    cluster => cluster.name !== name,
  );
  const found = await Promise.all(
    others.map(async cluster => {
      const { inventory } = cluster;
      try {
        const snapshot =
          inventory.snapshot() ??
          (await inventory.ready(AbortSignal.timeout(WAIT_MS)));
        return [{ cluster, snapshot }];
      } catch (error) {
        options.logger.debug(
          `Callers in cluster ${cluster.name} are shown as the gateway: ${error}`,
        );
        return [];
      }
    }),
  );
  return found.flat();
}
