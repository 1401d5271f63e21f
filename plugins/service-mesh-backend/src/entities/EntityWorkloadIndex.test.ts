import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { NamespaceOwner } from '../config';
import { TestCluster, testClusters } from './__testUtils__/TestCluster';
import { testComponent } from './__testUtils__/testComponent';
import { EntityWorkloadIndex } from './EntityWorkloadIndex';

const ID = 'backstage.io/kubernetes-id';

const ref = (
  name: string,
  namespace = 'video',
  cluster = 'east',
): WorkloadRef => ({
  cluster,
  namespace,
  kind: 'Deployment',
  name,
});

describe('EntityWorkloadIndex', () => {
  const indexes: EntityWorkloadIndex[] = [];

  afterEach(() => indexes.splice(0).forEach(index => index.close()));

  function create(
    entities: Entity[],
    clusters: TestCluster[],
    namespaceOwners: NamespaceOwner[] = [],
  ) {
    const catalog = catalogServiceMock({ entities });
    const reads = jest.spyOn(catalog, 'streamEntities');
    const index = EntityWorkloadIndex.create({
      clusters: testClusters(...clusters),
      catalog,
      auth: mockServices.auth(),
      logger: mockServices.logger.mock(),
      namespaceOwners,
    });
    indexes.push(index);
    return { index, reads };
  }

  const names = async (index: EntityWorkloadIndex, entity: string) =>
    (await index.workloadsOf(entity)).workloads.map(
      ({ workload }) =>
        `${workload.cluster}/${workload.namespace}/${workload.name}`,
    );

  it('should find workloads by the id, in all clusters and namespaces', async () => {
    const { index } = create(
      [testComponent('web', { id: 'videos-web' })],
      [
        new TestCluster('east')
          .deploy('video', 'a', { [ID]: 'videos-web' })
          .deploy('video', 'b', { [ID]: 'other' }),
        new TestCluster('west').deploy('canary', 'c', { [ID]: 'videos-web' }),
      ],
    );
    const answer = await index.workloadsOf('Component:default/Web');
    expect(answer).toEqual({
      match: {
        selector: 'backstage.io/kubernetes-id=videos-web',
        namespace: undefined,
        clusters: ['east', 'west'],
      },
      workloads: [
        { workload: ref('a'), consent: 'label' },
        { workload: ref('c', 'canary', 'west'), consent: 'label' },
      ],
      warnings: [],
    });
  });

  it('should keep to the namespace and the cluster that are named', async () => {
    const clusters = [
      new TestCluster('east')
        .deploy('video', 'a', { [ID]: 'web' })
        .deploy('shop', 'a', { [ID]: 'web' }),
      new TestCluster('west').deploy('video', 'a', { [ID]: 'web' }),
    ];
    const { index } = create(
      [
        testComponent('in-video', { id: 'web', namespace: 'video' }),
        testComponent('in-west', { id: 'web', cluster: 'west' }),
      ],
      clusters,
    );
    expect(await names(index, 'component:default/in-video')).toEqual([
      'east/video/a',
      'west/video/a',
    ]);
    expect(await names(index, 'component:default/in-west')).toEqual([
      'west/video/a',
    ]);
  });

  it.each([
    ['app=web', ['east/video/web']],
    ['app in (web, api)', ['east/video/api', 'east/video/web']],
    ['tier', ['east/video/api', 'east/video/web']],
    ['!tier,app', ['east/video/db']],
    ['app=web,tier=back', []],
  ])('should find workloads by the selector %s', async (selector, expected) => {
    const { index } = create(
      [testComponent('x', { selector })],
      [
        new TestCluster('east')
          .deploy('video', 'web', { app: 'web', tier: 'front' })
          .deploy('video', 'api', { app: 'api', tier: 'front' })
          .deploy('video', 'db', { app: 'db' }),
      ],
    );
    expect(await names(index, 'component:default/x')).toEqual(expected);
  });

  it('should find a workload without pods by its own labels', async () => {
    const { index } = create(
      [testComponent('x', { selector: 'app=idle' })],
      [new TestCluster('east').deploy('video', 'idle', {}, { pods: [] })],
    );
    expect(await index.workloadsOf('component:default/x')).toMatchObject({
      workloads: [{ workload: ref('idle'), consent: 'none' }],
    });
  });

  it('should say which selector can not be read', async () => {
    const { index } = create(
      [testComponent('x', { selector: 'app in web' })],
      [new TestCluster('east').deploy('video', 'web', { app: 'web' })],
    );
    expect(await index.workloadsOf('component:default/x')).toMatchObject({
      match: { selector: 'app in web' },
      workloads: [],
      warnings: [
        {
          code: 'invalid-selector',
          message: expect.stringContaining('"app in web"'),
        },
      ],
    });
  });

  it('should have no match for an entity without annotations', async () => {
    const { index } = create(
      [testComponent('plain')],
      [new TestCluster('east').deploy('video', 'plain', { [ID]: 'plain' })],
    );
    expect(await index.workloadsOf('component:default/plain')).toEqual({
      workloads: [],
      warnings: [],
    });
  });

  it('should answer for the clusters that can be read', async () => {
    const dead = new TestCluster('dead');
    dead.problem = new Error('nothing listens');
    const { index } = create(
      [testComponent('web', { id: 'web' })],
      [dead, new TestCluster('east').deploy('video', 'a', { [ID]: 'web' })],
    );
    expect(await index.workloadsOf('component:default/web')).toMatchObject({
      workloads: [{ workload: ref('a') }],
      warnings: [
        {
          code: 'cluster-unreachable',
          cluster: 'dead',
          message:
            'The cluster dead could not be looked at: it can not be read at the moment',
        },
      ],
    });
  });

  it('should name a cluster that is not there', async () => {
    const { index } = create(
      [testComponent('web', { id: 'web', cluster: 'north' })],
      [new TestCluster('east')],
    );
    expect(await index.workloadsOf('component:default/web')).toMatchObject({
      warnings: [{ message: expect.stringContaining('the cluster north') }],
    });
  });

  it('should name all entities of a workload, how each comes to it, and those first with which the workload agrees most', async () => {
    const { index } = create(
      [
        testComponent('web', { id: 'web' }),
        testComponent('nosy', { selector: 'app=web', owner: 'team-nosy' }),
        testComponent('ops', { selector: 'app', owner: 'group:default/ops' }),
        testComponent('else', { id: 'else' }),
      ],
      [
        new TestCluster('east').deploy('video', 'web', {
          [ID]: 'web',
          app: 'web',
        }),
      ],
      [{ namespace: 'video', owner: 'group:default/ops' }],
    );
    const matches = await index.entitiesOf(ref('web'));
    expect(matches.map(match => [match.entityRef, match.consent])).toEqual([
      ['component:default/web', 'label'],
      ['component:default/ops', 'namespace'],
      ['component:default/nosy', 'none'],
    ]);
    expect(await index.entitiesOf(ref('nothing'))).toEqual([]);
  });

  it('should name the entities of many workloads, in their order', async () => {
    const dead = new TestCluster('dead');
    dead.problem = new Error('nothing listens');
    const { index } = create(
      [testComponent('web', { id: 'web' })],
      [dead, new TestCluster('east').deploy('video', 'web', { [ID]: 'web' })],
    );
    const matches = await index.entitiesOfAll([
      ref('nothing'),
      ref('web'),
      ref('web', 'video', 'dead'),
      ref('web', 'video', 'unknown'),
    ]);
    expect(matches.map(found => found.map(m => m.entityRef))).toEqual([
      [],
      ['component:default/web'],
      [],
      [],
    ]);
  });

  it('should find what several entities select, each workload once', async () => {
    const dead = new TestCluster('dead');
    dead.problem = new Error('nothing listens');
    const { index } = create(
      [
        testComponent('web', { id: 'web' }),
        testComponent('all', { selector: 'app' }),
        testComponent('other', { id: 'other' }),
      ],
      [
        dead,
        new TestCluster('east')
          .deploy('video', 'a', { [ID]: 'web', app: 'a' })
          .deploy('shop', 'b', { app: 'b' })
          .deploy('shop', 'c', { [ID]: 'other' }),
      ],
    );
    const { workloads, warnings } = await index.workloadsOfAll([
      'Component:default/Web',
      'component:default/all',
      'component:default/unknown',
    ]);
    expect(
      workloads.map(({ workload, entityRef }) => [workload.name, entityRef]),
    ).toEqual(
      expect.arrayContaining([
        ['a', 'component:default/web'],
        ['b', 'component:default/all'],
      ]),
    );
    expect(workloads).toHaveLength(2);
    expect(warnings).toEqual([
      expect.objectContaining({ code: 'cluster-unreachable', cluster: 'dead' }),
    ]);
    expect(await index.workloadsOfAll(['component:default/unknown'])).toEqual({
      workloads: [],
      warnings: [],
    });
  });

  it('should follow changes in the cluster without asking the catalog', async () => {
    const east = new TestCluster('east').deploy('video', 'a', { [ID]: 'web' });
    const { index, reads } = create(
      [testComponent('web', { id: 'web' })],
      [east],
    );
    expect(await names(index, 'component:default/web')).toEqual([
      'east/video/a',
    ]);
    east.deploy('video', 'b', { [ID]: 'web' });
    expect(await names(index, 'component:default/web')).toEqual([
      'east/video/a',
      'east/video/b',
    ]);
    expect(await index.entitiesOf(ref('b'))).toHaveLength(1);
    expect(reads).toHaveBeenCalledTimes(1);
  });

  it('should still know the entity of a workload that is gone, for its numbers', async () => {
    const east = new TestCluster('east').deploy('video', 'a', { [ID]: 'web' });
    const { index } = create([testComponent('web', { id: 'web' })], [east]);
    const object = (name: string, uid: string) => ({
      metadata: { namespace: 'video', name, uid },
    });
    east.remove('pods', object('a-0', 'video-a-0'));
    east.remove('deployments', object('a', 'video-a'));
    expect(await names(index, 'component:default/web')).toEqual([]);
    expect(await index.entitiesOf(ref('a'))).toEqual([
      { entityRef: 'component:default/web', consent: 'none' },
    ]);
  });

  it('should read the catalog in pages with a list of fields', async () => {
    const { index, reads } = create([testComponent('web', { id: 'web' })], []);
    await index.workloadsOf('component:default/web');
    expect(reads.mock.calls[0][0]).toMatchObject({
      pageSize: 500,
      fields: expect.arrayContaining(['spec.owner', 'metadata.name']),
      filter: [
        { [`metadata.annotations.${ID}`]: expect.anything() },
        {
          'metadata.annotations.backstage.io/kubernetes-label-selector':
            expect.anything(),
        },
      ],
    });
  });

  describe('the consent of a workload', () => {
    const web = (
      labels: Record<string, string>,
      ...more: Record<string, string>[]
    ) =>
      new TestCluster('east').deploy('video', 'web', labels, {
        pods: [labels, ...more],
      });

    const consentTo = async (
      entity: string,
      entities: Entity[],
      east: TestCluster,
    ) =>
      (await create(entities, [east]).index.entitiesOf(ref('web'))).find(
        match => match.entityRef === `component:${entity}`,
      )?.consent;

    it('should come from the label of its pods, also where a selector found it', async () => {
      const labels = { [ID]: 'web', app: 'web' };
      expect(
        await consentTo(
          'default/web',
          [testComponent('web', { selector: 'app=web' })],
          web(labels),
        ),
      ).toBe('label');
    });

    it('should need all pods that run', async () => {
      const entities = [testComponent('web', { selector: 'app=web' })];
      const labelled = { [ID]: 'web', app: 'web' };
      expect(
        await consentTo('default/web', entities, web(labelled, { app: 'web' })),
      ).toBe('none');
      expect(
        await consentTo('default/web', entities, web(labelled, labelled)),
      ).toBe('label');
    });

    it.each<[string, Entity, Entity]>([
      [
        'claims the same id',
        testComponent('web', { id: 'web' }),
        testComponent('evil', { id: 'web', owner: 'team-evil' }),
      ],
      [
        'has the id as its name',
        testComponent('web-page', { id: 'web' }),
        testComponent('web', { id: 'web', owner: 'team-evil' }),
      ],
      [
        'has the id as its name too',
        testComponent('web', { id: 'web' }),
        testComponent('web', {
          id: 'web',
          entityNamespace: 'evil',
          owner: 'group:default/team-evil',
        }),
      ],
      [
        'claims it for all namespaces',
        testComponent('web', { id: 'web', namespace: 'shop' }),
        testComponent('evil', { id: 'web', owner: 'team-evil' }),
      ],
      [
        'claims it for this namespace',
        testComponent('web', { id: 'web', namespace: 'shop' }),
        testComponent('evil', {
          id: 'web',
          namespace: 'video',
          owner: 'team-evil',
        }),
      ],
    ])(
      'should be given to nobody where an entity of another owner %s',
      async (_, ...entities) => {
        const { index } = create(entities, [web({ [ID]: 'web' })]);
        const matches = await index.entitiesOf(ref('web'));
        expect(matches.length).toBeGreaterThan(0);
        expect(matches.map(({ consent }) => consent)).not.toContain('label');
      },
    );

    it('should be given to several entities of one owner', async () => {
      const labels = { [ID]: 'web' };
      const entities = [
        testComponent('web-page', { id: 'web' }),
        testComponent('web-feed', { id: 'web' }),
      ];
      expect(await consentTo('default/web-page', entities, web(labels))).toBe(
        'label',
      );
      expect(await consentTo('default/web-feed', entities, web(labels))).toBe(
        'label',
      );
    });

    it('should be given to one entity alone by its reference', async () => {
      const labels = { [ID]: 'component.default.web', app: 'web' };
      const entities = [
        testComponent('web', { selector: 'app=web' }),
        testComponent('evil', {
          id: 'component.default.web',
          owner: 'team-evil',
        }),
      ];
      expect(await consentTo('default/web', entities, web(labels))).toBe(
        'label',
      );
      expect(await consentTo('default/evil', entities, web(labels))).toBe(
        'none',
      );
    });
  });
});
