import {
  Topology,
  TopologyNode,
  WorkloadRef,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizePermissionRequest,
  AuthorizeResult,
} from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { readServiceMeshConfig } from '../config';
import { EntityWorkloadIndex } from '../entities';
import {
  TestCluster,
  testClusters,
} from '../entities/__testUtils__/TestCluster';
import { testComponent } from '../entities/__testUtils__/testComponent';
import { Switches } from '../switches';
import { HiddenIds } from './HiddenIds';
import { MeshAuthorization } from './MeshAuthorization';

const ID = 'backstage.io/kubernetes-id';

const ref = (name: string, namespace = 'video'): WorkloadRef => ({
  cluster: 'east',
  namespace,
  kind: 'Deployment',
  name,
});

const vera = mockCredentials.user('user:default/vera');
const emil = mockCredentials.user('user:default/emil');
const chief = mockCredentials.user('user:default/chief');

/** Vera may all that team video owns, Emil what team voting owns; the chief may all in all clusters. */
const GRANTS: Record<string, RegExp> = {
  'user:default/vera':
    /^service-mesh\.(read|tap) component:default\/(web|api|by-selector)$/,
  'user:default/emil':
    /^service-mesh\.(read|tap) component:default\/(nosy|voting)$/,
  'user:default/chief': /./,
};

