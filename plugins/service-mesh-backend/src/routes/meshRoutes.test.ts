import {
  TopologyNode,
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { violations } from './__testUtils__/contract';
import { useDemoPortal } from './__testUtils__/demoPortal';
import { PLATFORM, STRANGER, VIDEO, VOTING } from './__testUtils__/portal';

jest.setTimeout(60_000);

const inVideo = (name: string): WorkloadRef => ({
  cluster: 'east',
  namespace: 'video',
  kind: 'Deployment',
  name,
});

describe('meshRoutes', () => {
  const { get, post } = useDemoPortal({
    clusters: {
      east: { world: 'east', warmUpSeconds: 60 },
      west: { world: 'west', warmUpSeconds: 60 },
    },
    unreachable: ['down'],
  });

  const placesOf = (nodes: TopologyNode[]) =>
    new Set(nodes.map(node => `${node.cluster}/${node.namespace}`));
  const told = (warnings: Warning[]) =>
    warnings
      // Proxies that restart, and numbers of a few seconds, are the demo's.
      .filter(({ code }) => !/^(window|proxies)-/.test(code))
      .map(({ code, cluster }) => `${code} ${cluster}`);

  describe('the topology of the mesh', () => {
    it('should join all clusters, and say which one can not be asked', async () => {
      const { status, body } = await get('/topology', PLATFORM);
      expect(status).toBe(200);
      expect(violations('Topology', body)).toEqual([]);
      expect([...placesOf(body.nodes)]).toEqual(
        expect.arrayContaining(['east/video', 'east/shop', 'west/emojivoto']),
      );
      expect(body.measurements).toHaveLength(2);
      expect(told(body.warnings)).toEqual(['cluster-unreachable down']);
      expect(
        body.warnings.find(({ cluster }: Warning) => cluster === 'down').reason,
      ).toMatch(/refused|read/);
    });

    it('should keep to the clusters and namespaces that are asked for', async () => {
      const { body } = await get(
        '/topology?cluster=east&cluster=west&namespace=shop&namespace=emojivoto',
        PLATFORM,
      );
      const namespaces = [...placesOf(body.nodes)];
      expect(namespaces).toEqual(
        expect.arrayContaining([
          'east/shop',
          'east/emojivoto',
          'west/emojivoto',
        ]),
      );
      expect(namespaces).not.toContain('east/booksapp');
      expect(told(body.warnings)).toEqual([]);
    });

    it('should show each what it may see, and tell where that is nothing', async () => {
      const { status, body } = await get(
        '/topology?cluster=east&cluster=west&namespace=shop&namespace=emojivoto',
        VIDEO,
      );
      expect([status, body.error?.name]).toEqual([403, 'NotAllowedError']);

      const mine = await get('/topology?namespace=video', VIDEO);
      expect(violations('Topology', mine.body)).toEqual([]);
      const names = mine.body.nodes.flatMap((node: TopologyNode) =>
        node.type === 'workload' ? node.name : [],
      );
      expect(new Set(names)).toEqual(
        new Set(['videos-web', 'playlists-api', 'playlists-db', 'videos-api']),
      );
      expect(told(mine.body.warnings)).toEqual(['cluster-unreachable down']);
      expect(JSON.stringify(mine.body.warnings)).not.toMatch(/127\.0\.0\.1/);
    });

    it('should leave out clusters of which the caller may see nothing', async () => {
      const { status, body } = await get(
        '/topology?cluster=east&cluster=west&namespace=shop&namespace=voting-only&namespace=video',
        VOTING,
      );
      // The voting team's selector reaches one workload in the video namespace of either cluster.
      expect([status, placesOf(body.nodes).has('east/video')]).toEqual([
        200,
        true,
      ]);
      const shop = await get('/topology?namespace=shop', VOTING);
      expect(shop.status).toBe(503);
      const reachable = await get(
        '/topology?cluster=east&cluster=west&namespace=shop',
        VOTING,
      );
      expect(reachable.status).toBe(403);
    });

    it.each<[number, string, string, RegExp]>([
      [403, STRANGER, '/topology', /service-mesh\.read/],
      [404, PLATFORM, '/topology?cluster=nowhere', /"nowhere"/],
      [404, PLATFORM, '/topology?cluster=east&namespace=nowhere', /nowhere/],
      [503, PLATFORM, '/topology?cluster=down', /down/],
      [400, PLATFORM, '/topology?namespace=Not_A_Name', /Not_A_Name/],
      [
        400,
        PLATFORM,
        `/topology?${Array.from({ length: 51 }, (_, i) => `cluster=c${i}`).join(
          '&',
        )}`,
        /cluster/,
      ],
    ])('should answer %i to %s for %s', async (status, user, path, message) => {
      const response = await get(path, user);
      expect([response.status, response.body.error?.message]).toEqual([
        status,
        expect.stringMatching(message),
      ]);
    });

    it('should warn of a cluster that is gone beside those that are there', async () => {
      const { status, body } = await get(
        '/topology?cluster=gone&cluster=west',
        PLATFORM,
      );
      expect(status).toBe(200);
      expect(told(body.warnings)).toEqual(['unknown-cluster gone']);
    });
  });

  describe('the topology of a workload', () => {
    const path =
      '/clusters/east/namespaces/video/workloads/Deployment/videos-api/topology';

    it('should show it with its neighbours and their latency', async () => {
      const { status, body } = await get(path, PLATFORM);
      expect(status).toBe(200);
      expect(violations('Topology', body)).toEqual([]);
      const own = body.nodes.find(({ id }: TopologyNode) =>
        body.focus.includes(id),
      );
      expect(own).toMatchObject({
        name: 'videos-api',
        stats: { latencyMs: { p99: expect.any(Number) } },
      });
      expect(body.edges.length).toBeGreaterThan(1);
    });

    it('should take the kind in any case', async () => {
      const { body } = await get(
        path.replace('Deployment', 'deployment'),
        PLATFORM,
      );
      expect(body.focus).toHaveLength(1);
    });

    it('should be of those who may see the workload', async () => {
      expect((await get(path, VIDEO)).status).toBe(200);
      const quiet = path.replace('videos-api', 'quiet');
      const missing = path.replace('videos-api', 'missing');
      const answers = await Promise.all([
        get(quiet, VIDEO),
        get(missing, VIDEO),
        get(missing, PLATFORM),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 404]);
      expect(answers[0].body.error).toEqual(answers[1].body.error);
    });
  });

  describe('the latency of a group', () => {
    const group = {
      workloads: [inVideo('playlists-api'), inVideo('videos-api')],
    };

    it('should be that of the calls into it', async () => {
      const { status, body } = await post('/groups/latency', VIDEO, group);
      expect(status).toBe(200);
      expect(violations('GroupLatency', body)).toEqual([]);
      const { p50, p95, p99, mean } = body.inbound;
      expect(p50).toBeGreaterThan(0);
      expect(p95).toBeGreaterThan(p50);
      expect(p99).toBeGreaterThanOrEqual(p95);
      expect(mean).toBeGreaterThan(0);
    });

    it('should say how they come to be, and where they are from to those alone who may read clusters', async () => {
      const { status, body } = await post('/groups/explain', VIDEO, group);
      expect(status).toBe(200);
      expect(violations('GroupExplanation', body)).toEqual([]);
      expect(body.clusters).toHaveLength(1);
      const [{ numbers, windowSeconds, measuredAt, sourceDescription }] =
        body.clusters;
      expect(windowSeconds).toBeGreaterThan(0);
      expect(measuredAt).toMatch(/^20/);
      expect(sourceDescription).toBeUndefined();
      const requests = numbers.find(
        ({ number }: { number: string }) => number === 'requests',
      );
      expect(requests.formula).toContain('all calls into it');
      expect(requests.leftOut[0]).toMatch(/^Calls between members/);
      expect(requests.queries.join()).toMatch(/request_total.*videos-api/);
      const all = await post('/groups/explain', PLATFORM, group);
      expect(all.body.clusters[0].sourceDescription).toBeDefined();
    });

    it('should not be explained where one of them may not be seen', async () => {
      const { status } = await post('/groups/explain', VIDEO, {
        workloads: [...group.workloads, inVideo('quiet')],
      });
      expect(status).toBe(403);
    });

    it('should be refused where one of them may not be seen, naming none', async () => {
      const { status, body } = await post('/groups/latency', VIDEO, {
        workloads: [...group.workloads, inVideo('quiet')],
      });
      expect(status).toBe(403);
      expect(body.error.message).not.toMatch(/quiet|videos/);
      const missing = await post('/groups/latency', VIDEO, {
        workloads: [...group.workloads, inVideo('missing')],
      });
      expect(missing.body.error).toEqual(body.error);
    });

    it.each<[string, object]>([
      ['no workload', { workloads: [] }],
      [
        'too many of them',
        { workloads: Array.from({ length: 501 }, () => inVideo('videos-api')) },
      ],
      ['a name that can not be', { workloads: [inVideo('a"} or up{')] }],
      ['something else', { workloads: [{ ...inVideo('a'), window: '1m' }] }],
    ])('should refuse %s', async (_, body) => {
      expect((await post('/groups/latency', PLATFORM, body)).status).toBe(400);
    });
  });
});
