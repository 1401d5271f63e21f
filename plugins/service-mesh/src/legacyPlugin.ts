import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { ServiceMeshClient, serviceMeshApiRef } from './api';
import {
  meshRouteRef,
  statsRouteRef,
  tapRouteRef,
  topologyRouteRef,
} from './routes';

/**
 * The plugin for the legacy frontend system.
 *
 * @public
 */
export const serviceMeshPlugin = createPlugin({
  id: 'service-mesh',
  apis: [
    createApiFactory({
      api: serviceMeshApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: dependencies => new ServiceMeshClient(dependencies),
    }),
  ],
  routes: {
    root: meshRouteRef,
    topology: topologyRouteRef,
    stats: statsRouteRef,
    tap: tapRouteRef,
  },
});

/**
 * The mesh page; for a `Route` with the path `/service-mesh`.
 *
 * @public
 */
export const ServiceMeshPage = serviceMeshPlugin.provide(
  createRoutableExtension({
    name: 'ServiceMeshPage',
    mountPoint: meshRouteRef,
    component: (): Promise<() => JSX.Element> =>
      import('./mesh').then(module => module.MeshPage),
  }),
);

/**
 * The topology tab; for an `EntityLayout.Route` with the path `/service-mesh/topology`.
 *
 * @public
 */
export const EntityServiceMeshTopologyContent = serviceMeshPlugin.provide(
  createRoutableExtension({
    name: 'EntityServiceMeshTopologyContent',
    mountPoint: topologyRouteRef,
    component: (): Promise<() => JSX.Element> =>
      import('./topology').then(module => module.TopologyTab),
  }),
);

/**
 * The stats tab; for an `EntityLayout.Route` with the path `/service-mesh/stats`.
 *
 * @public
 */
export const EntityServiceMeshStatsContent = serviceMeshPlugin.provide(
  createRoutableExtension({
    name: 'EntityServiceMeshStatsContent',
    mountPoint: statsRouteRef,
    component: (): Promise<() => JSX.Element> =>
      import('./stats').then(module => module.StatsTab),
  }),
);

/**
 * The live tap tab; for an `EntityLayout.Route` with the path `/service-mesh/tap`.
 *
 * @public
 */
export const EntityServiceMeshTapContent = serviceMeshPlugin.provide(
  createRoutableExtension({
    name: 'EntityServiceMeshTapContent',
    mountPoint: tapRouteRef,
    component: (): Promise<() => JSX.Element> =>
      import('./tap').then(module => module.TapTab),
  }),
);

/**
 * The card with the golden numbers, for the overview page of any component.
 *
 * @public
 */
export const EntityServiceMeshCard = serviceMeshPlugin.provide(
  createComponentExtension({
    name: 'EntityServiceMeshCard',
    component: {
      lazy: (): Promise<() => JSX.Element> =>
        import('./card').then(module => module.ServiceMeshCard),
    },
  }),
);

/**
 * A warning where a component fails or has pods outside of the mesh, for the warnings of its overview page. Draws nothing otherwise.
 *
 * @public
 */
export const EntityServiceMeshWarning = serviceMeshPlugin.provide(
  createComponentExtension({
    name: 'EntityServiceMeshWarning',
    component: {
      lazy: (): Promise<() => JSX.Element | null> =>
        import('./card').then(module => module.ServiceMeshWarning),
    },
  }),
);

/**
 * What a component needs and who needs it, as the mesh sees it and as the catalog says; for its overview page.
 *
 * @public
 */
export const EntityServiceMeshDependenciesCard = serviceMeshPlugin.provide(
  createComponentExtension({
    name: 'EntityServiceMeshDependenciesCard',
    component: {
      lazy: (): Promise<() => JSX.Element> =>
        import('./dependencies').then(module => module.DependencyCard),
    },
  }),
);
