import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import {
  RiLineChartLine,
  RiNodeTree,
  RiPulseLine,
  RiShareLine,
} from '@remixicon/react';
import { ServiceMeshClient, serviceMeshApiRef } from './api';
import { SERVICE_MESH_FILTER, TOPOLOGY_FILTER } from './availability';
import {
  meshRouteRef,
  statsRouteRef,
  tapRouteRef,
  topologyRouteRef,
} from './routes';

const serviceMeshApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: serviceMeshApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: dependencies => new ServiceMeshClient(dependencies),
    }),
});

const meshPage = PageBlueprint.make({
  params: {
    path: '/service-mesh',
    title: 'Service mesh',
    icon: <RiShareLine />,
    routeRef: meshRouteRef,
    // its tabs count, and keep what is chosen: the page draws the same header itself
    noHeader: true,
    loader: () => import('./mesh').then(({ MeshPage }) => <MeshPage />),
  },
});

const topologyContent = EntityContentBlueprint.make({
  name: 'topology',
  params: {
    path: '/service-mesh/topology',
    title: 'Topology',
    group: 'service-mesh',
    icon: <RiNodeTree />,
    routeRef: topologyRouteRef,
    filter: TOPOLOGY_FILTER,
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

const dependencyCard = EntityCardBlueprint.make({
  name: 'dependencies',
  params: {
    type: 'content',
    filter: SERVICE_MESH_FILTER,
    loader: () =>
      import('./dependencies').then(({ DependencyCard }) => <DependencyCard />),
  },
});

/**
 * The plugin for the new frontend system: the mesh page; three tabs, two cards and a warning on entity pages; and the API that they
 * read from.
 *
 * @public
 */
export const serviceMeshPlugin = createFrontendPlugin({
  pluginId: 'service-mesh',
  title: 'Service mesh',
  info: { packageJson: () => import('../package.json') },
  extensions: [
    serviceMeshApi,
    meshPage,
    topologyContent,
    statsContent,
    tapContent,
    summaryCard,
    warningCard,
    dependencyCard,
  ],
  routes: {
    root: meshRouteRef,
    topology: topologyRouteRef,
    stats: statsRouteRef,
    tap: tapRouteRef,
  },
});