describe('MeshAuthorization', () => {
  const indexes: EntityWorkloadIndex[] = [];
  afterEach(() => indexes.splice(0).forEach(index => index.close()));

  function create(
    options: {
      serviceMesh?: JsonObject;
      permission?: boolean;
      keptMs?: number;
    } = {},
  ) {
    const east = new TestCluster('east')
      .deploy('video', 'web', { [ID]: 'web', app: 'web' })
      .deploy('video', 'api', { [ID]: 'api', app: 'api' })
      .deploy('video', 'plain', { app: 'plain' })
      .deploy('voting', 'voting', { [ID]: 'voting' })
      .deploy('ops', 'agent', { app: 'agent' });
    const clusters = testClusters(east);
    const rootConfig = new ConfigReader({
      permission: { enabled: options.permission ?? true },
      serviceMesh: options.serviceMesh ?? {},
    });
    const config = readServiceMeshConfig(rootConfig);
    const catalog = catalogServiceMock({
      entities: [
        testComponent('web', { id: 'web' }),
        testComponent('api', { id: 'api' }),
        testComponent('by-selector', { selector: 'app=plain' }),
        testComponent('voting', { id: 'voting', owner: 'team-voting' }),
        testComponent('nosy', { selector: 'app=web', owner: 'team-voting' }),
        testComponent('claims', {
          id: 'component.default.web',
          owner: 'team-voting',
          selector: 'app=web',
        }),
      ],
    });
    const visible = jest.spyOn(catalog, 'getEntitiesByRefs');
    const entities = EntityWorkloadIndex.create({
      clusters,
      catalog,
      auth: mockServices.auth(),
      logger: mockServices.logger.mock(),
      namespaceOwners: config.tap.consent.namespaceOwners,
    });
    indexes.push(entities);
    const permissions = mockServices.permissions.mock({
      authorize: async (
        requests: AuthorizePermissionRequest[],
        { credentials }: { credentials: BackstageCredentials },
      ) =>
        requests.map(({ permission, resourceRef }) => {
          const { userEntityRef } = credentials.principal as {
            userEntityRef: string;
          };
          const granted =
            options.permission === false ||
            GRANTS[userEntityRef]?.test(
              `${permission.name} ${resourceRef ?? ''}`,
            );
          return {
            result: granted ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
          };
        }),
    });
    const authorization = MeshAuthorization.create({
      permissions,
      catalog,
      clusters,
      entities,
      config,
      switches: Switches.create({ rootConfig }),
      hiddenIds: new HiddenIds({
        database: { client: async () => Promise.reject(new Error('none')) },
        logger: mockServices.logger.mock(),
      }),
      keptMs: options.keptMs,
    });
    return { authorization, permissions, visible, east };
  }

  describe('reading', () => {
    it('should let people read their own entities only', async () => {
      const { authorization } = create();
      await expect(
        authorization.authorizeEntityRead(vera, 'component:default/web'),
      ).resolves.toBeUndefined();
      await expect(
        authorization.authorizeEntityRead(emil, 'Component:default/web'),
      ).rejects.toThrow(
        'You may not see the service mesh of component:default/web: the permission service-mesh.read is missing',
      );
      await expect(
        authorization.authorizeEntityRead(vera, 'component:default/nope'),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
    });

    it('should let a workload be read through one of its entities', async () => {
      const { authorization } = create();
      await authorization.authorizeWorkloadRead(vera, ref('web'));
      // The selector of another entity gives read, as the Kubernetes plugin would.
      await authorization.authorizeWorkloadRead(emil, ref('web'));
      await expect(
        authorization.authorizeWorkloadRead(emil, ref('api')),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
      await expect(
        authorization.authorizeWorkloadRead(vera, ref('agent', 'ops')),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
      await authorization.authorizeWorkloadRead(chief, ref('agent', 'ops'));
    });

    it('should allow nothing of a cluster that can not be asked', async () => {
      const { authorization } = create();
      await expect(
        authorization.authorizeWorkloadRead(vera, {
          ...ref('web'),
          cluster: 'north',
        }),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
    });

    it('should let a namespace be read in which one workload may be', async () => {
      const { authorization } = create();
      await authorization.authorizeNamespacesRead(vera, 'east', ['video']);
      await authorization.authorizeNamespacesRead(vera, 'east');
      await expect(
        authorization.authorizeNamespacesRead(vera, 'east', ['voting', 'ops']),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
      await authorization.authorizeNamespacesRead(chief, 'east', ['ops']);
    });

    it('should ask in batches, and not again for a while', async () => {
      const { authorization, permissions, visible } = create();
      const workloads = [
        ref('web'),
        ref('api'),
        ref('plain'),
        ref('agent', 'ops'),
      ];
      const first = await authorization.readableWorkloads(vera, workloads);
      expect([...first].sort()).toEqual(
        [ref('api'), ref('plain'), ref('web')].map(workloadKey).sort(),
      );
      // One question for the cluster, one for all entities; one to the catalog.
      expect(permissions.authorize).toHaveBeenCalledTimes(2);
      expect(visible).toHaveBeenCalledTimes(1);
      await authorization.readableWorkloads(vera, workloads);
      expect(permissions.authorize).toHaveBeenCalledTimes(2);
      expect(visible).toHaveBeenCalledTimes(1);
      await authorization.readableWorkloads(emil, workloads);
      expect(permissions.authorize).toHaveBeenCalledTimes(4);
    });

    it('should take a right away when its time is over', async () => {
      const { authorization, permissions } = create({ keptMs: 200 });
      const read = () =>
        authorization.authorizeEntityRead(vera, 'component:default/web');
      await read();
      permissions.authorize.mockImplementation(async requests =>
        requests.map(() => ({ result: AuthorizeResult.DENY })),
      );
      await read();
      await new Promise(resolve => setTimeout(resolve, 250));
      await expect(read()).rejects.toMatchObject({ name: 'NotAllowedError' });
    });
  });

  describe('tapping', () => {
    const web = { workload: ref('web'), entityRef: 'component:default/web' };

    it('should grant a tap through an entity that the pods name', async () => {
      const { authorization } = create();
      expect(await authorization.authorizeTap(vera, web)).toEqual({
        viewer: 'user:default/vera',
        via: { entityRef: 'component:default/web' },
      });
    });

    it.each([
      ['a selector alone', 'component:default/nosy'],
      ['a claim to the reference of another', 'component:default/claims'],
    ])(
      'should not grant a tap through %s, not even to who may all',
      async (_, entityRef) => {
        const { authorization } = create();
        await expect(
          authorization.authorizeTap(chief, {
            workload: ref('web'),
            entityRef,
          }),
        ).rejects.toThrow(`do not name ${entityRef}`);
      },
    );

    it('should not grant a tap of a workload that the entity does not select', async () => {
      const { authorization } = create();
      await expect(
        authorization.authorizeTap(vera, { ...web, workload: ref('api') }),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
    });

    it('should not grant a tap without the permission', async () => {
      const { authorization } = create();
      await expect(authorization.authorizeTap(emil, web)).rejects.toThrow(
        'the permission service-mesh.tap is missing',
      );
    });

    it('should grant a tap by cluster through a consented entity, or the permission for clusters', async () => {
      const { authorization } = create();
      expect(
        await authorization.authorizeTap(vera, { workload: ref('web') }),
      ).toMatchObject({ via: { entityRef: 'component:default/web' } });
      expect(
        await authorization.authorizeTap(chief, {
          workload: ref('agent', 'ops'),
        }),
      ).toMatchObject({ via: { permission: 'service-mesh.cluster.tap' } });
      // Emil has an entity that selects web, but web does not name it.
      await expect(
        authorization.authorizeTap(emil, { workload: ref('web') }),
      ).rejects.toThrow('You may not tap this workload');
    });

    it('should take a selector for consent only where the configuration says so', async () => {
      const request = {
        workload: ref('plain'),
        entityRef: 'component:default/by-selector',
      };
      await expect(
        create().authorization.authorizeTap(vera, request),
      ).rejects.toThrow('namespaceOwners');
      for (const consent of [
        { selectorMatches: true },
        { namespaceOwners: [{ namespace: 'video', owner: 'team-video' }] },
      ]) {
        const { authorization } = create({ serviceMesh: { tap: { consent } } });
        expect(await authorization.authorizeTap(vera, request)).toMatchObject({
          via: { entityRef: 'component:default/by-selector' },
        });
      }
    });

    it('should be off where Backstage would allow it to everybody', async () => {
      const { authorization } = create({ permission: false });
      expect(authorization.tapState('east')).toEqual({
        enabled: false,
        reason: expect.stringContaining('serviceMesh.tap.enabled'),
      });
      await expect(authorization.authorizeTap(vera, web)).rejects.toThrow(
        'without permission.enabled',
      );
      const on = create({
        permission: false,
        serviceMesh: { tap: { enabled: true } },
      }).authorization;
      expect(on.tapState('east')).toEqual({ enabled: true });
      await expect(on.authorizeTap(emil, web)).resolves.toBeDefined();
    });

    it('should be off where the configuration says so', () => {
      expect(
        create({
          serviceMesh: { tap: { enabled: false } },
        }).authorization.tapState('east'),
      ).toMatchObject({ enabled: false });
      const { authorization } = create({
        serviceMesh: { clusters: [{ name: 'east', tap: { enabled: false } }] },
      });
      expect(authorization.tapState('east')).toMatchObject({ enabled: false });
      expect(authorization.tapState('west')).toEqual({ enabled: true });
    });

    it('should explain each workload to a page', async () => {
      const { authorization } = create();
      const explain = (credentials: BackstageCredentials, entityRef: string) =>
        authorization.explainTap(credentials, {
          workloads: [ref('web'), ref('api')],
          entityRef,
        });
      expect(await explain(vera, 'Component:default/web')).toMatchObject([
        { allowed: true },
        { allowed: false, reason: 'no-consent' },
      ]);
      expect(await explain(emil, 'component:default/web')).toMatchObject([
        { allowed: false, reason: 'no-permission' },
        { allowed: false, reason: 'no-permission' },
      ]);
      expect(
        await create({ permission: false }).authorization.explainTap(vera, {
          workloads: [ref('web')],
          entityRef: 'component:default/web',
        }),
      ).toMatchObject([{ allowed: false, reason: 'disabled' }]);
    });
  });

  describe('a topology', () => {
    const node = (name: string, namespace = 'video'): TopologyNode => ({
      id: `node-${name}`,
      type: 'workload',
      ...ref(name, namespace),
      meshed: { running: 1, total: 1 },
      entityRefs: [`component:default/${name}`, 'component:default/secret'],
      stats: { requestsPerSecond: 5 },
      mtls: 'mesh',
      versionSince: '2026-01-01T00:00:00Z',
      errors: [],
    });
    const edge = (source: string, target: string) => ({
      id: `edge-${source}-${target}`,
      source: `node-${source}`,
      target: `node-${target}`,
      protocol: 'http' as const,
      mtls: 'mesh' as const,
      clientIdentity: `${source}.serviceaccount`,
      serverIdentity: `${target}.serviceaccount`,
      stats: { requestsPerSecond: 1 },
      countedBy: 'source' as const,
    });
    const bare = (
      type: 'external' | 'unmeshed',
      name: string,
    ): TopologyNode => ({
      id: `node-${name}`,
      type,
      cluster: 'east',
      kind: type,
      name,
      entityRefs: [],
      stats: { requestsPerSecond: 9 },
    });
    const service = (name: string, namespace: string): TopologyNode => ({
      ...node(name, namespace),
      type: 'service',
      kind: 'Service',
      entityRefs: [],
    });

    const TOPOLOGY: Topology = {
      window: '1m',
      source: 'proxies',
      measurements: [],
      nodes: [
        node('web'),
        node('api'),
        node('voting', 'voting'),
        node('agent', 'ops'),
        bare('external', 'partner.example'),
        bare('external', 'bank.example'),
        bare('unmeshed', 'unmeshed'),
        service('nowhere', 'video'),
        service('hole', 'ops'),
      ],
      edges: [
        edge('web', 'api'),
        edge('web', 'voting'),
        edge('voting', 'agent'),
        edge('agent', 'bank.example'),
        edge('api', 'partner.example'),
        edge('unmeshed', 'web'),
        edge('unmeshed', 'agent'),
        edge('web', 'nowhere'),
        edge('web', 'hole'),
      ],
      focus: ['node-web', 'node-voting'],
      warnings: [
        { code: 'a', message: 'No numbers.', reason: 'voting-5d8f is gone' },
        { code: 'a', message: 'No numbers.', manifest: 'kind: agent' },
        { code: 'b', message: 'The window was widened to 40s.' },
      ],
    };

    it('should show all to who may read clusters, with the entities that the catalog shows', async () => {
      const { authorization } = create();
      const seen = (await authorization.viewTopology(chief, TOPOLOGY)).topology;
      expect(seen.nodes).toHaveLength(TOPOLOGY.nodes.length);
      expect(seen.edges).toEqual(TOPOLOGY.edges);
      expect(seen.nodes[0].entityRefs).toEqual(['component:default/web']);
      expect(seen.warnings).toEqual(TOPOLOGY.warnings);
    });

    it('should hide neighbours and keep the calls with them', async () => {
      const { authorization } = create();
      const seen = (await authorization.viewTopology(vera, TOPOLOGY)).topology;
      const hidden = seen.nodes.filter(({ type }) => type === 'hidden');
      // voting and the Service hole; agent is no neighbour of what Vera may see.
      expect(hidden).toHaveLength(2);
      expect(hidden[0]).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        type: 'hidden',
        cluster: 'east',
        kind: 'Hidden',
        entityRefs: [],
        stats: {},
      });
      const call = seen.edges.find(({ target }) => target === hidden[0].id);
      expect(call).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        source: 'node-web',
        target: hidden[0].id,
        protocol: 'http',
        mtls: 'mesh',
        clientIdentity: 'web.serviceaccount',
        stats: { requestsPerSecond: 1 },
        countedBy: 'source',
      });
      expect(seen.focus).toEqual(['node-web']);
    });

    it('should leave no trace of what is hidden', async () => {
      const { authorization } = create();
      const text = JSON.stringify(
        (await authorization.viewTopology(vera, TOPOLOGY)).topology,
      );
      for (const name of ['voting', 'agent', 'ops', 'bank', 'hole', 'secret']) {
        expect(text).not.toContain(name);
      }
    });

    it('should show hosts and callers without a name where they touch what may be seen, without the calls of others', async () => {
      const { authorization } = create();
      const { nodes, edges } = (
        await authorization.viewTopology(vera, TOPOLOGY)
      ).topology;
      expect(
        nodes.filter(({ type }) => ['external', 'unmeshed'].includes(type)),
      ).toEqual([
        { ...bare('external', 'partner.example'), stats: {} },
        { ...bare('unmeshed', 'unmeshed'), stats: {} },
      ]);
      expect(nodes.map(({ name }) => name)).toContain('nowhere');
      expect(edges).toHaveLength(6);
      const ids = new Set(nodes.map(({ id }) => id));
      expect(
        edges.every(({ source, target }) => ids.has(source) && ids.has(target)),
      ).toBe(true);
    });

    it('should hide callers of whom only the identity is known, and the identities of hosts', async () => {
      const { authorization } = create();
      const stranger: TopologyNode = {
        ...bare('external', 'payroll.finance'),
        meshIdentity: 'payroll.finance.serviceaccount',
      };
      const topology: Topology = {
        ...TOPOLOGY,
        nodes: [node('web'), stranger, bare('external', 'partner.example')],
        edges: [
          edge('payroll.finance', 'web'),
          {
            ...edge('web', 'partner.example'),
            serverIdentity: 'gateway.finance.serviceaccount',
          },
        ],
      };
      const seen = (await authorization.viewTopology(vera, topology)).topology;
      expect(seen.nodes.map(({ type }) => type)).toEqual([
        'workload',
        'hidden',
        'external',
      ]);
      expect(seen.edges).toHaveLength(2);
      expect(JSON.stringify(seen)).not.toContain('finance');
      const all = (await authorization.viewTopology(chief, topology)).topology;
      expect(all.nodes[1]).toEqual(stranger);
    });

    it('should say in warnings no more than that something is missing', async () => {
      const { authorization } = create();
      expect(
        (await authorization.viewTopology(vera, TOPOLOGY)).topology.warnings,
      ).toEqual([
        { code: 'a', message: 'No numbers.' },
        { code: 'b', message: 'The window was widened to 40s.' },
      ]);
    });

    it('should give hidden neighbours the same id each time, and another one in another portal', async () => {
      const { authorization } = create();
      const idOf = async (by: MeshAuthorization) =>
        (await by.viewTopology(vera, TOPOLOGY)).topology.nodes.find(
          ({ type }) => type === 'hidden',
        )?.id;
      expect(await idOf(authorization)).toBe(await idOf(authorization));
      expect(await idOf(authorization)).not.toBe(
        await idOf(create().authorization),
      );
    });

    it('should find what became of a row by its original ids', async () => {
      const { authorization } = create();
      const view = await authorization.viewTopology(vera, TOPOLOGY);
      expect(view.node('node-voting')).toMatchObject({ type: 'hidden' });
      expect(view.edge('edge-web-voting')).toMatchObject({
        source: 'node-web',
      });
      expect(view.node('node-agent')).toBeUndefined();
      expect(view.edge('edge-voting-agent')).toBeUndefined();
      const all = await authorization.viewTopology(chief, TOPOLOGY);
      expect(all.node('node-agent')).toMatchObject({ name: 'agent' });
      expect(all.edge('edge-voting-agent')).toBeDefined();
    });
  });
});
