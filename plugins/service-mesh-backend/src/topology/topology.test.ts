import { mockServices } from '@backstage/backend-test-utils';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import {
  Topology,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster, Clusters } from '../clusters';
import { readServiceMeshConfig } from '../config';
import { TrafficService } from '../mesh';
import { LinkerdMesh } from '../mesh/linkerd';
import {
  INSTALLATION,
  recordedSnapshot,
  scriptedConnection,
} from '../metrics/__testUtils__/recordedMesh';
import { recordedSource } from '../metrics/__testUtils__/recordedSource';
import { createStatsService } from '../stats';
import { createTopologyService } from './createTopologyService';

const WINDOW = { windowSeconds: 73 };

let snapshot: InventorySnapshot;

beforeAll(async () => {
  snapshot = await recordedSnapshot();
});

/** The services over the recorded cluster, and a cluster `gone` that can not be asked. */
function services(options: { measured?: boolean } = {}) {
  const logger = mockServices.logger.mock();
  const connection = scriptedConnection(() => ({ status: 404, body: '' }));
  const inventory = {
    cluster: 'recorded',
    ready: async () => snapshot,
    snapshot: () => snapshot,
    state: () => ({ state: 'ready' as const }),
  };
  const mesh = new LinkerdMesh(
    { connection, inventory, logger },
    INSTALLATION,
    {
      namespace: 'linkerd',
      vizNamespace: 'linkerd-viz',
      includedNamespaces: [],
    },
  );
  const source = recordedSource(snapshot);
  const query = jest.spyOn(source, 'query');
  const [config] = readServiceMeshConfig(
    mockServices.rootConfig({
      data: { serviceMesh: { clusters: [{ name: 'recorded' }] } },
    }),
  ).clusters;
  const cluster: Cluster = {
    name: 'recorded',
    config,
    connection,
    inventory,
    mesh: async () => mesh,
    metrics: async () =>
      options.measured === false
        ? {
            steps: [
              { step: 'proxies', outcome: 'failed', reason: 'not allowed' },
            ],
          }
        : { source, steps: [{ step: 'proxies', outcome: 'used' }] },
  };
  const clusters: Clusters = {
    get: async name => {
      if (name === 'gone') {
        throw new ServiceUnavailableError('it does not answer');
      }
      if (name !== 'recorded') {
        throw new NotFoundError(`No cluster ${name}`);
      }
      return cluster;
    },
    list: async () => [cluster],
    info: async () => [],
    close: () => source.close(),
  };
  // Nothing is refreshed while a test runs, however slow the machine is.
  const traffic = new TrafficService({ logger, now: () => 1_000_000 });
  return {
    topology: createTopologyService({ clusters, traffic, logger }),
    stats: createStatsService({ clusters, traffic, logger }),
    query,
    close: () => source.close(),
  };
}

function workload(
  name: string,
  namespace = 'video',
  kind = 'Deployment',
): WorkloadRef {
  return { cluster: 'recorded', namespace, kind, name };
}

function namesOf(topology: Topology): string[] {
  return topology.nodes
    .map(({ namespace, kind, name }) => `${namespace ?? ''}/${kind}/${name}`)
    .sort();
}

function nodeOf(topology: Topology, name: string) {
  return topology.nodes.find(node => node.name === name)!;
}

