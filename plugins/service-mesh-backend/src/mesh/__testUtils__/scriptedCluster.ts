import { mockServices } from '@backstage/backend-test-utils';
import {
  InventorySnapshot,
  Mesh,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster } from '../../clusters';
import { readServiceMeshConfig } from '../../config';
import { scriptedConnection } from '../../metrics/__testUtils__/recordedMesh';
import { seriesSource } from '../../metrics/__testUtils__/seriesSource';

/** A mesh that answers what the test says, and nothing else. */
export function scriptedMesh(answers: Partial<Mesh>): Mesh {
  return {
    installation: {
      mesh: 'linkerd',
      controlPlaneNamespace: 'linkerd',
      systemNamespaces: [],
      clusterName: 'c',
    },
    metricNames: [],
    isMeshed: () => true,
    proxyTarget: () => undefined,
    traffic: async () => {
      throw new Error('nobody asked for it');
    },
    ...answers,
  };
}

/** The cluster `c` with this mesh, and a source that knows nothing. */
export function scriptedCluster(
  snapshot: InventorySnapshot,
  mesh: Mesh,
  more: Partial<Cluster> = {},
): Cluster {
  const [config] = readServiceMeshConfig(
    mockServices.rootConfig({
      data: { serviceMesh: { clusters: [{ name: 'c' }] } },
    }),
  ).clusters;
  const source = seriesSource([]);
  return {
    name: 'c',
    config,
    connection: scriptedConnection(() => ({ status: 404, body: '' })),
    inventory: {
      cluster: 'c',
      ready: async () => snapshot,
      snapshot: () => snapshot,
      state: () => ({ state: 'ready' }),
    },
    mesh: async () => mesh,
    metrics: async () => ({ source, steps: [] }),
    ...more,
  };
}
