import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import type { DemoClusters } from '../demo/DemoClusters';
import {
  ClusterRegistry,
  LinkerdProvider,
  openMetrics,
  readServiceMeshConfig,
  type Cluster,
  type Clusters,
} from '../portal/insides';
import { quietLogger } from './quietLogger';

/** Rather wait on a busy machine than measure an answer with holes. */
const TIMEOUT = '120s';

/** The first of the demo clusters, as the portal holds it, with its service account's token. */
export async function openBenchCluster(
  demo: DemoClusters,
  prometheusUrl: string | undefined,
  /** Of the API server, where it is not asked directly. */
  apiUrl: string = demo.clusters[0].url,
): Promise<{ clusters: Clusters; cluster: Cluster }> {
  const [{ name }] = demo.clusters;
  const metrics: JsonObject =
    prometheusUrl === undefined
      ? { source: 'none' }
      : {
          source: 'prometheus',
          prometheus: {
            url: prometheusUrl,
            matchers: { cluster: name },
            timeout: TIMEOUT,
          },
        };
  const rootConfig = new ConfigReader({
    kubernetes: {
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [
            {
              name,
              url: apiUrl,
              caData: Buffer.from(demo.ca).toString('base64'),
              authProvider: 'serviceAccount',
              serviceAccountToken: demo.tokens.portal,
            },
          ],
        },
      ],
    },
    serviceMesh: { clusters: [{ name, metrics }] },
  });
  const clusters = ClusterRegistry.create({
    rootConfig,
    config: readServiceMeshConfig(rootConfig),
    logger: quietLogger,
    meshProviders: [new LinkerdProvider()],
    openMetrics,
  });
  return { clusters, cluster: await clusters.get(name) };
}
