import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { RiLineChartLine, RiNodeTree, RiPulseLine } from '@remixicon/react';
import { ServiceMeshClient, serviceMeshApiRef } from './api';
import { SERVICE_MESH_FILTER } from './availability';
import { statsRouteRef, tapRouteRef, topologyRouteRef } from './routes';

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
    icon: <RiNodeTree />,
    routeRef: topologyRouteRef,
    filter: SERVICE_MESH_FILTER,
    loader: () =>
      import('./topology').then(({ TopologyTab }) => <TopologyTab />),
  },
});

const statsContent = EntityContentBlueprint.make({
  name: 'stats',
  params: {
    path: '/service-mesh/stats',
    title: 'Stats',
    group: 'service-mesh',
    icon: <RiLineChartLine />,
    routeRef: statsRouteRef,
    filter: SERVICE_MESH_FILTER,
    loader: () => import('./stats').then(({ StatsTab }) => <StatsTab />),
  },
});

const tapContent = EntityContentBlueprint.make({
  name: 'tap',
  params: {
    path: '/service-mesh/tap',
    title: 'Live tap',
    group: 'service-mesh',
    icon: <RiPulseLine />,
    routeRef: tapRouteRef,
    filter: SERVICE_MESH_FILTER,
    loader: () => import('./tap').then(({ TapTab }) => <TapTab />),
  },
});

const summaryCard = EntityCardBlueprint.make({
  name: 'summary',
  params: {
    type: 'info',
    filter: { kind: 'component' },
    loader: () =>
      import('./card').then(({ ServiceMeshCard }) => <ServiceMeshCard />),
  },
});

const warningCard = EntityCardBlueprint.make({
  name: 'warning',
  params: {
    type: 'content',
    filter: SERVICE_MESH_FILTER,
    loader: () =>
      import('./card').then(({ ServiceMeshWarning }) => <ServiceMeshWarning />),
  },
});

/**
 * The plugin for the new frontend system: three tabs, a card and a warning on entity pages, and the API that they read from.
 *
 * @public
 */
export const serviceMeshPlugin = createFrontendPlugin({
  pluginId: 'service-mesh',
  title: 'Service mesh',
  info: { packageJson: () => import('../package.json') },
  extensions: [
    serviceMeshApi,
    topologyContent,
    statsContent,
    tapContent,
    summaryCard,
    warningCard,
  ],
  routes: {
    topology: topologyRouteRef,
    stats: statsRouteRef,
    tap: tapRouteRef,
  },
});
