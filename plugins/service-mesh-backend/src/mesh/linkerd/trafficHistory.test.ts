import {
  InventorySnapshot,
  MeshTraffic,
  MetricsSource,
} from '@backstage-mesh/plugin-service-mesh-node';
import {
  meshedPod,
  podSnapshot,
} from '../../metrics/__testUtils__/podSnapshot';
import { recordedSnapshot, T2 } from '../../metrics/__testUtils__/recordedMesh';
import { recordedSource } from '../../metrics/__testUtils__/recordedSource';
import {
  seriesSource,
  TestSeries,
} from '../../metrics/__testUtils__/seriesSource';
import {
  edgesOf,
  inbound,
  mesh,
  nameOf,
  outbound,
  PODS,
  TO_API,
  trafficOf,
  WEB,
  API,
} from './__testUtils__/calls';

const STEP = 60_000;
const START = Date.parse('2026-01-01T12:00:00Z');

/** A source that knows other series at each moment, and of some moments nothing. */
function movingSource(
  moments: readonly (readonly TestSeries[] | undefined)[],
): MetricsSource {
  const sources = moments.map(series => series && seriesSource(series));
  return {
    ...seriesSource([]),
    queryRange: async (queries, options) => ({
      windowSeconds: options.windowSeconds,
      rememberedSince: START,
      warnings: [],
      results: await Promise.all(
        queries.map(query =>
          Promise.all(
            sources.map(
              async source =>
                source && (await source.query([query], options)).results[0],
            ),
          ),
        ),
      ),
    }),
  };
}

function callRow(labels: Record<string, string>, value: number): TestSeries {
  return {
    metric: 'outbound_http_route_request_statuses_total',
    labels: {
      ...WEB,
      parent_kind: 'Service',
      parent_namespace: 'a',
      parent_name: 'api',
      ...labels,
    },
    value,
  };
}

describe('traffic over time', () => {
  it('tells each step as it was, and leaves out what nobody remembers', async () => {
    const { steps, rememberedSince } = await mesh().trafficHistory({
      metrics: movingSource([
        undefined,
        outbound(WEB, TO_API, { requests: 60 }),
        [],
        [
          ...outbound(WEB, TO_API, { requests: 30, failures: 10 }),
          ...inbound(API, { requests: 30 }),
          ...[10, 100, Infinity].map((le, i) => ({
            metric: 'response_latency_ms_bucket',
            labels: {
              ...API,
              direction: 'inbound',
              target_port: '8080',
              tls: 'true',
              le: le === Infinity ? '+Inf' : `${le}`,
            },
            value: 10 * (i + 1),
          })),
        ],
      ]),
      snapshot: podSnapshot(PODS),
      scope: { namespaces: ['a'] },
      stepSeconds: 60,
      times: [0, 1, 2, 3].map(i => START + i * STEP),
    });
    expect(rememberedSince).toBe(START);
    expect(steps.map(step => step && edgesOf(step))).toEqual([
      undefined,
      { 'Deployment/web → Deployment/api': 60 },
      {},
      expect.objectContaining({ 'Deployment/web → Deployment/api': 30 }),
    ]);
    expect(steps[3]).toMatchObject({
      windowSeconds: 60,
      measuredAt: START + 3 * STEP,
    });
    const api = steps[3]!.workloads.find(
      ({ workload }) => workload.name === 'api',
    );
    expect([...(api?.latency ?? [])]).toEqual([
      [10, 10],
      [100, 20],
      [Infinity, 30],
    ]);
    // The buckets of calls are the expensive question.
    expect(steps[3]!.edges.some(({ latency }) => latency)).toBe(false);
  });

  it('equals the traffic of the same window, on the recorded proxies', async () => {
    const snapshot: InventorySnapshot = await recordedSnapshot();
    const metrics = recordedSource(snapshot);
    try {
      const scope = { namespaces: ['video'] };
      const now = await mesh().traffic({
        metrics,
        snapshot,
        scope,
        windowSeconds: 73,
      });
      const { steps } = await mesh().trafficHistory({
        metrics,
        snapshot,
        scope,
        part: 'counts',
        stepSeconds: 73,
        times: [T2 - 73_000, T2],
      });
      expect(steps[0]).toBeUndefined();
      expect(now.edges.length).toBeGreaterThan(10);
      expect(countsOf(steps[1]!)).toEqual(countsOf(now));
    } finally {
      metrics.close();
    }
  });
});

