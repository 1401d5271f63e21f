import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import { violations } from './__testUtils__/contract';
import { useDemoPortal } from './__testUtils__/demoPortal';
import { PLATFORM, STRANGER, VIDEO, VOTING } from './__testUtils__/portal';

jest.setTimeout(60_000);

const TASK = 'service-mesh-record-calls';

describe('dependencyRoutes', () => {
  const scheduler = mockServices.scheduler();
  const { get } = useDemoPortal({
    unreachable: ['down'],
    serviceMesh: { dependencies: { retention: { days: 30 } } },
    features: [
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
    ],
  });

  const told = (dependencies: Dependency[]) =>
    dependencies.map(
      ({ state, source, target }) => `${state} ${source.name} > ${target.name}`,
    );

  it('should compare the calls of now before anything is remembered', async () => {
    const { status, body } = await get('/dependencies', PLATFORM);
    expect(status).toBe(200);
    expect(violations('DependencyList', body)).toEqual([]);
    expect(body.rememberedSince).toBeUndefined();
    expect(told(body.dependencies)).toEqual(
      expect.arrayContaining([
        'both videos-web > playlists-api',
        'undeclared playlists-api > videos-api',
      ]),
    );
    // Nobody can say yet that it is not called.
    expect(told(body.dependencies)).not.toContain('unseen videos-web > web');
  });

  it('should remember calls, and tell what is declared and never seen', async () => {
    await scheduler.triggerTask(TASK);
    // Answers are shared for a quarter of a minute.
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 16_000);
    const { body } = await get('/dependencies', PLATFORM);
    jest.restoreAllMocks();
    expect(violations('DependencyList', body)).toEqual([]);
    expect(body).toMatchObject({
      retentionDays: 30,
      rememberedSince: expect.stringMatching(/^20/),
      measurements: [{ cluster: 'east' }],
    });
    expect(body.warnings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'cluster-unreachable',
          cluster: 'down',
        }),
      ]),
    );
    expect(told(body.dependencies)).toEqual(
      expect.arrayContaining([
        'both videos-web > playlists-api',
        'both playlists-api > playlists-db',
        'undeclared playlists-api > videos-api',
        'unseen videos-web > web',
      ]),
    );
    const undeclared = body.dependencies.find(
      ({ source, target }: Dependency) =>
        source.name === 'playlists-api' && target.name === 'videos-api',
    );
    expect(undeclared).toMatchObject({
      source: { entityRef: 'component:default/playlists-api' },
      target: { entityRef: 'component:default/videos-api' },
      protocols: ['http'],
      stats: { requestsPerSecond: expect.any(Number) },
      suggestion: {
        relation: 'consumesApis',
        targetRefs: ['api:default/videos'],
        editUrl: 'https://git.example/playlists-api',
      },
    });
    // The mesh itself, the kubelet and callers without a name depend on nothing.
    const sources = body.dependencies.map(({ source }: Dependency) => source);
    expect(JSON.stringify(sources)).not.toMatch(/linkerd|prometheus|nmeshed/);
  });

  it('should answer page by page, filtered and in order, and count what there is', async () => {
    const all = (await get('/dependencies?limit=500', PLATFORM)).body;
    expect(all.nextCursor).toBeUndefined();
    expect(all.total).toBe(all.dependencies.length);
    const { undeclared, unseen, both } = all.counts;
    expect(undeclared + unseen + both).toBe(all.total);
    const rates = all.dependencies
      .slice(0, undeclared)
      .map(({ stats }: Dependency) => stats?.requestsPerSecond ?? -1);
    expect(rates).toEqual([...rates].sort((a, b) => b - a));

    const pages: Dependency[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await get(
        `/dependencies?state=both&limit=3${cursor ? `&cursor=${cursor}` : ''}`,
        PLATFORM,
      );
      expect(violations('DependencyList', body)).toEqual([]);
      expect(body.dependencies.length).toBeLessThanOrEqual(3);
      expect(body.total).toBe(both);
      pages.push(...body.dependencies);
      cursor = body.nextCursor;
    } while (cursor);
    expect(pages.map(({ id }) => id).sort()).toEqual(
      all.dependencies
        .filter(({ state }: Dependency) => state === 'both')
        .map(({ id }: Dependency) => id)
        .sort(),
    );

    const counted = (await get('/dependencies?limit=0', PLATFORM)).body;
    expect(counted).toMatchObject({
      dependencies: [],
      counts: all.counts,
      total: all.total,
    });
    const found = (await get('/dependencies?q=PLAYLISTS%20db', PLATFORM)).body;
    expect(told(found.dependencies)).toEqual([
      'both playlists-api > playlists-db',
    ]);
    for (const wrong of ['limit=501', 'limit=x', 'cursor=e30', 'state=odd']) {
      expect((await get(`/dependencies?${wrong}`, PLATFORM)).status).toBe(400);
    }
  });

  it('should tell of an entity what it is one end of', async () => {
    const path = '/entities/component/default/playlists-api/dependencies';
    const { body } = await get(`${path}?end=target`, VIDEO);
    // Who else calls it is hidden from this team, and comes to be seen one after the other.
    expect([...new Set(told(body.dependencies))]).toEqual([
      'undeclared  > playlists-api',
      'both videos-web > playlists-api',
    ]);
    const { counts, total } = (await get(path, VIDEO)).body;
    expect(body.counts).toEqual(counts);
    expect(total).toBeGreaterThan(body.total);
  });

  it('should tell of an entity what it needs, and what needs it', async () => {
    const { status, body } = await get(
      '/entities/component/default/playlists-api/dependencies',
      VIDEO,
    );
    expect(status).toBe(200);
    expect(violations('DependencyList', body)).toEqual([]);
    expect(told(body.dependencies)).toEqual(
      expect.arrayContaining([
        'both videos-web > playlists-api',
        'both playlists-api > playlists-db',
        'undeclared playlists-api > videos-api',
      ]),
    );
    expect(told(body.dependencies)).not.toContain('unseen videos-web > web');
  });

  it('should take the names from ends that the caller may not see', async () => {
    const { body } = await get('/dependencies', VIDEO);
    expect(violations('DependencyList', body)).toEqual([]);
    const kinds = body.dependencies.flatMap(
      ({ source, target }: Dependency) => [source.kind, target.kind],
    );
    expect(kinds).toContain('Hidden');
    expect(JSON.stringify(body)).not.toMatch(
      /emojivoto|booksapp|ledger|legacy-client|127\.0\.0\.1/,
    );
  });

  it.each([
    [403, STRANGER, '/dependencies'],
    [403, VOTING, '/entities/component/default/videos-web/dependencies'],
    [404, VIDEO, '/entities/component/default/unknown/dependencies'],
    [400, VIDEO, '/entities/component/default/videos-web/dependencies?a=b'],
  ])('should answer %i to %s for %s', async (status, user, path) => {
    expect((await get(path, user)).status).toBe(status);
  });

  describe('entities that are made of others', () => {
    const partsOf = async (ref: string, user: string) => {
      const { status, body } = await get(`/entities/${ref}/workloads`, user);
      expect(status).toBe(200);
      expect(violations('EntityWorkloads', body)).toEqual([]);
      return body.workloads.map(
        ({ name, entityRef }: { name: string; entityRef: string }) =>
          `${name} by ${entityRef}`,
      );
    };

    it.each([
      ['system/default/video-catalog'],
      ['domain/default/media'],
      ['group/default/team-video'],
    ])('should stand for their parts: %s', async ref => {
      expect((await partsOf(ref, PLATFORM)).sort()).toEqual([
        'playlists-api by component:default/playlists-api',
        'videos-web by component:default/videos-web',
        'web by component:default/web',
      ]);
      // The third one is of another team.
      expect(await partsOf(ref, VIDEO)).toHaveLength(2);
    });

    it('should stand for who provides them: api/default/videos', async () => {
      expect(await partsOf('api/default/videos', VIDEO)).toEqual([
        'videos-api by component:default/videos-api',
      ]);
    });

    it('should be tapped through their parts', async () => {
      const { body } = await get(
        '/entities/api/default/videos/workloads',
        PLATFORM,
      );
      expect(violations('EntityWorkloads', body)).toEqual([]);
      expect(body.workloads[0].tap).toEqual({
        allowed: false,
        reason: 'via-part',
        message: 'It is tapped on the page of component:default/videos-api.',
      });
    });

    it('should be refused to those who may read them by nothing', async () => {
      const answers = await Promise.all(
        ['system/default/video-catalog', 'group/default/team-video'].map(ref =>
          get(`/entities/${ref}/topology`, STRANGER),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual([403, 403]);
      // The voting team owns a part of the system, and with it a part of what the group owns.
      const { body } = await get(
        '/entities/group/default/team-video/topology',
        VOTING,
      );
      expect(body.focus).toHaveLength(1);
      expect(JSON.stringify(body)).not.toContain('playlists');
    });

    it('should have one graph of all parts', async () => {
      const { status, body } = await get(
        '/entities/system/default/video-catalog/topology',
        VIDEO,
      );
      expect(status).toBe(200);
      expect(violations('Topology', body)).toEqual([]);
      expect(body.focus).toHaveLength(2);
      const stats = await get(
        '/entities/system/default/video-catalog/stats',
        VIDEO,
      );
      expect(stats.body.workloads).toHaveLength(2);
    });

    it('should have the dependencies of their parts', async () => {
      const { body } = await get(
        '/entities/system/default/video-catalog/dependencies',
        VIDEO,
      );
      expect(told(body.dependencies)).toEqual(
        expect.arrayContaining([
          'both videos-web > playlists-api',
          'undeclared playlists-api > videos-api',
        ]),
      );
    });
  });
});
