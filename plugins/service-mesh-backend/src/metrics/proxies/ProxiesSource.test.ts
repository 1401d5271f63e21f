import { mockServices } from '@backstage/backend-test-utils';
import {
  InventorySnapshot,
  Sample,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { proxyTargetOf } from '../../mesh/linkerd/proxyTarget';
import { METRIC_NAMES } from '../../mesh/linkerd/metricTables';
import {
  readJson,
  recordedSnapshot,
  scriptedConnection,
  T1,
  T2,
} from '../__testUtils__/recordedMesh';
import { meshedPod, podSnapshot } from '../__testUtils__/podSnapshot';
import {
  ALLOWED,
  recordedMetrics,
  UNREACHABLE,
} from '../__testUtils__/recordedProxies';
import { ProxiesSource } from './ProxiesSource';

interface RecordedQueries {
  [name: string]: {
    response: {
      data: {
        result: { metric: Record<string, string>; value: [number, string] }[];
      };
    };
  };
}

describe('ProxiesSource on the recorded proxies', () => {
  let snapshot: InventorySnapshot;
  let now: number;
  let source: ProxiesSource;

  beforeAll(async () => {
    snapshot = await recordedSnapshot();
  });

  beforeEach(() => {
    now = T1;
    const connection = scriptedConnection(request =>
      request.path.endsWith('selfsubjectaccessreviews')
        ? ALLOWED
        : recordedMetrics(now === T1 ? 't1' : 't2', request) ?? {
            status: 404,
            body: '',
          },
    );
    source = new ProxiesSource({
      cluster: 'recorded',
      connection,
      snapshot: () => snapshot,
      mesh: { proxyTarget: proxyTargetOf, metricNames: METRIC_NAMES },
      excludedNamespaces: [],
      logger: mockServices.logger.mock(),
      // So that the window between the two recorded moments is not too thin.
      intervalMs: (T2 - T1) / 4,
      now: () => now,
      wait: async () => {
        now = T2;
      },
    });
  });

  afterEach(() => source.close());

  it('agrees with Prometheus at the same time', async () => {
    const by = ['namespace', 'pod', 'classification', 'tls'];
    await source.query([], { windowSeconds: 73 });
    now = T2;
    const { results, windowSeconds, measuredAt, warnings } = await source.query(
      [
        {
          metric: 'response_total',
          aggregate: 'increase',
          matchers: [{ label: 'direction', op: '=', value: 'inbound' }],
          by,
        },
      ],
      { windowSeconds: 73 },
    );
    expect(windowSeconds).toBe(73);
    expect(measuredAt).toBe(T2);
    expect(warnings.map(({ code }) => code)).toEqual(['proxies-unreachable']);

    const recorded = readJson<RecordedQueries>('prometheus/queries.json.gz')
      .in_counts_by_pod.response.data.result;
    const ours = rates(results[0]!, by, 73);
    // The control plane's own load comes in bursts.
    const steady = recorded.filter(
      ({ metric }) => !metric.namespace.startsWith('linkerd'),
    );
    expect(steady.length).toBeGreaterThan(80);
    const compared = steady.map(({ metric, value }) => ({
      pod: metric.pod,
      ours: ours.get(keyOf(metric, by)),
      theirs: Number(value[1]) / 60,
    }));
    // The only pods that the recording of proxies lacks are those of a CronJob, and two that can not be reached.
    expect(
      compared.filter(
        ({ pod, ours: rate }) =>
          rate === undefined && !/^(report|ghost)-/.test(pod),
      ),
    ).toEqual([]);
    // Two windows that end at the same second, of 73 and of 60 s: the traffic is random.
    expect(
      compared.filter(
        ({ ours: rate, theirs }) =>
          rate !== undefined &&
          Math.abs(rate - theirs) >
            0.02 * theirs + 3 * Math.sqrt((theirs + 1 / 60) / 60),
      ),
    ).toEqual([]);
  });
});

const INBOUND: SeriesQuery = {
  metric: 'request_total',
  aggregate: 'increase',
  matchers: [{ label: 'direction', op: '=', value: 'inbound' }],
  by: ['namespace'],
};

describe('ProxiesSource over time', () => {
  const STEP = 60_000;
  const BEGIN = Date.parse('2026-01-01T12:00:00Z');
  let now: number;
  let isDown: boolean;
  let source: ProxiesSource;

  /** One pod, whose proxy counts a request a second, and a connection a minute. */
  const exposition = () =>
    [
      'process_start_time_seconds 1000',
      `request_total{direction="inbound"} ${(now - BEGIN) / 1000 + 5_000}`,
      `tcp_open_connections ${Math.round((now - BEGIN) / STEP)}`,
      '',
    ].join('\n');

  beforeEach(() => {
    now = BEGIN;
    isDown = false;
    const snapshot = podSnapshot([meshedPod('shop', 'web', 0)]);
    source = new ProxiesSource({
      cluster: 'c',
      connection: scriptedConnection(request => {
        if (request.path.endsWith('selfsubjectaccessreviews')) {
          return ALLOWED;
        }
        return isDown ? UNREACHABLE : { status: 200, body: exposition() };
      }),
      snapshot: () => snapshot,
      mesh: { proxyTarget: proxyTargetOf, metricNames: METRIC_NAMES },
      excludedNamespaces: [],
      logger: mockServices.logger.mock(),
      now: () => now,
      wait: async ms => {
        now += ms;
      },
    });
  });

  afterEach(() => source.close());

  /** Somebody looks, so the proxies are read. */
  const look = async (untilMs: number) => {
    while (now < untilMs) {
      now = Math.min(untilMs, now + 20_000);
      await source.query([INBOUND], { windowSeconds: 60 });
    }
  };
  const steps = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => from + i * STEP);
  const values = (
    samples: readonly (readonly Sample[] | undefined)[] | undefined,
  ) =>
    samples?.map(
      moment => moment && (moment[0] ? Math.round(moment[0].value) : 0),
    );

  it('tells steps one by one; what it did not read is unknown, not zero', async () => {
    await look(BEGIN + 4 * STEP);
    const { results, rememberedSince, windowSeconds, warnings } =
      await source.queryRange([INBOUND], {
        windowSeconds: 60,
        times: steps(BEGIN - STEP, 6),
      });
    expect(values(results[0])).toEqual([
      undefined,
      undefined,
      undefined,
      60,
      60,
      60,
    ]);
    expect(rememberedSince).toBe(BEGIN + 2 * STEP);
    expect(windowSeconds).toBe(60);
    expect(warnings).toEqual([]);
  });

  it('knows gauges as they were, and that nobody matched', async () => {
    await look(BEGIN + 4 * STEP);
    const { results } = await source.queryRange(
      [
        {
          metric: 'tcp_open_connections',
          aggregate: 'last',
          matchers: [],
          by: [],
        },
        { ...INBOUND, matchers: [{ label: 'direction', op: '=', value: 'x' }] },
      ],
      { windowSeconds: 60, times: steps(BEGIN + 2 * STEP, 3) },
    );
    expect(values(results[0])).toEqual([2, 3, 4]);
    expect(results[1]).toEqual([[], [], []]);
  });

  it('remembers nothing where nobody looked, and says since when it does', async () => {
    const first = await source.queryRange([INBOUND], {
      windowSeconds: 60,
      times: steps(BEGIN - 3 * STEP, 3),
    });
    expect(first.results).toEqual([[undefined, undefined, undefined]]);
    expect(first.rememberedSince).toBe(now);
  });

  it('widens a window that holds less than four readings, and says so', async () => {
    await look(BEGIN + 6 * STEP);
    for (const at of [undefined, BEGIN + 4 * STEP]) {
      const { windowSeconds, warnings, results } = await source.query(
        [INBOUND],
        { windowSeconds: 10, at },
      );
      expect(windowSeconds).toBe(40);
      expect(values(results)).toEqual([40]);
      expect(warnings).toEqual([
        expect.objectContaining({
          code: 'window-widened',
          message:
            'Measured over 40 s instead of 10 s: the proxies are read every 10 s only',
        }),
      ]);
    }
  });

  it('answers for a window in the past', async () => {
    await look(BEGIN + 6 * STEP);
    const { results, windowSeconds, measuredAt } = await source.query(
      [INBOUND],
      { windowSeconds: 120, at: BEGIN + 4 * STEP },
    );
    expect(values(results)).toEqual([120]);
    expect(windowSeconds).toBe(120);
    expect(measuredAt).toBe(BEGIN + 4 * STEP);
  });

  it('shortens a window that began before it read, and says so', async () => {
    await look(BEGIN + 6 * STEP);
    const answer = await source.query([INBOUND], {
      windowSeconds: 600,
      at: BEGIN + 4 * STEP,
    });
    expect(answer.windowSeconds).toBeLessThan(4 * 60);
    expect(answer.windowSeconds).toBeGreaterThan(3 * 60);
    expect(values(answer.results)).toEqual([answer.windowSeconds]);
    expect(answer.warnings.map(({ code }) => code)).toEqual(['window-filling']);
  });

  it('refuses a time of which it knows nothing', async () => {
    await look(BEGIN + 2 * STEP);
    await expect(
      source.query([INBOUND], { windowSeconds: 60, at: BEGIN - 10 * STEP }),
    ).rejects.toThrow('Nothing was read from the proxies at 2026-01-01T11:50');
  });

  it('does not take an outage for silence', async () => {
    await look(BEGIN + 3 * STEP);
    isDown = true;
    await expect(look(BEGIN + 8 * STEP)).rejects.toThrow(
      'None of the 1 proxies can be read: HTTP status 503',
    );
    now = BEGIN + 8 * STEP;
    isDown = false;
    now += 6 * STEP;
    await look(now + 2 * STEP);
    const { results } = await source.queryRange([INBOUND], {
      windowSeconds: 60,
      times: steps(BEGIN + 3 * STEP, 5),
    });
    expect(values(results[0])).toEqual([
      60,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

function rates(
  samples: readonly Sample[],
  by: readonly string[],
  windowSeconds: number,
): Map<string, number> {
  return new Map(
    samples.map(({ labels, value }) => [
      keyOf(labels, by),
      value / windowSeconds,
    ]),
  );
}

function keyOf(
  labels: Readonly<Record<string, string>>,
  by: readonly string[],
): string {
  return by.map(label => labels[label] ?? '').join('|');
}
