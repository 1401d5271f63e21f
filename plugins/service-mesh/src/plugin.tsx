import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { ServiceMeshClient, serviceMeshApiRef } from './api';
import { SERVICE_MESH_FILTER } from './availability';
import { topologyRouteRef } from './routes';

const serviceMeshApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: serviceMeshApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: dependencies => new ServiceMeshClient(dependencies),
    }),
});

const topologyContent = EntityContentBlueprint.make({
  name: 'topology',
  params: {
    path: '/service-mesh/topology',
    title: 'Topology',
    group: 'service-mesh',
    icon: 'graph',
    routeRef: topologyRouteRef,
    filter: SERVICE_MESH_FILTER,
    loader: () =>
      import('./topology').then(({ TopologyTab }) => <TopologyTab />),
  },
});

/**
 * The plugin for the new frontend system: three tabs and a card on entity pages, and the API that they read from.
 *
 * @public
 */
export const serviceMeshPlugin = createFrontendPlugin({
  pluginId: 'service-mesh',
  title: 'Service mesh',
  info: { packageJson: () => import('../package.json') },
  extensions: [serviceMeshApi, topologyContent],
  routes: { topology: topologyRouteRef },
});
