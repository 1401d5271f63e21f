import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import { DemoCluster, startDemoCluster } from 'demo-cluster';
import {
  FakePrometheus,
  PrometheusFault,
} from './__testUtils__/FakePrometheus';
import { codes, FaultPortal } from './__testUtils__/FaultPortal';
import { PortalClock } from './__testUtils__/PortalClock';
import { until } from './__testUtils__/until';

jest.setTimeout(90_000);

const PATH = '/clusters/east/topology?namespace=video&window=1m';

/** 300 requests in a minute. */
const RATE = 5;

describe('a Prometheus', () => {
  let demo: DemoCluster;
  let prometheus: FakePrometheus;
  let clock: PortalClock;
  let portal: FaultPortal | undefined;

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east' });
  });

  beforeEach(async () => {
    clock = new PortalClock();
    prometheus = await FakePrometheus.start();
  });

  afterEach(async () => {
    await portal?.stop();
    portal = undefined;
    await prometheus.close();
    clock.restore();
  });

  afterAll(() => demo?.close());

  async function open(): Promise<void> {
    portal = await FaultPortal.start(
      [
        {
          name: 'east',
          url: demo.url,
          serviceAccountToken: demo.tokens.portal,
        },
      ],
      {
        clusters: [
          {
            name: 'east',
            metrics: {
              source: 'prometheus',
              prometheus: { url: prometheus.url, timeout: '1s' },
            },
          },
        ],
      },
    );
    await portal.clusterIn('east', 'ready');
  }

  /** What the graph says of videos-api. */
  async function look() {
    const { status, body } = await portal!.get(PATH);
    expect(status).toBe(200);
    const node = body.nodes.find(
      (one: { name?: string; kind: string }) =>
        one.name === 'videos-api' && one.kind === 'Deployment',
    );
    const warnings: Warning[] = body.warnings;
    return {
      stats: node.stats,
      warnings,
      measurement: body.measurements[0],
      warningOf: (code: string) =>
        warnings.find(warning => warning.code === code),
    };
  }

  /** Numbers of now, after what was answered before has aged. */
  async function lookAgain(seconds = 40) {
    clock.pass(seconds);
    return look();
  }

  async function openHealthy() {
    await open();
    const seen = await look();
    expect(seen.stats).toMatchObject({
      requestsPerSecond: RATE,
      successRate: 0.9,
    });
  }

  it.each<[string, PrometheusFault | 'down', RegExp]>([
    ['is down', 'down', /ECONNREFUSED/],
    ['is slow', { kind: 'silent' }, /No answer in 1000 ms/],
    [
      'refuses',
      { kind: 'status', status: 403, body: 'RBAC: access denied' },
      /HTTP status 403/,
    ],
    [
      'answers garbage',
      { kind: 'status', status: 200, body: '<html>Sign in</html>' },
      /no answer of a Prometheus/,
    ],
    [
      'answers half a document',
      {
        kind: 'status',
        status: 200,
        body: '{"status":"success","data":{"resu',
      },
      /no answer of a Prometheus/,
    ],
  ])(
    'that %s leaves the old numbers with their age, and new ones come when it is well',
    async (_, fault, reason) => {
      await openHealthy();
      if (fault === 'down') {
        await prometheus.close();
      } else {
        prometheus.fault = fault;
      }
      const ill = await lookAgain();
      expect(ill.stats.requestsPerSecond).toBe(RATE);
      expect(ill.measurement.staleSince).toEqual(expect.any(String));
      expect(ill.warningOf('stale')).toEqual({
        code: 'stale',
        cluster: 'east',
        message:
          'Numbers of cluster east stopped: what measures them does not answer',
        reason: expect.stringMatching(reason),
      });

      const late = await lookAgain(3700);
      expect(late.stats).not.toHaveProperty('requestsPerSecond');
      expect(late.warningOf('metrics-unavailable')).toMatchObject({
        cluster: 'east',
        message:
          'No numbers of cluster east: what measures them does not answer',
        reason: expect.stringMatching(reason),
      });

      prometheus.fault = undefined;
      await (fault === 'down' && prometheus.listen());
      const well = await lookAgain();
      expect(well.stats.requestsPerSecond).toBe(RATE);
      expect(well.measurement).not.toHaveProperty('staleSince');
      expect(codes(well.warnings)).not.toEqual(
        expect.arrayContaining(['stale']),
      );
    },
  );

  it('that is down at the start is told with the reason, and found when it comes', async () => {
    await prometheus.close();
    await open();
    const before = await look();
    expect(before.stats).not.toHaveProperty('requestsPerSecond');
    expect(before.warningOf('no-metrics-source')).toEqual({
      code: 'no-metrics-source',
      cluster: 'east',
      message:
        'Nothing measures cluster east: there is no Prometheus that may be asked, and no proxy that may be read',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    await prometheus.listen();
    clock.pass(20);
    await until(
      'numbers',
      async () => (await look()).stats.requestsPerSecond === RATE,
    );
  });

  it('that answers in part (warnings beside success) gives what it has, and says that something is missing', async () => {
    await openHealthy();
    prometheus.fault = {
      kind: 'partial',
      warnings: ['No StoreAPIs matched for this query'],
    };
    const seen = await lookAgain();
    expect(seen.stats.requestsPerSecond).toBe(RATE);
    expect(seen.warningOf('partial-data')).toEqual({
      code: 'partial-data',
      cluster: 'east',
      message: 'Prometheus answered in part',
      reason: 'No StoreAPIs matched for this query',
    });
    prometheus.fault = undefined;
    expect((await lookAgain()).warningOf('partial-data')).toBeUndefined();
  });

  it('whose limit of samples the whole cluster exceeds is asked by namespaces, to the same numbers', async () => {
    await openHealthy();
    prometheus.fault = { kind: 'sample-limit', namespaces: 3 };
    const seen = await lookAgain();
    expect(seen.stats).toMatchObject({
      requestsPerSecond: RATE,
      successRate: 0.9,
    });
    expect(codes(seen.warnings)).not.toEqual(
      expect.arrayContaining(['metric-missing']),
    );
  });

  it('whose limit of samples every question exceeds leaves unknown what it does not answer, and names it', async () => {
    await openHealthy();
    prometheus.fault = { kind: 'sample-limit', namespaces: 0 };
    const seen = await lookAgain();
    expect(seen.stats).not.toHaveProperty('requestsPerSecond');
    expect(seen.warnings).toContainEqual({
      code: 'metric-missing',
      cluster: 'east',
      message: 'request_total could not be asked',
      reason: expect.stringContaining('too many samples'),
      values: { metric: 'request_total' },
    });
    prometheus.fault = undefined;
    expect((await lookAgain()).stats.requestsPerSecond).toBe(RATE);
  });

  it('whose series have no owner labels is understood by the pods', async () => {
    const pod = demo.store
      .list('pods', 'video')
      .find(({ metadata }) => metadata.name.startsWith('videos-api-'))!;
    prometheus.labels = { namespace: 'video', pod: pod.metadata.name };
    await openHealthy();
    expect(codes((await look()).warnings)).not.toContain('metric-missing');
  });

  it('whose series do not say of which pod they are is not believed, and what to set is said', async () => {
    prometheus.labels = {};
    await open();
    const seen = await look();
    expect(seen.stats).not.toHaveProperty('requestsPerSecond');
    expect(seen.warningOf('no-metrics-source')?.reason).toMatch(
      /series of the proxies have no labels "namespace" and "pod".*serviceMesh\.clusters\[\]\.metrics\.prometheus\.labels/,
    );
    prometheus.labels = { namespace: 'video', deployment: 'videos-api' };
    clock.pass(20);
    await until(
      'numbers',
      async () => (await look()).stats.requestsPerSecond === RATE,
    );
  });

  it('that scrapes too seldom for the window is asked for a longer one, and that is said', async () => {
    prometheus.scrapeIntervalSeconds = 60;
    await open();
    const seen = await look();
    expect(seen.measurement.windowSeconds).toBe(240);
    expect(seen.stats.requestsPerSecond).toBe(300 / 240);
    expect(seen.warningOf('window-widened')).toMatchObject({
      cluster: 'east',
      message:
        'Measured over 240 s instead of 60 s: Prometheus reads the proxies every 60 s only',
    });
  });

  it.each([-3600, 3600])(
    'whose clock is %i s off is asked for its own time, and the age is told by ours',
    async clockAheadSeconds => {
      prometheus.clockAheadSeconds = clockAheadSeconds;
      await openHealthy();
      const { measurement } = await look();
      expect(
        Math.abs(Date.parse(measurement.measuredAt) - Date.now()),
      ).toBeLessThan(10_000);
    },
  );
});
