import { TestBackend } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import supertest from 'supertest';
import { parseAllDocuments } from 'yaml';
import { violations } from './__testUtils__/contract';
import {
  as,
  clustersConfig,
  PLATFORM,
  startPortal,
  VIDEO,
} from './__testUtils__/portal';

const JANE: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'jane' },
  spec: { profile: { email: 'jane@example.com' } },
};

describe('manifests of a cluster', () => {
  let portal: TestBackend;

  beforeAll(async () => {
    // Nothing listens there: what an account needs is known before it has it.
    const nowhere = { url: 'http://127.0.0.1:9', token: 'none' };
    portal = await startPortal(
      {
        kubernetes: clustersConfig([
          { name: 'east', ...nowhere },
          { name: 'paused', ...nowhere },
        ]),
        serviceMesh: {
          clusters: [
            {
              name: 'east',
              tap: { identity: 'user', impersonation: { user: '{email}' } },
            },
            { name: 'paused', paused: true },
          ],
        },
      },
      [JANE, { ...JANE, metadata: { name: 'nameless' }, spec: {} }],
    );
  });

  afterAll(async () => {
    await portal?.stop();
  });

  const get = (path: string, user = PLATFORM) =>
    supertest(portal.server)
      .get(`/api/service-mesh/clusters/${path}`)
      .set('Authorization', as(user));

  it('should be what the configuration switches on, for the users of the catalog', async () => {
    const { status, type, text } = await get('east/manifests');
    expect([status, type]).toEqual([200, 'application/yaml']);
    const objects = parseAllDocuments(text).flatMap(
      document => document.toJS() ?? [],
    );
    expect(objects).toContainEqual(
      expect.objectContaining({
        kind: 'ClusterRole',
        metadata: { name: 'service-mesh-portal-impersonation' },
        rules: [
          {
            apiGroups: [''],
            resources: ['users'],
            resourceNames: ['jane@example.com'],
            verbs: ['impersonate'],
          },
        ],
      }),
    );
    expect(text).not.toContain('/tap');
  });

  it('should be bound to the account that is asked for', async () => {
    const { text } = await get('paused/manifests?account=portals:mesh');
    expect(text).toContain('deployments/tap');
    const subjects = parseAllDocuments(text).flatMap(
      document => document.toJS()?.subjects ?? [],
    );
    expect(subjects.length).toBeGreaterThan(2);
    expect(new Set(subjects.map(subject => JSON.stringify(subject)))).toEqual(
      new Set([
        JSON.stringify({
          kind: 'ServiceAccount',
          namespace: 'portals',
          name: 'mesh',
        }),
      ]),
    );
  });

  it.each([
    ['to those who may not read clusters', 'east/manifests', VIDEO, 403],
    ['of a cluster that is not there', 'west/manifests', PLATFORM, 404],
    [
      'for what is no account',
      'east/manifests?account=a:b%0A---',
      PLATFORM,
      400,
    ],
  ])('should not be told %s', async (_, path, user, status) => {
    const answer = await get(path, user);
    expect(answer.status).toBe(status);
    expect(violations('Error', answer.body)).toEqual([]);
  });
});