describe('the topology of the recorded cluster', () => {
  let all: Topology;
  let made: ReturnType<typeof services>;

  beforeAll(async () => {
    made = services();
    all = await made.topology.clusterTopology('recorded', WINDOW);
  });

  afterAll(() => made.close());

  it('shows every workload, with traffic or without, and none of the mesh itself', () => {
    const names = namesOf(all);
    expect(names).toContain('video/Deployment/quiet');
    expect(names).toContain('legacy/Deployment/legacy-client');
    expect(names).toContain('video/CronJob/report');
    expect(names).toContain('ops/Service/nowhere');
    expect(names).toContain('/External/203.0.113.10:80');
    expect(names).toContain('video/Unmeshed/unmeshed');
    expect(names.filter(name => name.startsWith('linkerd'))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('joins each edge to two nodes, and each pair of nodes once', () => {
    const ids = new Set(all.nodes.map(({ id }) => id));
    expect(ids.size).toBe(all.nodes.length);
    expect(
      all.edges.filter(
        ({ source, target }) => !ids.has(source) || !ids.has(target),
      ),
    ).toEqual([]);
    expect(new Set(all.edges.map(({ id }) => id)).size).toBe(all.edges.length);
  });

  it('tells a measured zero from what is not known', () => {
    expect(nodeOf(all, 'quiet').stats).toEqual({
      requestsPerSecond: 0,
      counts: { requests: 0, successes: 0, failures: 0 },
      tcp: {
        openConnections: 0,
        readBytesPerSecond: 0,
        writeBytesPerSecond: 0,
      },
    });
    expect(nodeOf(all, 'thumbnails')).toMatchObject({
      meshed: { running: 0, total: 1 },
      stats: {},
    });
    expect(nodeOf(all, 'ghost-gone')).toMatchObject({
      meshed: { running: 1, total: 1 },
      stats: {},
    });
  });

  it('counts meshed pods of what runs', () => {
    expect(nodeOf(all, 'videos-web').meshed).toEqual({ running: 2, total: 2 });
    // Its last run has ended.
    expect(nodeOf(all, 'report').meshed).toEqual({ running: 0, total: 0 });
  });

  it('brings rates, shares and latency', () => {
    const { stats } = nodeOf(all, 'playlists-api');
    expect(stats.requestsPerSecond).toBeCloseTo(275 / 73, 1);
    expect(stats.successRate).toBeGreaterThan(0.95);
    expect(stats.latencyMs!.p50).toBeLessThan(stats.latencyMs!.p99!);
    expect(stats.latencyMs!.mean).toBeGreaterThan(0);
    expect(stats.deniedPerSecond).toBeUndefined();
    expect(nodeOf(all, 'payments').stats.deniedPerSecond).toBeCloseTo(
      49 / 73,
      1,
    );
  });

  it('says what its numbers are', () => {
    expect(all).toMatchObject({
      window: '73s',
      source: 'proxies',
      measuredAt: '2026-11-21T00:27:44.000Z',
      measurements: [
        { cluster: 'recorded', source: 'proxies', windowSeconds: 73 },
      ],
    });
    expect(all.warnings.map(({ code }) => code)).toEqual([
      'proxies-unreachable',
    ]);
    // it names whose proxies are silent by the ids of the answer, and by nothing else
    const [{ nodeIds = [], ...warning }] = all.warnings;
    expect(nodeIds.length).toBeGreaterThan(0);
    expect(nodeIds).toEqual(
      all.nodes
        .filter(({ id }) => nodeIds.includes(id))
        .map(({ id }) => id)
        .sort(),
    );
    expect(warning).not.toHaveProperty('workloads');
  });

  it('keeps ids over refreshes', async () => {
    const other = services();
    const again = await other.topology.clusterTopology('recorded', WINDOW);
    other.close();
    expect(again.nodes.map(({ id }) => id).sort()).toEqual(
      all.nodes.map(({ id }) => id).sort(),
    );
    expect(again.edges.map(({ id }) => id).sort()).toEqual(
      all.edges.map(({ id }) => id).sort(),
    );
  });

  it('shows namespaces with their neighbours', async () => {
    const voting = await made.topology.clusterTopology('recorded', {
      ...WINDOW,
      namespaces: ['voting'],
    });
    expect(namesOf(voting)).toEqual([
      'video/Deployment/videos-web',
      'voting/Deployment/emoji',
      'voting/Deployment/vote-bot',
      'voting/Deployment/voting-web',
      'voting/Unmeshed/unmeshed',
    ]);
    await expect(
      made.topology.clusterTopology('recorded', {
        ...WINDOW,
        namespaces: ['nowhere'],
      }),
    ).rejects.toThrow(NotFoundError);
    await expect(
      made.topology.clusterTopology('other', WINDOW),
    ).rejects.toThrow(NotFoundError);
  });

  it('shows what is a few calls around workloads', async () => {
    const focus = [workload('emoji', 'voting')];
    const near = await made.topology.entityTopology(focus, {
      ...WINDOW,
      depth: 1,
    });
    expect(namesOf(near)).toEqual([
      'voting/Deployment/emoji',
      'voting/Deployment/voting-web',
    ]);
    expect(near.focus).toEqual([nodeOf(near, 'emoji').id]);
    const far = await made.topology.entityTopology(focus, {
      ...WINDOW,
      depth: 2,
    });
    expect(namesOf(far)).toEqual([
      'video/Deployment/videos-web',
      'voting/Deployment/emoji',
      'voting/Deployment/vote-bot',
      'voting/Deployment/voting-web',
      'voting/Unmeshed/unmeshed',
    ]);
  });

  it('answers for the clusters that can be asked', async () => {
    const elsewhere = { ...workload('web'), cluster: 'gone' };
    const answer = await made.topology.entityTopology(
      [workload('emoji', 'voting'), elsewhere],
      { ...WINDOW, depth: 1 },
    );
    expect(answer.nodes).toHaveLength(2);
    expect(answer.warnings).toContainEqual({
      code: 'cluster-unreachable',
      message: 'Cluster gone is missing: it can not be read at the moment',
      reason: 'it does not answer',
      cluster: 'gone',
    });
    await expect(
      made.topology.entityTopology([elsewhere], { ...WINDOW, depth: 1 }),
    ).rejects.toThrow(ServiceUnavailableError);
  });

  it('leaves out a workload that does not exist', async () => {
    const answer = await made.topology.entityTopology([workload('nothing')], {
      ...WINDOW,
      depth: 1,
    });
    expect(answer).toMatchObject({ nodes: [], edges: [], focus: [] });
  });

  it('asks the source once for everybody', async () => {
    const before = made.query.mock.calls.length;
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        made.topology.entityTopology(
          [workload(['emoji', 'voting-web', 'vote-bot'][i % 3], 'voting')],
          { ...WINDOW, depth: 1 + (i % 2) },
        ),
      ),
    );
    expect(made.query.mock.calls.length).toBe(before);
  });

  it('shows who exists where nothing measures', async () => {
    const blind = services({ measured: false });
    const answer = await blind.topology.clusterTopology('recorded', WINDOW);
    blind.close();
    expect(answer.source).toBe('none');
    expect(answer.measuredAt).toBeUndefined();
    expect(nodeOf(answer, 'videos-web')).toMatchObject({
      meshed: { running: 2, total: 2 },
      stats: {},
    });
    expect(answer.edges).toEqual([]);
    expect(answer.warnings).toEqual([
      {
        code: 'no-metrics-source',
        message: expect.stringContaining('Nothing measures cluster recorded'),
        reason: 'not allowed',
        cluster: 'recorded',
      },
    ]);
  });
});

describe('the stats of the recorded cluster', () => {
  let made: ReturnType<typeof services>;

  beforeAll(() => {
    made = services();
  });

  afterAll(() => made.close());

  it('brings callers, callees and pods of a workload', async () => {
    const { workloads, source } = await made.stats.workloadStats(
      [workload('playlists-api')],
      WINDOW,
    );
    expect(source).toBe('proxies');
    expect(workloads).toHaveLength(1);
    const [{ inbound, outbound, pods, workload: node }] = workloads;
    expect(inbound.map(({ peer }) => peer.name).sort()).toEqual([
      'no-tap',
      'report',
      'unmeshed',
      'videos-web',
    ]);
    expect(outbound.map(({ peer }) => peer.name).sort()).toEqual([
      '203.0.113.10:80',
      'playlists-db',
    ]);
    for (const { edge } of inbound) {
      expect(edge.target).toBe(node.id);
    }
    expect(pods.map(({ name }) => name).sort()).toEqual([
      'playlists-api-6ff8fc8648-5qkbs',
      'playlists-api-6ff8fc8648-tkgd2',
    ]);
    const added = pods.reduce(
      (total, pod) => total + pod.stats.requestsPerSecond!,
      0,
    );
    expect(added).toBeCloseTo(node.stats.requestsPerSecond!, 6);
    for (const pod of pods) {
      expect(pod).toMatchObject({
        status: 'Running',
        ready: true,
        meshed: true,
      });
      expect(pod.stats.latencyMs!.p99).toBeGreaterThan(0);
    }
  });

  it('brings the calls of one pod, with the pods at their other ends', async () => {
    const answer = await made.stats.podStats(
      workload('voting-web', 'voting'),
      'voting-web-5ccf8d98-zkvwl',
      WINDOW,
    );
    expect(answer.pod.name).toBe('voting-web-5ccf8d98-zkvwl');
    expect(
      answer.outbound.map(({ peer, pod }) => [peer.name, pod]).sort(),
    ).toEqual([
      ['emoji', 'emoji-78bd94c44b-twrh6'],
      ['emoji', 'emoji-78bd94c44b-zm4fq'],
    ]);
    expect(
      answer.inbound.map(({ peer, pod }) => [peer.name, pod]).sort(),
    ).toEqual([
      ['unmeshed', undefined],
      ['videos-web', 'videos-web-5f7d65978b-m4wnj'],
      ['videos-web', 'videos-web-5f7d65978b-xhcbr'],
      ['vote-bot', 'vote-bot-5945bfd57c-l7pww'],
    ]);
    const inbound = answer.inbound.reduce(
      (total, { edge }) => total + (edge.stats.requestsPerSecond ?? 0),
      0,
    );
    expect(inbound).toBeCloseTo(answer.pod.stats.requestsPerSecond!, 0);
    expect(answer.outbound[0].edge.stats.latencyMs!.p50).toBeGreaterThan(0);
  });

  it('knows no pod of another workload', async () => {
    await expect(
      made.stats.podStats(
        workload('emoji', 'voting'),
        'voting-web-5ccf8d98-zkvwl',
        WINDOW,
      ),
    ).rejects.toThrow(
      'Deployment voting/emoji has no pod voting-web-5ccf8d98-zkvwl',
    );
  });
});
