import type { Entity } from '@backstage/catalog-model';
import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { ReactElement } from 'react';
import { useLocation } from 'react-router-dom';
import { SWRConfig } from 'swr';
import { ServiceMeshApi, serviceMeshApiRef } from '../api';
import {
  meshRouteRef,
  statsRouteRef,
  tapRouteRef,
  topologyRouteRef,
} from '../routes';
import { FixtureApi } from '../__fixtures__/FixtureApi';

/** A component of the fixtures; its name tells the state that the API answers with. */
export function component(name: string, annotated = true): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: annotated ? { 'backstage.io/kubernetes-id': name } : {},
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'team-video' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/team-video' }],
  };
}

type Authorized = Awaited<
  ReturnType<(typeof permissionApiRef)['T']['authorize']>
>;

function Address() {
  const { pathname, search } = useLocation();
  return <output data-testid="address">{`${pathname}${search}`}</output>;
}

/** Renders a part of an entity page, with the three tabs mounted, and the address beside it. */
export function renderInPortal(
  element: ReactElement,
  options: {
    /** Whose page it is; false where it is a page of its own. */
    entity?: Entity | false;
    state?: string;
    search?: string;
    api?: ServiceMeshApi;
    /** Names of permissions that the person does not have. */
    forbidden?: string[];
    /** Template of the addresses of traces. */
    tracingUrl?: string;
    /** What the catalog holds. */
    entities?: Entity[];
  } = {},
) {
  const {
    state = 'playlists-api',
    entity = component(state),
    search = '',
    api = new FixtureApi(),
    forbidden = [],
    tracingUrl,
    entities = [],
  } = options;
  const page = (
    // where answers about permissions are kept: each person of a test has other ones
    <SWRConfig value={{ provider: () => new Map() }}>
      {element}
      <Address />
    </SWRConfig>
  );
  return renderInTestApp(
    entity ? <EntityProvider entity={entity}>{page}</EntityProvider> : page,
    {
      apis: [
        [serviceMeshApiRef, api],
        [catalogApiRef, new InMemoryCatalogClient({ entities })],
        [
          permissionApiRef,
          {
            authorize: async ({ permission: { name } }) =>
              ({
                result: forbidden.includes(name) ? 'DENY' : 'ALLOW',
              } as Authorized),
          },
        ],
      ],
      config: tracingUrl
        ? { serviceMesh: { tracing: { url: tracingUrl } } }
        : {},
      initialRouteEntries: [`/${search}`],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/topology': topologyRouteRef,
        '/stats': statsRouteRef,
        '/tap': tapRouteRef,
        '/service-mesh': meshRouteRef,
      },
    },
  );
}
