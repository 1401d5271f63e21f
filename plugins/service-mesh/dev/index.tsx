import { Entity } from '@backstage/catalog-model';
import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { MockPermissionApi } from '@backstage/test-utils';
import plugin, { serviceMeshApiRef } from '../src';
import { FixtureApi } from '../src/__fixtures__/FixtureApi';
import { FIXTURE_STATES, MeshFixture } from '../src/__fixtures__/fixtureStates';
import { wholeMeshEntities } from '../src/__fixtures__/wholeMesh';

function componentOf(name: string, annotated = true): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      annotations: {
        'backstage.io/managed-by-location': 'url:https://example.com/a.yaml',
        ...(annotated && { 'backstage.io/kubernetes-id': name }),
      },
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: 'team-video',
      system: 'video-catalog',
    },
    relations: [
      { type: 'ownedBy', targetRef: 'group:default/team-video' },
      { type: 'partOf', targetRef: 'system:default/video-catalog' },
    ],
  };
}

const entities = [
  ...FIXTURE_STATES.map(name => componentOf(name)),
  componentOf('not-annotated', false),
  componentOf('videos-api'),
  componentOf('videos-web'),
  ...wholeMeshEntities(),
];

// the mesh page shows a thousand workloads, or any of the states: /service-mesh?fixture=<state>
const meshFixture = (new URLSearchParams(window.location.search).get(
  'fixture',
) ?? 'whole') as MeshFixture;

/** An entity's page shows the state of its name, which may be another one a moment later. */
function stateOnScreen(): string {
  const [, component] =
    /\/component\/([^/]+)/.exec(window.location.pathname) ?? [];
  return component ?? meshFixture;
}

// every state has a component of its name: /catalog/default/component/<state>/service-mesh/topology
createDevApp({
  features: [
    catalogPlugin,
    createFrontendModule({
      pluginId: 'catalog',
      extensions: [
        ApiBlueprint.make({
          params: defineParams =>
            defineParams({
              api: catalogApiRef,
              deps: {},
              factory: () => new InMemoryCatalogClient({ entities }),
            }),
        }),
      ],
    }),
    plugin,
    createFrontendModule({
      pluginId: 'app',
      extensions: [
        ApiBlueprint.make({
          name: 'permission',
          params: defineParams =>
            defineParams({
              api: permissionApiRef,
              deps: {},
              // there is no backend to ask
              factory: () => new MockPermissionApi(),
            }),
        }),
      ],
    }),
    createFrontendModule({
      pluginId: 'service-mesh',
      extensions: [
        ApiBlueprint.make({
          params: defineParams =>
            defineParams({
              api: serviceMeshApiRef,
              deps: {},
              factory: () => new FixtureApi(meshFixture, stateOnScreen),
            }),
        }),
      ],
    }),
  ],
});
