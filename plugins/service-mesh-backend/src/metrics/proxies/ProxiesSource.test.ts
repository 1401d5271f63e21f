import { mockServices } from '@backstage/backend-test-utils';
import {
  InventorySnapshot,
  Sample,
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
import { ALLOWED, recordedMetrics } from '../__testUtils__/recordedProxies';
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
      // So that the two recorded moments are neighbours.
      intervalMs: T2 - T1,
      now: () => now,
      wait: async () => {
        now = T2;
      },
    });
  });

  afterEach(() => source.close());

  it('agrees with Prometheus at the same time', async () => {
    const by = ['namespace', 'pod', 'classification', 'tls'];
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
