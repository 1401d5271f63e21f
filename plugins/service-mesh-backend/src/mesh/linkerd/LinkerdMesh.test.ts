import { mockServices } from '@backstage/backend-test-utils';
import {
  InventorySnapshot,
  MeshPeer,
  MeshTraffic,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import {
  INSTALLATION,
  readJson,
  recordedSnapshot,
  scriptedConnection,
} from '../../metrics/__testUtils__/recordedMesh';
import { recordedPrometheus } from '../../metrics/__testUtils__/recordedPrometheus';
import { recordedSource } from '../../metrics/__testUtils__/recordedSource';
import { LinkerdMesh } from './LinkerdMesh';

interface Design {
  workloads: { meshed: string[]; notMeshed: string[] };
  edges: { from: string; to: string; protocol: string; rps: number | null }[];
}

interface StockResults {
  results: Record<
    string,
    Record<
      string,
      {
        response: {
          data: {
            result: {
              metric: Record<string, string>;
              value: [number, string];
            }[];
          };
        };
      }
    >
  >;
}

const design = readJson<Design>('topology.json');

let snapshot: InventorySnapshot;
let mesh: LinkerdMesh;

beforeAll(async () => {
  snapshot = await recordedSnapshot();
  mesh = new LinkerdMesh(
    {
      connection: scriptedConnection(() => ({ status: 404, body: '' })),
      inventory: {
        cluster: 'recorded',
        ready: async () => snapshot,
        snapshot: () => snapshot,
        state: () => ({ state: 'ready' }),
      },
      logger: mockServices.logger.mock(),
    },
    INSTALLATION,
    {
      namespace: 'linkerd',
      vizNamespace: 'linkerd-viz',
      includedNamespaces: [],
    },
  );
});

describe('traffic of the recorded mesh, read from its proxies', () => {
  let traffic: MeshTraffic;

  const ask = async (more: Partial<TrafficRequest> = {}) => {
    const metrics = recordedSource(snapshot);
    try {
      return await mesh.traffic({
        metrics,
        snapshot,
        windowSeconds: 73,
        ...more,
      });
    } finally {
      metrics.close();
    }
  };

  beforeAll(async () => {
    traffic = await ask();
  });

  const edge = (from: string, to: string) =>
    traffic.edges.find(
      ({ source, target }) => nameOf(source) === from && nameOf(target) === to,
    );

  it.each(design.edges)('draws $from → $to', ({ from, to, protocol }) => {
    const unmeshed = design.workloads.notMeshed.includes(from);
    const found = edge(unmeshed ? 'unmeshed' : from, addressOf(to));
    expect(found).toBeDefined();
    expect(found!.protocol).toBe(protocol.replace('http2', 'http'));
  });

  it.each(
    design.edges.flatMap(({ from, to, rps }) =>
      // A CronJob calls in bursts: which part of one a window holds is chance.
      rps === null || from.startsWith('video/cronjob')
        ? []
        : [{ from, to, rps }],
    ),
  )('counts about $rps rps on $from → $to', ({ from, to, rps }) => {
    const isUnmeshed = (name: string) =>
      design.workloads.notMeshed.includes(name);
    // Callers without a name are one edge.
    const expected = isUnmeshed(from)
      ? sum(
          design.edges
            .filter(other => other.to === to && isUnmeshed(other.from))
            .map(other => other.rps ?? 0),
        )
      : rps;
    const found = edge(isUnmeshed(from) ? 'unmeshed' : from, addressOf(to));
    const measured = found!.http!.requests! / 73;
    expect(measured).toBeGreaterThan(0.5 * expected - 0.15);
    expect(measured).toBeLessThan(1.6 * expected + 0.15);
  });

  it('draws nothing that is not there but probes of an application port, which look like callers', () => {
    const designed = new Set(
      design.edges.map(
        ({ from, to }) =>
          `${
            design.workloads.notMeshed.includes(from) ? 'unmeshed' : from
          } → ${addressOf(to)}`,
      ),
    );
    expect(
      traffic.edges
        .map(({ source, target }) => `${nameOf(source)} → ${nameOf(target)}`)
        .filter(name => !designed.has(name)),
    ).toEqual(['unmeshed → video/deployment/payments']);
  });

  it('draws each pair of ends once', () => {
    const names = traffic.edges.map(
      ({ source, target }) => `${nameOf(source)} → ${nameOf(target)}`,
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('tells the mTLS and the identities of both ends', () => {
    expect(
      edge('video/deployment/videos-web', 'video/deployment/playlists-api'),
    ).toMatchObject({
      mtls: 'mesh',
      clientIdentity:
        'videos-web.video.serviceaccount.identity.linkerd.cluster.local',
      serverIdentity:
        'playlists-api.video.serviceaccount.identity.linkerd.cluster.local',
    });
    expect(
      edge('video/deployment/videos-web', 'legacy/deployment/thumbnails'),
    ).toMatchObject({ mtls: 'none' });
    expect(
      edge('video/deployment/videos-web', 'legacy/deployment/thumbnails'),
    ).not.toHaveProperty('serverIdentity');
    expect(workload('playlists-api')?.mtls).toBe('mixed');
    expect(workload('videos-web')?.mtls).toBe('none');
    expect(workload('videos-db')?.mtls).toBe('mesh');
  });

  it('counts what policy denies, and not as success', () => {
    const denied = edge(
      'video/deployment/intruder',
      'video/deployment/payments',
    )!;
    // 403 and 404 of the two denials' counters.
    expect(denied.http!.denied).toBeCloseTo(49, 0);
    expect(denied.http!.requests).toBeCloseTo(50, 0);
    expect(denied.http!.successes).toBeLessThan(2);
    expect(workload('payments')?.http?.denied).toBeCloseTo(49, 0);
    expect(
      edge('video/deployment/videos-web', 'video/deployment/payments')!.http,
    ).not.toHaveProperty('denied');
  });

  it('takes the callee for callers that live too short to be measured', () => {
    expect(
      edge('video/cronjob/report', 'video/deployment/playlists-api'),
    ).toMatchObject({ countedBy: 'target', mtls: 'mesh' });
    expect(
      edge('video/job/migrate', 'video/deployment/videos-api'),
    ).toMatchObject({ countedBy: 'source' });
  });

  it('shows requests that got no answer as open', () => {
    const { requests, successes, failures } = edge(
      'ops/deployment/flaky-client',
      'ops/deployment/collector',
    )!.http!;
    expect(requests! - successes - failures).toBeGreaterThan(10);
  });

  it('counts calls that found no endpoint as failures', () => {
    const { http } = edge(
      'ops/deployment/flaky-client',
      'ops/service/nowhere',
    )!;
    expect(http!.failures).toBe(http!.requests);
    expect(http!.failures).toBeGreaterThan(5);
  });

  it('tells what callers got after retries, where one Service leads to one workload', () => {
    const retried = edge(
      'video/deployment/videos-web',
      'video/deployment/playlists-api',
    )!.http!;
    // A ServiceProfile retries: some of the 9 attempts that failed hurt nobody.
    expect(retried.failures).toBeCloseTo(9, 0);
    expect(retried.calls!.failures).toBeLessThan(retried.failures);
    expect(
      retried.requests! - retried.calls!.successes - retried.calls!.failures,
    ).toBeGreaterThan(3);
    // A route splits these calls over two workloads: whose retries they were nobody counts.
    expect(
      edge('video/deployment/videos-web', 'video/deployment/videos-api')!.http,
    ).not.toHaveProperty('calls');
    expect(
      edge('voting/deployment/vote-bot', 'voting/deployment/voting-web')!.http,
    ).not.toHaveProperty('calls');
  });

  it('tells by the Service that was to answer which attempts ran into a time limit', () => {
    // One of the two proxies counted 1 more of videos-api-v1, the other 9.
    expect(
      edge('video/deployment/videos-web', 'video/deployment/videos-api')!.http!
        .timeouts,
    ).toBeCloseTo(10, 0);
    expect(
      edge('video/deployment/videos-web', 'video/deployment/videos-api-v2')!
        .http,
    ).not.toHaveProperty('timeouts');
  });

  it('leaves out scrapes and probes: a quiet workload is a measured zero', () => {
    expect(workload('quiet')).toEqual({
      workload: expect.objectContaining({ name: 'quiet' }),
      http: { requests: 0, successes: 0, failures: 0 },
      tcp: { openConnections: 0, readBytes: 0, writeBytes: 0 },
    });
  });

  it("leaves out the mesh's own namespaces, and what is not measured", () => {
    const namespaces = new Set(
      traffic.workloads.map(row => row.workload.namespace),
    );
    expect([...namespaces].sort()).toEqual(['ops', 'video', 'voting']);
    expect(workload('ghost-gone')).toBeUndefined();
    expect(workload('thumbnails')).toBeUndefined();
  });

  it('brings buckets of what is in scope, and only those', async () => {
    const latency = await ask({
      part: 'latency',
      scope: { namespaces: ['voting'] },
    });
    expect(latency.workloads.map(row => row.workload.name).sort()).toEqual(
      ['emoji', 'vote-bot', 'voting-web'].filter(n => n !== 'vote-bot'),
    );
    const names = latency.edges.map(
      ({ source, target }) => `${nameOf(source)} → ${nameOf(target)}`,
    );
    expect(names.sort()).toEqual([
      'unmeshed → voting/deployment/voting-web',
      'video/deployment/videos-web → voting/deployment/voting-web',
      'voting/deployment/vote-bot → voting/deployment/voting-web',
      'voting/deployment/voting-web → voting/deployment/emoji',
    ]);
    for (const row of latency.edges) {
      expect(row.latency!.get(Infinity)).toBeGreaterThan(0);
      expect(row).not.toHaveProperty('http');
    }
    // Inside the namespace a call is asked for from both ends, and counted once.
    const counted = edge(
      'voting/deployment/vote-bot',
      'voting/deployment/voting-web',
    )!.http!.latencyCount!;
    const voting = latency.edges.find(
      ({ source }) => nameOf(source) === 'voting/deployment/vote-bot',
    )!;
    expect(voting.latency!.get(Infinity)).toBeCloseTo(counted, 6);
  });

  it('tells pods apart where it is asked to', async () => {
    const byPod = await ask({
      byPod: true,
      scope: { namespaces: ['video'] },
      inboundOnly: true,
    });
    const pods = byPod.workloads.filter(
      row => row.workload.name === 'playlists-api',
    );
    expect(pods.map(({ pod }) => pod).sort()).toEqual([
      'playlists-api-6ff8fc8648-5qkbs',
      'playlists-api-6ff8fc8648-tkgd2',
    ]);
    expect(sum(pods.map(({ http }) => http!.requests!))).toBeCloseTo(
      workload('playlists-api')!.http!.requests!,
      6,
    );
    expect(byPod.edges).toEqual([]);
  });

  function workload(name: string) {
    return traffic.workloads.find(row => row.workload.name === name);
  }
});

describe('traffic of the recorded mesh, from its Prometheus', () => {
  let traffic: MeshTraffic;
  const stock = readJson<StockResults>('prometheus/stock-queries.json.gz');

  beforeAll(async () => {
    traffic = await mesh.traffic({
      metrics: recordedPrometheus(),
      snapshot,
      windowSeconds: 60,
    });
  });

  const calls: [
    what: string,
    from: string,
    ofTarget: (labels: Record<string, string>) => string,
  ][] = Object.keys(stock.results).flatMap(what => {
    const match =
      /^from (\w+)\/(\w+)\/([\w-]+) to \w+\/(deployment|statefulset)$/.exec(
        what,
      );
    return match
      ? [
          [
            what,
            `${match[1]}/${match[2].replace('k8s_job', 'job')}/${match[3]}`,
            labels =>
              `${labels.dst_namespace}/${match[4]}/${
                labels[`dst_${match[4]}`]
              }`,
          ],
        ]
      : [];
  });

  it.each(calls)('agrees with the stock query: %s', (what, from, ofTarget) => {
    for (const { metric, value } of stock.results[what].counts.response.data
      .result) {
      const target = ofTarget(metric);
      const found = traffic.edges.find(
        ({ source, target: to }) =>
          nameOf(source) === from && nameOf(to) === target,
      );
      const field =
        metric.classification === 'success' ? 'successes' : 'failures';
      expect([target, field, found?.http?.[field]]).toEqual([
        target,
        field,
        expect.closeTo(Number(value[1]), 6),
      ]);
    }
  });

  it('agrees with the stock counts of workloads, but for scrapes and probes', () => {
    const admin = readJson<
      Record<string, StockResults['results'][string][string]>
    >(
      'prometheus/queries.json.gz',
    ).in_counts_by_port_route.response.data.result.filter(
      ({ metric }) => metric.target_port === '4191',
    );
    const compared = Object.entries(stock.results)
      .filter(([what]) => /^\w+\/deployment$/.test(what))
      .flatMap(([, { counts }]) => counts.response.data.result)
      .filter(({ metric }) => metric.deployment)
      .map(({ metric }) => {
        const row = traffic.workloads.find(
          ({ workload }) =>
            workload.namespace === metric.namespace &&
            workload.name === metric.deployment,
        );
        const isOfRow = (other: Record<string, string>) =>
          other.namespace === metric.namespace &&
          other.deployment === metric.deployment &&
          other.classification === metric.classification;
        const all = Object.values(stock.results)
          .flatMap(({ counts }) => counts?.response.data.result ?? [])
          .filter(
            (other, i, list) =>
              list.findIndex(o => o.metric === other.metric) === i,
          )
          .filter(
            ({ metric: other }) => isOfRow(other) && !other.dst_namespace,
          );
        const expected =
          sum(all.map(({ value }) => Number(value[1]))) -
          sum(
            admin
              .filter(({ metric: other }) => isOfRow(other))
              .map(({ value }) => Number(value[1])),
          );
        const ours =
          metric.classification === 'success'
            ? row?.http?.successes
            : row?.http?.failures;
        return {
          what: `${metric.namespace}/${metric.deployment} ${metric.classification}`,
          ours: ours ?? 0,
          expected,
        };
      });
    expect(compared.length).toBeGreaterThan(20);
    for (const { what, ours, expected } of compared) {
      expect([what, ours]).toEqual([what, expect.closeTo(expected, 6)]);
    }
  });

  it('leaves unknown what could not be asked', () => {
    const row = traffic.workloads.find(
      ({ workload }) => workload.name === 'playlists-api',
    )!;
    expect(row.http).not.toHaveProperty('requests');
    expect(row.http).not.toHaveProperty('latencySumMs');
    expect(row.tcp).not.toHaveProperty('readBytes');
  });
});

function nameOf(peer: MeshPeer): string {
  switch (peer.type) {
    case 'workload':
      return `${peer.workload.namespace}/${peer.workload.kind.toLowerCase()}/${
        peer.workload.name
      }`;
    case 'service':
      return `${peer.namespace}/service/${peer.name}`;
    case 'external':
      return `external/${peer.host}`;
    default:
      return 'unmeshed';
  }
}

/** Metrics know the address of an external host, not its name. */
function addressOf(name: string): string {
  return name === 'external/api.partner.example'
    ? 'external/203.0.113.10:80'
    : name;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
