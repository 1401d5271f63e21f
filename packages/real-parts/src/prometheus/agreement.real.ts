import { setTimeout as sleep } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  Mesh,
  MetricsSource,
} from '@backstage-mesh/plugin-service-mesh-node';
import { countByRow } from '../agreement/bornSeries';
import { compareTables, type Comparison } from '../agreement/disagreements';
import type { Counted, Table } from '../agreement/rows';
import { tablesOf, type Tables } from '../agreement/tablesOf';
import { compareWithTruth } from '../agreement/compareWithTruth';
import { truthTable } from '../agreement/truthTable';
import { TruthRecorder, type TrueEdge } from '../demo/TruthRecorder';
import { PeerResolver, ProxiesSource } from '../portal/insides';
import type { OpenCluster } from '../portal/openCluster';
import { describeWith } from '../programs/describeWith';
import { waitUntil } from '../programs/waitUntil';
import { MeasuredDemo } from './MeasuredDemo';
import { missingPrometheus } from './RealPrometheus';

const INTERVAL_SECONDS = 4;
const WINDOW_SECONDS = 90;

/** Pods whose kubelet asks the application too: such probes look like callers without a proxy, and no workload makes them. */
const KUBELET_PROBES: Readonly<Record<string, number>> = {
  'unmeshed → video/Deployment/payments': 0.1,
};

const ADDRESSES = { 'api.partner.example': '203.0.113.10:80' };

/** Runs of a CronJob come and go: no steady load. What one scrape brings is what a run makes in that time. */
const CRON_JOB_PER_SECOND = 4;
const CRON_JOB = 'video/CronJob/report → video/Deployment/playlists-api';

const CALL = 'video/Deployment/playlists-api → video/Deployment/videos-api';
const DENIED = 'video/Deployment/intruder → video/Deployment/payments';
const STORE = 'video/Deployment/playlists-api → video/StatefulSet/playlists-db';

const KNOWN_EDGES = [
  'unmeshed → video/Deployment/videos-web',
  'video/Deployment/videos-web → video/Deployment/playlists-api',
  'video/Deployment/playlists-api → video/StatefulSet/playlists-db',
  'video/Deployment/playlists-api → video/Deployment/videos-api',
  'video/Deployment/playlists-api → external 203.0.113.10:80',
  'video/Deployment/videos-api → video/Deployment/videos-db',
  'video/Deployment/videos-web → legacy/Deployment/thumbnails',
  'video/Deployment/videos-web → ops/Deployment/collector',
  'video/Deployment/intruder → video/Deployment/payments',
  'video/Job/migrate → video/Deployment/videos-api',
  'video/Pod/debug-shell → video/Deployment/videos-api',
  'video/ReplicaSet/encoder → video/Deployment/videos-db',
  'ops/DaemonSet/node-agent → ops/Deployment/collector',
  'ops/Deployment/flaky-client → ops/Service/nowhere',
  'emojivoto/Deployment/vote-bot → emojivoto/Deployment/web',
  'emojivoto/Deployment/web → emojivoto/Deployment/voting',
  CRON_JOB,
];

