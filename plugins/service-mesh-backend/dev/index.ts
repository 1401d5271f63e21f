/*
 * The backend alone: `yarn start` here, beside `npm run demo-cluster -- --port 8080` in the repository's root. Everybody is
 * signed in and may everything.
 *
 *   curl http://localhost:7007/api/service-mesh/clusters
 *   curl http://localhost:7007/api/service-mesh/entities/component/default/videos-web/topology
 *   curl -N 'http://localhost:7007/api/service-mesh/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=videos-web'
 */
import { createBackend } from '@backstage/backend-defaults';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';

const PORT = Number(process.env.PORT ?? 7007);
const CLUSTER_URL = process.env.DEMO_CLUSTER_URL ?? 'https://127.0.0.1:8080';

const backend = createBackend();

backend.add(mockServices.auth.factory());
backend.add(mockServices.httpAuth.factory());
backend.add(
  mockServices.rootConfig.factory({
    data: {
      backend: {
        baseUrl: `http://localhost:${PORT}`,
        listen: { host: '127.0.0.1', port: PORT },
      },
      kubernetes: {
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [
              {
                name: 'east',
                url: CLUSTER_URL,
                authProvider: 'serviceAccount',
                serviceAccountToken: 'demo-portal',
                skipTLSVerify: true,
              },
            ],
          },
        ],
      },
      serviceMesh: { tap: { enabled: true } },
    },
  }),
);
backend.add(
  catalogServiceMock.factory({
    entities: ['videos-web', 'playlists-api', 'videos-api'].map(name => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name,
        annotations: { 'backstage.io/kubernetes-id': name },
      },
      spec: { type: 'service', lifecycle: 'production', owner: 'team-video' },
    })),
  }),
);
backend.add(import('../src'));

backend.start();
