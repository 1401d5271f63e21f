import {
  Mesh,
  MeshProvider,
  MetricsSource,
} from '@backstage-mesh/plugin-service-mesh-node';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readServiceMeshConfig } from '../config';
import { ReplayServer, answer, recorded } from './__testUtils__/ReplayServer';
import { ClusterMetrics, OpenMetrics } from './Cluster';
import { ClusterRegistry } from './ClusterRegistry';

const INSTALLATION = {
  mesh: 'linkerd',
  version: 'edge-26.8.3',
  controlPlaneNamespace: 'linkerd',
  systemNamespaces: ['linkerd'],
  clusterName: 'east',
};

describe('ClusterRegistry', () => {
  const servers: ReplayServer[] = [];
  const registries: ClusterRegistry[] = [];

  afterEach(async () => {
    registries.splice(0).forEach(registry => registry.close());
    await Promise.all(servers.splice(0).map(server => server.close()));
  });

  const provider = (detect: MeshProvider['detect']): MeshProvider => ({
    id: 'linkerd',
    detect,
    connect: (_, installation): Mesh => ({
      installation,
      isMeshed: pod => 'linkerd.io/control-plane-ns' in pod.labels,
      proxyTarget: () => undefined,
      metricNames: [],
      traffic: async () => ({
        workloads: [],
        edges: [],
        windowSeconds: 60,
        measuredAt: 0,
        warnings: [],
      }),
    }),
  });

  async function startCluster(): Promise<ReplayServer> {
    const server = await ReplayServer.start(({ path, query }) => {
      if (query.has('watch')) {
        return { bytes: 'HTTP/1.1 200 OK\r\n\r\n', then: 'hang' };
      }
      if (path === '/version') {
        return { bytes: recorded('version.http') };
      }
      return path === '/api/v1/pods'
        ? { bytes: recorded('list-pods.http.gz') }
        : { bytes: answer(200, { metadata: { resourceVersion: '1' } }) };
    });
    servers.push(server);
    return server;
  }

  function create(
    clusters: JsonObject[],
    options: {
      serviceMesh?: JsonObject;
      detect?: MeshProvider['detect'];
      openMetrics?: OpenMetrics;
    } = {},
  ) {
    const rootConfig = new ConfigReader({
      kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters }] },
      serviceMesh: options.serviceMesh ?? {},
    });
    const registry = ClusterRegistry.create({
      rootConfig,
      config: readServiceMeshConfig(rootConfig),
      logger: mockServices.logger.mock({
        child: () => mockServices.logger.mock(),
      }),
      meshProviders: [provider(options.detect ?? (async () => INSTALLATION))],
      openMetrics: options.openMetrics ?? (async () => ({ steps: [] })),
    });
    registries.push(registry);
    return registry;
  }

  const cluster = (name: string, url: string): JsonObject => ({
    name,
    url,
    authProvider: 'serviceAccount',
    serviceAccountToken: 'token',
  });

  it('should ask nothing of a cluster before it is needed', async () => {
    const server = await startCluster();
    const registry = create([cluster('east', server.url)]);
    expect((await registry.list()).map(({ name }) => name)).toEqual(['east']);
    await registry.get('east');
    expect(server.requests).toHaveLength(0);
  });

  it('should tell the state of a cluster as it comes to be known', async () => {
    const server = await startCluster();
    const source = {
      kind: 'proxies',
      description: 'the proxies',
      scrapeIntervalSeconds: () => 15,
      close: jest.fn(),
    };
    const registry = create([cluster('east', server.url)], {
      openMetrics: async ({ mesh }): Promise<ClusterMetrics> => ({
        source: source as unknown as MetricsSource,
        steps: [{ step: 'proxies', outcome: mesh ? 'used' : 'failed' }],
      }),
    });
    expect(await registry.info()).toMatchObject([
      { name: 'east', state: 'connecting', metrics: { source: 'none' } },
    ]);
    await (await registry.get('east')).inventory.ready();
    await (await registry.get('east')).metrics();
    await until(
      async () => (await registry.info())[0].kubernetesVersion !== undefined,
    );
    expect(await registry.info()).toMatchObject([
      {
        state: 'ready',
        kubernetesVersion: 'v1.34.4',
        mesh: { id: 'linkerd', version: 'edge-26.8.3', clusterName: 'east' },
        metrics: {
          source: 'proxies',
          description: 'the proxies',
          scrapeIntervalSeconds: 15,
          steps: [{ step: 'proxies', outcome: 'used' }],
        },
        pods: { meshed: expect.any(Number), total: expect.any(Number) },
      },
    ]);
    const { pods } = (await registry.info())[0];
    expect(pods?.meshed).toBeGreaterThan(20);
    expect(pods?.total).toBeGreaterThan(pods?.meshed ?? 0);
    registry.close();
    expect(source.close).toHaveBeenCalled();
  });

  describe('a source of numbers that is not the best', () => {
    const sourceOf = (kind: MetricsSource['kind']) => {
      const fails = { now: false };
      const source: Partial<MetricsSource> = {
        kind,
        description: kind,
        scrapeIntervalSeconds: () => 15,
        close: jest.fn(),
        query: async () => {
          if (fails.now) {
            throw new Error('connection refused');
          }
          return {
            results: [],
            windowSeconds: 60,
            measuredAt: 0,
            warnings: [],
          };
        },
      };
      return { source: source as MetricsSource, fails };
    };
    const proxies = sourceOf('proxies');
    const prometheus = sourceOf('prometheus');
    let isUp: boolean;
    let opened = 0;
    let now: jest.SpyInstance;
    const found = (before: ClusterMetrics | undefined): ClusterMetrics =>
      isUp
        ? {
            source: prometheus.source,
            steps: [{ step: 'configuration', outcome: 'used' }],
          }
        : {
            source:
              before?.source?.kind === 'proxies'
                ? before.source
                : proxies.source,
            steps: [
              { step: 'configuration', outcome: 'failed', reason: 'down' },
              { step: 'proxies', outcome: 'used' },
            ],
            mayImprove: true,
          };
    const open: OpenMetrics = async ({ before }) => {
      opened += 1;
      return found(before);
    };

    beforeEach(() => {
      now = jest.spyOn(Date, 'now');
    });

    afterEach(() => now.mockRestore());

    it('should say when the better one is tried again, and keep what it remembers until then', async () => {
      isUp = false;
      const server = await startCluster();
      const registry = create([cluster('east', server.url)], {
        openMetrics: open,
      });
      const east = await registry.get('east');
      const { source } = await east.metrics();
      const [{ metrics }] = await registry.info();
      expect(metrics).toMatchObject({
        source: 'proxies',
        steps: [{ outcome: 'failed', reason: 'down' }, { outcome: 'used' }],
      });
      const wait = Date.parse(metrics.nextLookAt ?? '') - Date.now();
      expect(wait).toBeGreaterThan(60_000);
      expect(wait).toBeLessThanOrEqual(180_000);

      const later = Date.now() + 180_000;
      now.mockReturnValue(later);
      opened = 0;
      await east.metrics();
      await until(async () => opened > 0);
      await new Promise(setImmediate);
      expect((await east.metrics()).source).toBe(source);
      isUp = true;
      now.mockReturnValue(later + 180_000);
      await east.metrics();
      await until(
        async () => (await east.metrics()).source?.kind === 'prometheus',
      );
      expect((await registry.info())[0].metrics).not.toHaveProperty(
        'nextLookAt',
      );
    });

    it.each<[string, ClusterMetrics['steps'], 'proxies' | undefined]>([
      [
        'be kept where nothing answers at the moment',
        [{ step: 'proxies', outcome: 'failed', reason: 'down' }],
        'proxies',
      ],
      [
        'be let go where it is switched off, whatever else fails',
        [
          { step: 'viz-service', outcome: 'failed', reason: '403' },
          { step: 'proxies', outcome: 'skipped', reason: 'off' },
        ],
        undefined,
      ],
    ])('should %s', async (_, steps, kept) => {
      let metrics: ClusterMetrics = {
        source: proxies.source,
        steps: [{ step: 'proxies', outcome: 'used' }],
        mayImprove: true,
      };
      const server = await startCluster();
      const registry = create([cluster('east', server.url)], {
        openMetrics: async () => metrics,
      });
      const east = await registry.get('east');
      const { source } = await east.metrics();
      metrics = { steps };
      now.mockReturnValue(Date.now() + 180_000);
      await east.metrics();
      await until(
        async () => (await registry.info())[0].metrics.steps[0] === steps[0],
      );
      expect((await east.metrics()).source).toBe(kept && source);
      expect((await registry.info())[0].metrics.source).toBe(kept ?? 'none');
    });

    it('should be looked for at once where the one in use fails', async () => {
      isUp = true;
      const server = await startCluster();
      const registry = create([cluster('east', server.url)], {
        openMetrics: open,
      });
      const east = await registry.get('east');
      const { source } = await east.metrics();
      const ask = () => source!.query([], { windowSeconds: 60 });
      await ask();
      isUp = false;
      prometheus.fails.now = true;
      now.mockReturnValue(Date.now() + 15_000);
      expect((await east.metrics()).source?.kind).toBe('prometheus');
      await expect(ask()).rejects.toThrow('connection refused');
      await until(
        async () => (await east.metrics()).source?.kind === 'proxies',
      );
    });
  });

  it('should not let one dead cluster hide another', async () => {
    const alive = await startCluster();
    const dead = await startCluster();
    const deadUrl = dead.url;
    await dead.close();
    servers.pop();
    const registry = create([
      cluster('dead', deadUrl),
      cluster('alive', alive.url),
    ]);
    await registry.info();
    await (await registry.get('alive')).inventory.ready();
    await until(async () => (await registry.info())[0].state === 'unreachable');
    expect(await registry.info()).toMatchObject([
      {
        name: 'dead',
        state: 'unreachable',
        reason: expect.stringContaining('nothing listens'),
      },
      { name: 'alive', state: 'ready' },
    ]);
  });

  it('should say why a cluster can not be used', async () => {
    const registry = create(
      [
        { name: 'people', url: 'https://x', authProvider: 'oidc' },
        cluster('off', 'https://x'),
        cluster('broken', 'ftp://x'),
      ],
      {
        serviceMesh: {
          clusters: [{ name: 'off', enabled: false }, { name: 'typo' }],
        },
      },
    );
    expect(await registry.list()).toEqual([]);
    expect(
      (await registry.info()).map(({ name, state, reason }) => [
        name,
        state,
        reason,
      ]),
    ).toEqual([
      ['people', 'unsupported', expect.stringContaining('"oidc"')],
      ['off', 'disabled', expect.stringContaining('enabled')],
      ['broken', 'unsupported', expect.stringContaining('http')],
      [
        'typo',
        'unsupported',
        expect.stringContaining('no cluster of this name'),
      ],
    ]);
    await expect(registry.get('people')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
    await expect(registry.get('nope')).rejects.toThrow(
      'There is no cluster with the name "nope"',
    );
  });

  it('should tell what went wrong with the numbers, and throw nothing', async () => {
    const server = await startCluster();
    const registry = create([cluster('east', server.url)], {
      openMetrics: async () => {
        throw new Error('no numbers today');
      },
    });
    expect(await (await registry.get('east')).metrics()).toEqual({
      steps: [
        {
          step: 'configuration',
          outcome: 'failed',
          reason: 'no numbers today',
        },
      ],
    });
  });

  it('should know a mesh that is not there', async () => {
    const server = await startCluster();
    const registry = create([cluster('east', server.url)], {
      detect: async () => undefined,
    });
    expect(await (await registry.get('east')).mesh()).toBeUndefined();
  });

  it('should refuse a mesh that nobody provides', () => {
    expect(() =>
      create([], { serviceMesh: { clusters: [{ name: 'a', mesh: 'osm' }] } }),
    ).toThrow('names the mesh "osm" for a, but must be one of auto, linkerd');
  });

  it('should follow a supplier of clusters', async () => {
    const server = await startCluster();
    const rootConfig = new ConfigReader({});
    const registry = ClusterRegistry.create({
      rootConfig,
      config: readServiceMeshConfig(rootConfig),
      logger: mockServices.logger.mock({
        child: () => mockServices.logger.mock(),
      }),
      meshProviders: [],
      openMetrics: async () => ({ steps: [] }),
      supplier: {
        getClusters: async () => [{ name: 'supplied', url: server.url }],
      },
    });
    registries.push(registry);
    const supplied = await registry.get('supplied');
    const snapshot = await supplied.inventory.ready();
    expect(snapshot.cluster).toBe('supplied');
    expect(snapshot.pods().length).toBeGreaterThan(20);
  });

  it('should use the first of two clusters of one name, and the credentials that its supplier gives now', async () => {
    const server = await startCluster();
    const rootConfig = new ConfigReader({});
    let token = 'first';
    let now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
    const logger = mockServices.logger.mock({
      child: () => mockServices.logger.mock(),
    });
    try {
      const registry = ClusterRegistry.create({
        rootConfig,
        config: readServiceMeshConfig(rootConfig),
        logger,
        meshProviders: [],
        openMetrics: async () => ({ steps: [] }),
        supplier: {
          getClusters: async () => {
            const given = token;
            return [
              { name: 'supplied', url: server.url, token: async () => given },
              { name: 'supplied', url: 'http://127.0.0.1:9' },
            ];
          },
        },
      });
      registries.push(registry);
      const supplied = await registry.get('supplied');
      await supplied.connection.json({ path: '/version' });
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('names "supplied" more than once'),
      );
      token = 'second';
      now += 61_000;
      await registry.get('supplied');
      await new Promise(resolve => setImmediate(resolve));
      expect(await registry.get('supplied')).toBe(supplied);
      await supplied.connection.json({ path: '/version' });
      expect(
        server.requests.map(({ headers }) => headers.authorization),
      ).toEqual(['Bearer first', 'Bearer second']);
    } finally {
      clock.mockRestore();
    }
  });

  it('should connect anew to a cluster that its supplier says moved', async () => {
    const server = await startCluster();
    const rootConfig = new ConfigReader({});
    let url = 'http://127.0.0.1:9';
    let now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
    try {
      const registry = ClusterRegistry.create({
        rootConfig,
        config: readServiceMeshConfig(rootConfig),
        logger: mockServices.logger.mock({
          child: () => mockServices.logger.mock(),
        }),
        meshProviders: [],
        openMetrics: async () => ({ steps: [] }),
        supplier: {
          getClusters: async () => [
            { name: 'supplied', url, token: async () => 'token' },
          ],
        },
      });
      registries.push(registry);
      const first = await registry.get('supplied');
      now += 61_000;
      await registry.get('supplied');
      await new Promise(resolve => setImmediate(resolve));
      expect(await registry.get('supplied')).toBe(first);

      url = server.url;
      now += 61_000;
      await registry.get('supplied');
      await new Promise(resolve => setImmediate(resolve));
      const moved = await registry.get('supplied');
      expect(moved).not.toBe(first);
      expect((await moved.inventory.ready()).pods().length).toBeGreaterThan(20);
    } finally {
      clock.mockRestore();
    }
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 5000;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error('The condition did not come true within 5 s');
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
