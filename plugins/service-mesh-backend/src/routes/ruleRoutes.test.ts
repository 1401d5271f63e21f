import {
  EntityExplanation,
  EntityRules,
  WorkloadRules,
} from '@backstage-mesh/plugin-service-mesh-common';
import { violations } from './__testUtils__/contract';
import { useDemoPortal } from './__testUtils__/demoPortal';
import { PLATFORM, VIDEO, VOTING } from './__testUtils__/portal';

jest.setTimeout(60_000);

/** The simulation runs as fast, so that rings fill while a test waits. */
const SPEED = 10;

describe('routes about rules', () => {
  const { get } = useDemoPortal({
    clusters: { east: { world: 'east', warmUpSeconds: 60, speed: SPEED } },
  });

  beforeAll(async () => {
    // The first look starts the reading of the proxies; the second finds what happened since.
    await rulesOf('videos-web', PLATFORM);
    await new Promise(resolve => {
      setTimeout(resolve, 8_000);
    });
  });

  async function rulesOf(name: string, user: string): Promise<WorkloadRules> {
    const { status, body } = await get(
      `/entities/component/default/${name}/rules?window=1m`,
      user,
    );
    expect(status).toBe(200);
    expect(violations('EntityRules', body)).toEqual([]);
    const answer: EntityRules = body;
    expect(answer.source).toBe('proxies');
    expect(answer.warnings.map(({ code }) => code)).not.toContain(
      'rules-forbidden',
    );
    expect(answer.workloads).toHaveLength(1);
    return answer.workloads[0];
  }

  it('should show what each route got from the Services that are called', async () => {
    const { workload, routes } = await rulesOf('videos-web', PLATFORM);
    expect(workload).toMatchObject({ kind: 'Deployment', name: 'videos-web' });
    const outbound = routes.filter(({ direction }) => direction === 'outbound');
    const profiled = outbound.filter(
      ({ route }) => route.kind === 'ServiceProfile',
    );
    expect(profiled.map(({ service }) => service?.name)).toEqual(
      profiled.map(() => 'playlists-api'),
    );
    const called = profiled.find(
      ({ route }) => route.name === 'GET /playlists/{id}',
    );
    expect(called).toMatchObject({ retryable: true });
    expect(called?.stats.requestsPerSecond).toBeGreaterThan(0);
    expect(called?.actual?.requestsPerSecond).toBeGreaterThan(0);
    expect(called?.stats.latencyMs?.p95).toBeGreaterThan(0);
    expect(
      outbound.some(
        ({ route, service }) =>
          route.kind === 'default' && service?.name === 'collector',
      ),
    ).toBe(true);
    expect(
      routes.filter(({ direction }) => direction === 'inbound'),
    ).not.toHaveLength(0);
  });

  it("should take the names of Services whose workloads the viewer may not see, and leave the calls' numbers", async () => {
    const { routes, splits } = await rulesOf('videos-web', VIDEO);
    const named = routes.flatMap(({ service }) => service?.name ?? []);
    expect(new Set(named)).toEqual(new Set(['playlists-api']));
    const hidden = routes.filter(
      ({ direction, service }) => direction === 'outbound' && !service?.name,
    );
    expect(hidden.length).toBeGreaterThan(2);
    expect(hidden.some(({ stats }) => (stats.requestsPerSecond ?? 0) > 0)).toBe(
      true,
    );
    expect(splits).toHaveLength(1);
    expect(splits[0].apex).toEqual({});
    expect(splits[0].leaves).toHaveLength(2);
    for (const leaf of splits[0].leaves) {
      expect(leaf).toMatchObject({ service: {}, workloads: [] });
      expect(leaf.weight).toBeGreaterThan(0);
    }
    expect(JSON.stringify({ routes, splits })).not.toMatch(
      /search|collector|payments|thumbnails/,
    );
  });

  it('should lay the shares of a split beside its weights, for the caller and for a leaf', async () => {
    const outbound = (await rulesOf('videos-web', PLATFORM)).splits;
    const inbound = (await rulesOf('search-canary', PLATFORM)).splits;
    expect(outbound.map(({ direction }) => direction)).toEqual(['outbound']);
    expect(inbound.map(({ direction }) => direction)).toEqual(['inbound']);
    for (const split of [...outbound, ...inbound]) {
      expect(split.apex).toMatchObject({ namespace: 'video', name: 'search' });
      expect(split.by).toMatchObject({ kind: 'HTTPRoute' });
      const byName = Object.fromEntries(
        split.leaves.map(leaf => [leaf.service.name, leaf]),
      );
      expect(byName['search-stable'].weight).toBeCloseTo(0.8);
      expect(byName['search-canary'].weight).toBeCloseTo(0.2);
      expect(byName['search-canary'].workloads).toMatchObject([
        { kind: 'Deployment', name: 'search-canary' },
      ]);
      const shares = split.leaves.map(({ share = 0 }) => share);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
      expect(byName['search-stable'].share).toBeGreaterThan(0.5);
    }
  });

  it('should tell whom policy admits, and who was refused', async () => {
    const { policy } = await rulesOf('payments', PLATFORM);
    const charge = policy.rules.find(
      ({ route, authorization }) =>
        route && authorization?.kind === 'AuthorizationPolicy' && !!route.name,
    );
    expect(charge?.server).toMatchObject({ namespace: 'video', port: 8080 });
    expect(policy.rules.flatMap(({ admits = [] }) => admits)).toEqual(
      expect.arrayContaining(['ServiceAccount videos-web in video']),
    );
    expect(policy.denials.map(({ reason }) => reason)).toContain(
      'not-authorized',
    );
    for (const { clientIdentity, clients, deniedPerSecond } of policy.denials) {
      expect(clientIdentity).toMatch(/^intruder\.video\.serviceaccount\./);
      expect(clients.map(({ name }) => name)).toEqual(['intruder']);
      expect(deniedPerSecond).toBeGreaterThan(0);
    }
  });

  it('should say of each number how it comes to be', async () => {
    const { status, body } = await get(
      '/entities/component/default/videos-web/explain?window=1m',
      PLATFORM,
    );
    expect(status).toBe(200);
    expect(violations('EntityExplanation', body)).toEqual([]);
    const answer: EntityExplanation = body;
    const { workload } = await rulesOf('videos-web', PLATFORM);
    expect(answer.workloads).toHaveLength(1);
    const [explained] = answer.workloads;
    expect(explained).toMatchObject({
      id: workload.id,
      cluster: 'east',
      source: 'proxies',
      scrapeIntervalSeconds: expect.any(Number),
      measuredAt: expect.any(String),
    });
    expect(explained.sourceDescription).toBeTruthy();
    const success = explained.numbers.find(
      ({ number, subject }) => number === 'success' && subject === 'workload',
    );
    expect(success?.queries[0]).toMatch(
      new RegExp(
        `^sum by .*increase\\(response_total\\{.*videos-web-.*\\[${Math.round(
          explained.windowSeconds,
        )}s\\]`,
      ),
    );
    expect(success?.leftOut.join(' ')).toContain('4191');
  });

  it('should not tell where the source is to those who may not read clusters', async () => {
    const { body } = await get(
      '/entities/component/default/videos-web/explain',
      VIDEO,
    );
    expect(violations('EntityExplanation', body)).toEqual([]);
    expect(body.workloads).toHaveLength(1);
    expect(body.workloads[0]).not.toHaveProperty('sourceDescription');
    expect(body.workloads[0].numbers.length).toBeGreaterThan(20);
  });

  it.each(['rules', 'explain'])(
    'should be for those who may read the entity: %s',
    async route => {
      const { status, body } = await get(
        `/entities/component/default/videos-web/${route}`,
        VOTING,
      );
      expect(status).toBe(403);
      expect(body.error.message).toMatch(/service-mesh\.read/);
    },
  );

  it.each(['rules?window=1y', 'explain?window=1y', 'rules?end=tomorrow'])(
    'should refuse a window that is none: %s',
    async route => {
      const { status } = await get(
        `/entities/component/default/videos-web/${route}`,
        VIDEO,
      );
      expect(status).toBe(400);
    },
  );

  it('should be empty for an entity that selects nothing', async () => {
    const { status, body } = await get(
      '/entities/component/default/nothing/rules',
      VIDEO,
    );
    expect(status).toBe(200);
    expect(body.workloads).toEqual([]);
  });
});