describe('what went wrong of calls', () => {
  const toApi = outbound(
    WEB,
    { ...TO_API, dst_service: 'api' },
    {
      requests: 60,
      failures: 20,
    },
  );
  const kinds = ({ edges }: MeshTraffic) =>
    Object.fromEntries(
      edges.map(({ target, http }) => [nameOf(target), http?.calls]),
    );

  it('tells time limits from other failures, also where nothing is retried', async () => {
    const traffic = await trafficOf(PODS, [
      ...toApi,
      callRow({ http_status: '200' }, 40),
      callRow({ http_status: '500' }, 8),
      callRow({ http_status: '', error: 'REQUEST_TIMEOUT' }, 9),
      callRow({ http_status: '', error: 'RESPONSE_HEADERS_TIMEOUT' }, 3),
    ]);
    expect(kinds(traffic)['Deployment/api']).toEqual({
      successes: 40,
      failures: 20,
      timeouts: 12,
    });
  });

  it('tells time limits of a ServiceProfile', async () => {
    const answered = (labels: Record<string, string>, value: number) => ({
      metric: 'route_response_total',
      labels: {
        ...WEB,
        direction: 'outbound',
        dst: 'api.a.svc.cluster.local:8080',
        ...labels,
      },
      value,
    });
    const traffic = await trafficOf(PODS, [
      ...toApi,
      answered({ classification: 'success', status_code: '200' }, 40),
      answered({ classification: 'failure', status_code: '503' }, 5),
      answered({ classification: 'failure', error: 'timeout' }, 4),
      answered({ classification: 'failure', error: 'unclassified' }, 1),
    ]);
    expect(kinds(traffic)['Deployment/api']).toEqual({
      successes: 40,
      failures: 10,
      timeouts: 4,
    });
  });

  it('tells time limits of a split route by who was to answer', async () => {
    const leaf = (name: string) => meshedPod('a', name, 1);
    const toLeaf = (name: string) =>
      outbound(
        WEB,
        {
          dst_namespace: 'a',
          dst_deployment: name,
          dst_pod: `${name}-1`,
          dst_service: name,
        },
        { requests: 50, failures: 10 },
      );
    const { edges } = await trafficOf(
      [...PODS, leaf('v1'), leaf('v2')],
      [
        ...toLeaf('v1'),
        ...toLeaf('v2'),
        callRow({ http_status: '200' }, 80),
        callRow({ http_status: '', error: 'REQUEST_TIMEOUT' }, 7),
        ...(['REQUEST_TIMEOUT', 'IO'] as const).map(error => ({
          metric: 'outbound_http_route_backend_response_statuses_total',
          labels: {
            ...WEB,
            backend_kind: 'Service',
            backend_namespace: 'a',
            backend_name: 'v2',
            error,
          },
          value: 7,
        })),
      ],
    );
    expect(
      edges.map(({ target, http }) => [nameOf(target), http!.timeouts]),
    ).toEqual([
      ['Deployment/v1', undefined],
      ['Deployment/v2', 7],
    ]);
  });

  it('leaves calls out where they say no more than attempts', async () => {
    const traffic = await trafficOf(PODS, [
      ...toApi,
      callRow({ http_status: '200' }, 40),
      callRow({ http_status: '500' }, 20),
    ]);
    expect(kinds(traffic)['Deployment/api']).toBeUndefined();
  });

  it('puts calls that reached nobody to the Service, and there alone', async () => {
    const traffic = await trafficOf(PODS, [
      ...toApi,
      callRow({ http_status: '200' }, 40),
      callRow({ http_status: '', error: 'REQUEST_TIMEOUT' }, 20),
      callRow({ http_status: '', error: 'FAIL_FAST' }, 5),
      callRow({ http_status: '', error: 'LOAD_SHED' }, 2),
    ]);
    expect(kinds(traffic)).toEqual({
      'Deployment/api': { successes: 40, failures: 20, timeouts: 20 },
      'service a/api': {
        successes: 0,
        failures: 7,
        timeouts: 0,
        unreachable: 7,
      },
    });
  });
});

function countsOf({ edges }: MeshTraffic) {
  return edges
    .map(({ source, target, http, tcp }) => [
      `${nameOf(source)} → ${nameOf(target)}`,
      [
        http?.requests,
        http?.successes,
        http?.failures,
        http?.latencyCount,
        http?.calls?.failures,
        tcp?.openConnections,
        tcp?.readBytes,
      ].map(value => value && Math.round(1000 * value) / 1000),
    ])
    .sort();
}
