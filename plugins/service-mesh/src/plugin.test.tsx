import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { renderTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import {
  MockPermissionApi,
  TestApiProvider,
  renderInTestApp,
} from '@backstage/test-utils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { screen, waitFor } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { FixtureApi } from './__fixtures__/FixtureApi';
import { component } from './__testUtils__/renderInPortal';
import serviceMeshPlugin, {
  isServiceMeshAvailable,
  isTopologyAvailable,
  serviceMeshApiRef,
} from '.';
import * as legacy from './legacy';
import {
  meshRouteRef,
  statsRouteRef,
  tapRouteRef,
  topologyRouteRef,
} from './routes';

function renderEntityPage(annotated: boolean) {
  return renderTestApp({
    features: [serviceMeshPlugin],
    extensions: [
      createTestEntityPage({ entity: component('playlists-api', annotated) }),
    ],
    apis: [[serviceMeshApiRef, new FixtureApi()]],
  });
}

describe('the plugin', () => {
  it('adds three tabs to a component that says where it runs', async () => {
    renderEntityPage(true);
    for (const name of ['Topology', 'Stats', 'Live tap']) {
      expect((await screen.findAllByText(name)).length).toBeGreaterThan(0);
    }
  });

  it('adds none to a component that does not', async () => {
    renderEntityPage(false);
    await screen.findByText('This component does not say where it runs');
    await waitFor(() => expect(screen.queryByText('Live tap')).toBeNull());
  });

  it('adds the topology alone to a system', async () => {
    renderTestApp({
      features: [serviceMeshPlugin],
      extensions: [
        createTestEntityPage({
          entity: { ...component('video-catalog', false), kind: 'System' },
        }),
      ],
      apis: [[serviceMeshApiRef, new FixtureApi()]],
    });
    expect(
      await screen.findByRole('toolbar', { name: 'Topology' }),
    ).toBeInTheDocument();
    expect(screen.queryByText('Live tap')).toBeNull();
  });

  it('offers the same screens to the legacy frontend system', () => {
    expect(legacy.serviceMeshPlugin.getId()).toBe('service-mesh');
    expect([...legacy.serviceMeshPlugin.getApis()]).toHaveLength(1);
  });

  it.each([
    [
      '/topology',
      legacy.EntityServiceMeshTopologyContent,
      'toolbar',
      'Topology',
    ],
    ['/stats', legacy.EntityServiceMeshStatsContent, 'table', 'Inbound'],
    ['/tap', legacy.EntityServiceMeshTapContent, 'button', 'Start'],
    ['/card', legacy.EntityServiceMeshCard, 'heading', 'Service mesh'],
    ['/warning', legacy.EntityServiceMeshWarning, 'link', 'Show the numbers'],
  ] as const)(
    'shows %s in an app on the legacy frontend system',
    async (path, Content, role, name) => {
      const others = Object.fromEntries(
        Object.entries({
          '/topology': topologyRouteRef,
          '/stats': statsRouteRef,
          '/tap': tapRouteRef,
          '/service-mesh': meshRouteRef,
          '/catalog/:namespace/:kind/:name': entityRouteRef,
        }).filter(([mounted]) => mounted !== path),
      );
      await renderInTestApp(
        <TestApiProvider
          apis={[
            [serviceMeshApiRef, new FixtureApi()],
            [catalogApiRef, new InMemoryCatalogClient()],
            [permissionApiRef, new MockPermissionApi()],
          ]}
        >
          <EntityProvider entity={component('playlists-api')}>
            <Routes>
              <Route path={path} element={<Content />} />
            </Routes>
          </EntityProvider>
        </TestApiProvider>,
        { mountedRoutes: others, routeEntries: [path] },
      );
      expect(await screen.findByRole(role, { name })).toBeInTheDocument();
    },
  );
});

describe('isTopologyAvailable', () => {
  it.each([
    ['System', true],
    ['Domain', true],
    ['Group', true],
    ['API', true],
    ['Component', false],
    ['User', false],
  ])('of a %s without annotations is %p', (kind, available) => {
    expect(isTopologyAvailable({ ...component('a', false), kind })).toBe(
      available,
    );
  });
});

describe('isServiceMeshAvailable', () => {
  it.each([
    ['backstage.io/kubernetes-id', true],
    ['backstage.io/kubernetes-label-selector', true],
    ['backstage.io/kubernetes-namespace', false],
  ])('with %s is %p', (annotation, available) => {
    const entity = component('a', false);
    entity.metadata.annotations = { [annotation]: 'app=a' };
    expect(isServiceMeshAvailable(entity)).toBe(available);
  });
});
