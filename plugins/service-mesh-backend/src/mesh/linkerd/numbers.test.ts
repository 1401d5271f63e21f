import { InventoryPod } from '@backstage-mesh/plugin-service-mesh-node';
import {
  meshedPod,
  podSnapshot,
} from '../../metrics/__testUtils__/podSnapshot';
import {
  seriesSource,
  TestSeries,
} from '../../metrics/__testUtils__/seriesSource';
import {
  Labels,
  mesh,
  outbound,
  PODS,
  TO_API,
  trafficOf,
  WEB,
} from './__testUtils__/calls';

describe('numbers', () => {
  it('tells the share of mixed mTLS', async () => {
    const traffic = await trafficOf(PODS, [
      ...outbound(WEB, TO_API, { requests: 75 }),
      ...outbound(WEB, TO_API, { requests: 20, tls: 'no_identity' }),
      ...outbound(WEB, TO_API, { requests: 5, tls: 'opaque' }),
    ]);
    expect(traffic.edges[0]).toMatchObject({ mtls: 'mixed', mtlsShare: 0.75 });
  });

  it("tells the application's own TLS from the mesh's", async () => {
    const traffic = await trafficOf(PODS, [
      ...outbound(WEB, TO_API, { requests: 5, tls: 'opaque' }),
    ]);
    expect(traffic.edges[0].mtls).toBe('opaque');
  });

  it('reads bounds as numbers, and adds up those that are written differently', async () => {
    const bucket = (le: string, value: number): TestSeries => ({
      metric: 'response_latency_ms_bucket',
      labels: {
        direction: 'outbound',
        target_port: '1',
        ...WEB,
        ...TO_API,
        le,
      },
      value,
    });
    const traffic = await trafficOf(
      PODS,
      [
        bucket('1', 2),
        bucket('1.0', 3),
        bucket('50', 7),
        bucket('+Inf', 9),
        bucket('x', 100),
      ],
      { part: 'latency', scope: { namespaces: ['a'] } },
    );
    expect([...traffic.edges[0].latency!]).toEqual([
      [1, 5],
      [50, 7],
      [Infinity, 9],
    ]);
  });

  it('knows gRPC where most answers carry its status', async () => {
    const traffic = await trafficOf(PODS, [
      ...outbound(WEB, TO_API, { requests: 10 }),
      {
        metric: 'response_total',
        labels: {
          direction: 'outbound',
          target_port: '8080',
          ...WEB,
          ...TO_API,
          grpc_status: '0',
          classification: 'success',
        },
        value: 40,
      },
    ]);
    expect(traffic.edges[0].protocol).toBe('grpc');
  });

  it('leaves unknown what one failed query should have brought', async () => {
    const calls = outbound(WEB, TO_API, { requests: 10 });
    const noRequests = await trafficOf(PODS, calls, {
      without: ['request_total'],
    });
    expect(noRequests.edges[0].http).toEqual({ successes: 10, failures: 0 });
    const noResponses = await trafficOf(PODS, calls, {
      without: ['response_total'],
    });
    expect(noResponses.edges[0]).not.toHaveProperty('http');
  });

  it('tells calls after retries from attempts, in routes of HTTP and gRPC', async () => {
    const route = (
      metric: string,
      labels: Labels,
      value: number,
    ): TestSeries => ({
      metric,
      labels: {
        ...WEB,
        parent_kind: 'Service',
        parent_namespace: 'a',
        parent_name: 'api',
        ...labels,
      },
      value,
    });
    const attempts = outbound(
      WEB,
      { ...TO_API, dst_service: 'api' },
      { requests: 100, failures: 20 },
    );
    const statuses = [
      route(
        'outbound_http_route_request_statuses_total',
        { http_status: '200' },
        60,
      ),
      route(
        'outbound_http_route_request_statuses_total',
        { http_status: '503' },
        4,
      ),
      route(
        'outbound_http_route_request_statuses_total',
        { error: 'REQUEST_TIMEOUT' },
        3,
      ),
      route(
        'outbound_grpc_route_request_statuses_total',
        { grpc_status: 'NOT_FOUND' },
        10,
      ),
      route(
        'outbound_grpc_route_request_statuses_total',
        { grpc_status: 'PERMISSION_DENIED' },
        1,
      ),
      route(
        'outbound_grpc_route_request_statuses_total',
        { grpc_status: 'UNKNOWN' },
        1,
      ),
      // A client that went away.
      route(
        'outbound_grpc_route_request_statuses_total',
        { grpc_status: 'UNKNOWN', error: 'UNKNOWN' },
        5,
      ),
    ];
    const plain = await trafficOf(PODS, [
      ...attempts,
      ...statuses.filter(({ labels }) => labels.error !== 'REQUEST_TIMEOUT'),
    ]);
    expect(plain.edges[0].http).not.toHaveProperty('calls');
    const retried = await trafficOf(PODS, [
      ...attempts,
      ...statuses,
      route('outbound_http_route_retry_requests_total', {}, 16),
    ]);
    expect(retried.edges[0].http).toMatchObject({
      requests: 100,
      failures: 20,
      calls: { successes: 75, failures: 9, timeouts: 3 },
    });
  });

  it.each([
    ['FAIL_FAST', 'http'],
    ['LOAD_SHED', 'grpc'],
  ])(
    'draws calls that found no endpoint: %s of %s',
    async (error, protocol) => {
      const traffic = await trafficOf(PODS, [
        {
          metric: `outbound_${protocol}_route_request_statuses_total`,
          labels: {
            ...WEB,
            parent_kind: 'Service',
            parent_namespace: 'b',
            parent_name: 'empty',
            error,
          },
          value: 6,
        },
      ]);
      expect(traffic.edges).toMatchObject([
        {
          target: { type: 'service', namespace: 'b', name: 'empty' },
          http: { requests: 6, successes: 0, failures: 6 },
        },
      ]);
    },
  );

  it('asks as many questions for a thousand workloads as for two', async () => {
    const count = async (pods: InventoryPod[]) => {
      const source = seriesSource([]);
      const query = jest.spyOn(source, 'query');
      await mesh().traffic({
        metrics: source,
        snapshot: podSnapshot(pods),
        windowSeconds: 60,
      });
      return query.mock.calls.flatMap(([queries]) => queries).length;
    };
    const many = Array.from({ length: 1_000 }, (_, i) =>
      meshedPod(`n${i % 20}`, `w${i}`, 1),
    );
    expect(await count(many)).toBe(await count(PODS));
  });
});