describeWith(missingPrometheus(), 'the two sources of numbers', () => {
  let measured: MeasuredDemo;
  let proxies: ProxiesSource;

  let fromPrometheus: Tables;
  let fromProxies: Tables;
  let truth: TrueEdge[];
  let born: Map<string, number>;

  beforeAll(async () => {
    measured = await MeasuredDemo.start({
      name: 'agreement',
      scrapeIntervalSeconds: INTERVAL_SECONDS,
      warmUpSeconds: 60,
    });
    const recorder = new TruthRecorder(measured.httpUrl);
    await recorder.start(1_000);
    await observe(recorder).finally(() => recorder.stop());
  }, 180_000);

  afterAll(async () => {
    proxies?.close();
    await measured?.stop();
  });

  /** Lets both sources read for a whole window, then asks both at the same moment. */
  async function observe(recorder: TruthRecorder) {
    const { open, prometheus } = measured;
    const { cluster } = open;
    const mesh = await meshOf(open);
    proxies = new ProxiesSource({
      cluster: cluster.name,
      connection: cluster.connection,
      snapshot: () => cluster.inventory.snapshot(),
      mesh,
      excludedNamespaces: mesh.installation.systemNamespaces,
      logger: mockServices.logger.mock(),
      intervalMs: INTERVAL_SECONDS * 1_000,
    });
    const startedAt = Date.now();
    const least = (WINDOW_SECONDS + 2 * INTERVAL_SECONDS) * 1_000;
    await waitUntil(
      'the proxies to be read for a whole window',
      async () => {
        const read = await proxies.query([], { windowSeconds: WINDOW_SECONDS });
        return (
          Date.now() - startedAt > least &&
          read.windowSeconds === WINDOW_SECONDS
        );
      },
      { withinMs: least + 30_000, everyMs: 2_000 },
    );
    const { source, steps } = await cluster.metrics();
    if (!source) {
      throw new Error(`No Prometheus: ${JSON.stringify(steps)}`);
    }
    const [counts, latency, proxyCounts, proxyLatency] = await Promise.all([
      ask(mesh, source, 'counts'),
      ask(mesh, source, 'latency'),
      ask(mesh, proxies, 'counts'),
      ask(mesh, proxies, 'latency'),
    ]);
    await sleep(1_100);
    await recorder.record();
    expect(counts.windowSeconds).toBe(WINDOW_SECONDS);
    expect(proxyCounts.windowSeconds).toBe(WINDOW_SECONDS);
    expect(counts.warnings).toEqual([]);
    fromPrometheus = tablesOf(counts, latency);
    fromProxies = tablesOf(proxyCounts, proxyLatency);
    const from = counts.measuredAt - WINDOW_SECONDS * 1_000;
    truth = recorder.between(from, counts.measuredAt);
    const changed = recorder.newest.rollouts.filter(
      ({ since }) => since > from,
    );
    if (changed.length > 0) {
      throw new Error(`The load was not steady: ${JSON.stringify(changed)}`);
    }
    const snapshot = await cluster.inventory.ready();
    const resolver = new PeerResolver(snapshot, {
      isMeshed: pod => mesh.isMeshed(pod),
    });
    const counters =
      '{__name__=~"request_total|response_total|inbound_http_authz_deny_total|inbound_http_route_not_found_total",cluster="east"}';
    born = countByRow(
      await prometheus.query(
        `${counters} unless ${counters} offset ${WINDOW_SECONDS}s`,
        counts.measuredAt,
      ),
      resolver,
    );
  }

  async function ask(
    mesh: Mesh,
    metrics: MetricsSource,
    part: 'counts' | 'latency',
  ) {
    return mesh.traffic({
      metrics,
      part,
      snapshot: await measured.open.cluster.inventory.ready(),
      windowSeconds: WINDOW_SECONDS,
    });
  }

  function compare(a: Table, b: Table): Comparison {
    return compareTables(a, b, {
      windowSeconds: WINDOW_SECONDS,
      intervalSeconds: INTERVAL_SECONDS,
      born,
    });
  }

  function compareTruth(table: Table, really: Table): Comparison {
    return compareWithTruth(table, really, {
      windowSeconds: WINDOW_SECONDS,
      intervalSeconds: INTERVAL_SECONDS,
      born,
      unmeasured: KUBELET_PROBES,
    });
  }

  it('agree for every workload', () => {
    // Prometheus sees the end of a run some seconds later than the inventory.
    const result = compare(
      without(fromPrometheus.workloads, 'video/CronJob/report'),
      without(fromProxies.workloads, 'video/CronJob/report'),
    );
    tell('workloads', result);
    expect(result.problems).toEqual([]);
    expect(result.rows).toEqual(
      expect.arrayContaining([
        'video/Deployment/videos-web',
        'video/StatefulSet/playlists-db',
        'video/Pod/debug-shell',
        'video/ReplicaSet/encoder',
        'ops/DaemonSet/node-agent',
        'emojivoto/Deployment/voting',
      ]),
    );
    expect(result.rows.length).toBeGreaterThan(20);
    expect(result.counts).toBeGreaterThan(60);
    expect(result.quantiles).toBeGreaterThan(12);
  });

  it('agree for every edge', () => {
    const result = compare(
      without(fromPrometheus.edges, CRON_JOB),
      without(fromProxies.edges, CRON_JOB),
    );
    tell('edges', result);
    expect(result.problems).toEqual([]);
    expect([...result.rows, CRON_JOB]).toEqual(
      expect.arrayContaining(KNOWN_EDGES),
    );
    expect(result.counts).toBeGreaterThan(60);
    expect(result.quantiles).toBeGreaterThan(20);
  });

  it.each([
    ['Prometheus', () => fromPrometheus],
    ['the proxies', () => fromProxies],
  ])('what really happened is told by %s', (_, tables) => {
    const result = compareTruth(
      without(tables().edges, CRON_JOB),
      without(truthTable(truth, ADDRESSES), CRON_JOB),
    );
    tell('edges with the truth', result);
    expect(result.problems).toEqual([]);
    expect([...result.rows, CRON_JOB]).toEqual(
      expect.arrayContaining(KNOWN_EDGES),
    );
    expect(result.counts).toBeGreaterThan(60);
    expect(result.quantiles).toBeGreaterThan(10);
  });

  it.each<[string, string, (counted: Counted) => Counted | undefined]>([
    ['an edge is missing', CALL, () => undefined],
    [
      'requests are counted twice',
      CALL,
      counted => ({ ...counted, requests: 2 * (counted.requests ?? 0) }),
    ],
    [
      'a quarter of the requests is lost',
      CALL,
      counted => ({ ...counted, requests: 0.75 * (counted.requests ?? 0) }),
    ],
    ['failures are lost', CALL, counted => ({ ...counted, failures: 0 })],
    [
      'latency is measured three times too long',
      CALL,
      counted => ({ ...counted, latency: stretch(counted.latency, 3) }),
    ],
    ['denials are lost', DENIED, counted => ({ ...counted, denied: 0 })],
    [
      'bytes are counted twice',
      STORE,
      counted => ({ ...counted, readBytes: 2.2 * (counted.readBytes ?? 0) }),
    ],
  ])('would not pass where %s', (_, key, spoil) => {
    const spoilt = new Map(without(fromProxies.edges, CRON_JOB));
    const counted = spoilt.get(key);
    if (!counted) {
      throw new Error(`Nothing was measured of ${key}`);
    }
    const wrong = spoil(counted);
    if (wrong) {
      spoilt.set(key, wrong);
    } else {
      spoilt.delete(key);
    }
    const really = without(truthTable(truth, ADDRESSES), CRON_JOB);
    expect(problemsOf(key, compareTruth(spoilt, really))).not.toEqual([]);
    expect(
      problemsOf(key, compare(without(fromPrometheus.edges, CRON_JOB), spoilt)),
    ).not.toEqual([]);
  });

  it('know the calls of pods that are gone before they are scraped often, from those who were called', () => {
    const [real] = truth.filter(({ source }) => source.name === 'report');
    for (const { edges } of [fromPrometheus, fromProxies]) {
      const seen = edges.get(CRON_JOB);
      expect(seen?.countedBy).toBe('target');
      expect(Math.abs((seen?.requests ?? 0) - real.requests)).toBeLessThan(
        2 * CRON_JOB_PER_SECOND * INTERVAL_SECONDS,
      );
    }
  });
});

async function meshOf({ cluster }: OpenCluster): Promise<Mesh> {
  const mesh = await cluster.mesh();
  if (!mesh) {
    throw new Error('No mesh was found in the demo cluster');
  }
  return mesh;
}

function problemsOf(key: string, { problems }: Comparison): string[] {
  return problems.filter(problem => problem.startsWith(`${key}:`));
}

/** The same responses, each so many times as slow. */
function stretch(
  latency: Counted['latency'],
  factor: number,
): Counted['latency'] {
  const bounds = [...(latency?.keys() ?? [])].sort((a, b) => a - b);
  const atMost = (ms: number) =>
    latency?.get(bounds.filter(bound => bound <= ms).at(-1) ?? NaN) ?? 0;
  return (
    latency && new Map(bounds.map(bound => [bound, atMost(bound / factor)]))
  );
}

function without(table: Table, key: string): Table {
  return new Map([...table].filter(([other]) => other !== key));
}

function tell(what: string, { rows, counts, quantiles }: Comparison): void {
  process.stdout.write(
    `Compared ${rows.length} ${what}: ${counts} counts, ${quantiles} quantiles\n`,
  );
}
