import {
  BackendFeature,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Config } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import serviceMeshPlugin from '../..';

/** May all. */
export const PLATFORM = 'user:default/platform';
/** May what team-video owns, and save live requests of it. */
export const VIDEO = 'user:default/video';
/** May what team-voting owns. */
export const VOTING = 'user:default/voting';
/** Sees the topology of team-video's components, and no live requests. */
export const READER = 'user:default/reader';
/** May nothing. */
export const STRANGER = 'user:default/stranger';

/** A component with the annotations of the Kubernetes plugin. */
export function component(
  name: string,
  owner: string,
  annotations: Record<string, string>,
  spec: JsonObject = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
    spec: { type: 'service', lifecycle: 'production', owner, ...spec },
    relations: [{ type: 'ownedBy', targetRef: `group:default/${owner}` }],
  };
}

/** An entity that is made of others. */
function whole(
  kind: string,
  name: string,
  relations: Record<string, string[]>,
  owner?: string,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name },
    spec: owner ? { owner } : {},
    relations: Object.entries(relations).flatMap(([type, names]) =>
      names.map(target => ({
        type,
        targetRef: target.replace(':', ':default/'),
      })),
    ),
  };
}

/** What the video team declares about whom it needs. */
const DECLARED: Record<string, JsonObject> = {
  'videos-web': { consumesApis: ['playlists'], dependsOn: ['component:web'] },
  'playlists-api': {
    providesApis: ['playlists'],
    dependsOn: ['component:playlists-db'],
  },
  'videos-api': { providesApis: ['videos'] },
};

export const ENTITIES: Entity[] = [
  ...['videos-web', 'playlists-api', 'playlists-db', 'videos-api'].map(name =>
    component(
      name,
      'team-video',
      {
        'backstage.io/kubernetes-id': name,
        'backstage.io/edit-url': `https://git.example/${name}`,
      },
      DECLARED[name],
    ),
  ),
  component('web', 'team-voting', { 'backstage.io/kubernetes-id': 'web' }),
  component('voting-spy', 'team-voting', {
    'backstage.io/kubernetes-label-selector': 'app=videos-api',
    'backstage.io/kubernetes-namespace': 'video',
  }),
  component('thumbnails-spy', 'team-voting', {
    'backstage.io/kubernetes-label-selector': 'app=thumbnails',
  }),
  component('video-selected', 'team-video', {
    'backstage.io/kubernetes-label-selector': 'app=videos-api',
  }),
  component('payments', 'team-payments', {
    'backstage.io/kubernetes-label-selector': 'app=payments',
  }),
  component('search-canary', 'team-payments', {
    'backstage.io/kubernetes-label-selector': 'app=search,track=canary',
  }),
  component('nothing', 'team-video', {
    'backstage.io/kubernetes-id': 'nothing',
  }),
  component('plain', 'team-video', {}),
  whole('Domain', 'media', { hasPart: ['system:video-catalog'] }, 'team-video'),
  whole(
    'System',
    'video-catalog',
    {
      hasPart: [
        'component:videos-web',
        'component:playlists-api',
        'component:web',
      ],
    },
    'team-video',
  ),
  whole('Group', 'team-video', { ownerOf: ['system:video-catalog'] }),
  whole(
    'API',
    'playlists',
    { apiProvidedBy: ['component:playlists-api'] },
    'team-video',
  ),
  whole(
    'API',
    'videos',
    { apiProvidedBy: ['component:videos-api'] },
    'team-video',
  ),
];

/** Those, and what a test adds to them. */
let catalog = ENTITIES;

const OWNERS: Record<string, { owner: string; permissions: string[] }> = {
  [VIDEO]: {
    owner: 'team-video',
    permissions: [
      'service-mesh.read',
      'service-mesh.tap',
      'service-mesh.tap.export',
    ],
  },
  [VOTING]: {
    owner: 'team-voting',
    permissions: ['service-mesh.read', 'service-mesh.tap'],
  },
  [READER]: { owner: 'team-video', permissions: ['service-mesh.read'] },
};

/** What the portal's policy says: each team may what it owns. */
function isAllowed(user: string, permission: string, entityRef?: string) {
  if (user === PLATFORM) {
    return true;
  }
  const right = OWNERS[user];
  const owner = catalog.find(entity => entityRef === stringifyEntityRef(entity))
    ?.spec?.owner;
  return (
    right !== undefined &&
    owner === right.owner &&
    right.permissions.includes(permission)
  );
}

const permissions = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: () => {
    const decide: typeof coreServices.permissions.T.authorize = async (
      requests,
      { credentials },
    ) =>
      requests.map(({ permission, resourceRef }) => {
        const { userEntityRef } = credentials.principal as {
          userEntityRef?: string;
        };
        const allowed = isAllowed(
          userEntityRef ?? '',
          permission.name,
          resourceRef,
        );
        return {
          result: allowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
        };
      });
    return {
      authorize: decide,
      authorizeConditional: async (requests, { credentials }) => {
        const { userEntityRef = '' } = credentials.principal as {
          userEntityRef?: string;
        };
        return requests.map(({ permission }) => {
          // The catalog shows everything to everybody.
          if (
            userEntityRef === PLATFORM ||
            permission.name.startsWith('catalog.')
          ) {
            return { result: AuthorizeResult.ALLOW };
          }
          const right = OWNERS[userEntityRef];
          return right?.permissions.includes(permission.name)
            ? {
                result: AuthorizeResult.CONDITIONAL,
                pluginId: 'catalog',
                resourceType: 'catalog-entity',
                conditions: {
                  rule: 'IS_ENTITY_OWNER',
                  resourceType: 'catalog-entity',
                  params: { claims: [`group:default/${right.owner}`] },
                },
              }
            : { result: AuthorizeResult.DENY };
        });
      },
    };
  },
});

/** Clusters as the Kubernetes plugin's configuration has them. */
export function clustersConfig(
  clusters: { name: string; url: string; token: string }[],
): JsonObject {
  return {
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: clusters.map(({ name, url, token }) => ({
          name,
          url,
          authProvider: 'serviceAccount',
          serviceAccountToken: token,
        })),
      },
    ],
  };
}

/** The plugin in a backend, with a catalog of two teams. A whole configuration is taken as it is, and may change. */
export async function startPortal(
  config: JsonObject | Config,
  more: Entity[] = [],
  features: BackendFeature[] = [],
): Promise<TestBackend> {
  catalog = [...ENTITIES, ...more];
  return startTestBackend({
    features: [
      ...features,
      serviceMeshPlugin,
      permissions,
      catalogServiceMock.factory({ entities: catalog }),
      isConfig(config)
        ? createServiceFactory({
            service: coreServices.rootConfig,
            deps: {},
            factory: () => config,
          })
        : mockServices.rootConfig.factory({
            data: { permission: { enabled: true }, ...config },
          }),
    ],
  });
}

function isConfig(config: JsonObject | Config): config is Config {
  return typeof config.getOptionalConfig === 'function';
}

/** The header of a signed-in user. */
export function as(user: string): string {
  return mockCredentials.user.header(user);
}
