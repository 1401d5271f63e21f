import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  ClusterRegistry,
  LinkerdProvider,
  openMetrics,
  readServiceMeshConfig,
  type Cluster,
} from './insides';

/** A cluster as the portal holds it. */
export interface OpenCluster {
  cluster: Cluster;
  close(): void;
}

/** Opens a cluster from a portal's configuration, as the plugin does at its start. */
export async function openCluster(options: {
  name: string;
  url: string;
  /** PEM, or a file that holds it. */
  ca?: string;
  caFile?: string;
  token?: string;
  /** The cluster's entry in `serviceMesh.clusters`, without its name. */
  serviceMesh?: JsonObject;
}): Promise<OpenCluster> {
  const { name, url, ca, caFile, token, serviceMesh = {} } = options;
  const rootConfig = new ConfigReader({
    kubernetes: {
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [
            {
              name,
              url,
              ...(ca !== undefined && {
                caData: Buffer.from(ca).toString('base64'),
              }),
              ...(caFile !== undefined && { caFile }),
              authProvider: 'serviceAccount',
              ...(token !== undefined && { serviceAccountToken: token }),
            },
          ],
        },
      ],
    },
    serviceMesh: { clusters: [{ name, ...serviceMesh }] },
  });
  const registry = ClusterRegistry.create({
    rootConfig,
    config: readServiceMeshConfig(rootConfig),
    logger: mockServices.logger.mock(),
    meshProviders: [new LinkerdProvider()],
    openMetrics,
  });
  return {
    cluster: await registry.get(name),
    close: () => registry.close(),
  };
}
