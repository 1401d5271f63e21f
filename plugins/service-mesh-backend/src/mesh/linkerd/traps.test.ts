import { mockServices } from '@backstage/backend-test-utils';
import {
  InventoryPod,
  MeshPeer,
  MeshTraffic,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import {
  meshedPod,
  podSnapshot,
} from '../../metrics/__testUtils__/podSnapshot';
import {
  INSTALLATION,
  readJson,
  scriptedConnection,
} from '../../metrics/__testUtils__/recordedMesh';
import {
  MEASURED_AT,
  seriesSource,
  TestSeries,
} from '../../metrics/__testUtils__/seriesSource';
import { LinkerdMesh } from './LinkerdMesh';

type Labels = Record<string, string>;

const IDENTITY = 'serviceaccount.identity.linkerd.cluster.local';

function mesh(includedNamespaces: string[] = []): LinkerdMesh {
  return new LinkerdMesh(
    {
      connection: scriptedConnection(() => ({ status: 404, body: '' })),
      inventory: {
        cluster: 'c',
        ready: async () => podSnapshot([]),
        snapshot: () => undefined,
        state: () => ({ state: 'idle' }),
      },
      logger: mockServices.logger.mock(),
    },
    INSTALLATION,
    { namespace: 'linkerd', vizNamespace: 'linkerd-viz', includedNamespaces },
  );
}

async function trafficOf(
  pods: readonly InventoryPod[],
  known: readonly TestSeries[],
  more: Partial<TrafficRequest> & {
    without?: string[];
    includedNamespaces?: string[];
  } = {},
): Promise<MeshTraffic> {
  const { without, includedNamespaces, ...request } = more;
  return mesh(includedNamespaces).traffic({
    metrics: seriesSource(known, { without }),
    snapshot: podSnapshot(pods),
    windowSeconds: 60,
    ...request,
  });
}

/** What a test varies of a call. */
interface Call {
  requests?: number;
  failures?: number;
  tls?: string;
  target_addr?: string;
  target_port?: string;
  route_name?: string;
  client_id?: string;
}

/** Requests and responses of one edge, as its caller's proxy counts them. */
function outbound(source: Labels, target: Labels, call: Call = {}) {
  return series(call, {
    direction: 'outbound',
    target_port: '8080',
    target_addr: '10.0.0.1:8080',
    tls: 'true',
    ...source,
    ...target,
  });
}

/** The same at the callee. */
function inbound(target: Labels, call: Call = {}) {
  return series(call, {
    direction: 'inbound',
    target_port: '8080',
    route_name: 'default',
    ...target,
  });
}

function series(
  { requests = 60, failures = 0, ...varied }: Call,
  defaults: Labels,
): TestSeries[] {
  const labels: Labels = { ...defaults, ...varied };
  return [
    { metric: 'request_total', labels, value: requests },
    {
      metric: 'response_total',
      labels: { ...labels, classification: 'success' },
      value: requests - failures,
    },
    {
      metric: 'response_total',
      labels: { ...labels, classification: 'failure' },
      value: failures,
    },
  ];
}

function nameOf(peer: MeshPeer): string {
  switch (peer.type) {
    case 'workload':
      return `${peer.workload.kind}/${peer.workload.name}`;
    case 'service':
      return `service ${peer.namespace}/${peer.name}${
        peer.meshCluster ? ` in ${peer.meshCluster}` : ''
      }`;
    case 'external':
      return `external ${peer.host}`;
    default:
      return 'unmeshed';
  }
}

function edgesOf({ edges }: MeshTraffic): Record<string, number | undefined> {
  return Object.fromEntries(
    edges.map(({ source, target, http }) => [
      `${nameOf(source)} → ${nameOf(target)}`,
      http?.requests,
    ]),
  );
}

const WEB: Labels = { namespace: 'a', pod: 'web-1', deployment: 'web' };
const API: Labels = { namespace: 'a', pod: 'api-1', deployment: 'api' };
const TO_API: Labels = {
  dst_namespace: 'a',
  dst_deployment: 'api',
  dst_pod: 'api-1',
};
const PODS = [meshedPod('a', 'web', 1), meshedPod('a', 'api', 1)];

describe('who is at the ends of a call', () => {
  it('resolves by pod where a pod label overwrites the owner', async () => {
    const recorded = readJson<{
      data: { result: { metric: Labels }[] };
    }>('prometheus/pod-label-overrides-owner.json').data.result[0].metric;
    expect(recorded.deployment).toBe('renamed-by-label');
    const pod = meshedPod('ops', 'h2box', 1, {
      name: recorded.pod,
      labels: {
        'linkerd.io/control-plane-ns': 'linkerd',
        'linkerd.io/proxy-deployment': 'h2box',
        deployment: 'renamed-by-label',
      },
    });
    const own = {
      namespace: 'ops',
      pod: recorded.pod,
      deployment: 'renamed-by-label',
    };
    const traffic = await trafficOf(
      [...PODS, pod],
      [
        ...outbound(own, TO_API, { requests: 5 }),
        ...outbound(WEB, TO_API, { requests: 7 }),
        ...inbound(own, { requests: 9, tls: 'no_identity' }),
      ],
    );
    expect(edgesOf(traffic)).toEqual({
      'Deployment/h2box → Deployment/api': 5,
      'Deployment/web → Deployment/api': 7,
      'unmeshed → Deployment/h2box': 9,
    });
    expect(traffic.workloads.map(row => row.workload.name)).toEqual(['h2box']);
  });

  it('adds up the pods of what no owner label names', async () => {
    const job = {
      cluster: 'c',
      namespace: 'a',
      kind: 'CronJob',
      name: 'report',
    };
    const runs = [1, 2].map(i =>
      meshedPod('a', 'report', i, {
        workload: job,
        createdAt: '2026-01-01T10:00:00Z',
      }),
    );
    const traffic = await trafficOf(
      [...PODS, ...runs],
      runs.flatMap(({ name }) =>
        outbound({ namespace: 'a', pod: name }, TO_API, { requests: 10 }),
      ),
    );
    expect(edgesOf(traffic)).toEqual({ 'CronJob/report → Deployment/api': 20 });
  });

  it('names what is called without an owner label: a bare pod, an address, a service, a mirrored one', async () => {
    const bare = meshedPod('a', 'shell', 1, {
      workload: { cluster: 'c', namespace: 'a', kind: 'Pod', name: 'shell-1' },
    });
    const direct = meshedPod('b', 'direct', 1, { ip: '10.9.9.9' });
    const traffic = await trafficOf(
      [...PODS, bare, direct],
      [
        ...outbound(
          WEB,
          { dst_namespace: 'a', dst_pod: 'shell-1' },
          { requests: 1 },
        ),
        ...outbound(WEB, {}, { requests: 2, target_addr: '203.0.113.10:443' }),
        ...outbound(WEB, {}, { requests: 3, target_addr: '10.9.9.9:80' }),
        ...outbound(
          WEB,
          { dst_namespace: 'a', dst_service: 'headless' },
          { requests: 4 },
        ),
        ...outbound(
          WEB,
          {
            dst_namespace: 'a',
            dst_service: 'pay-west',
            dst_target_cluster: 'west',
            dst_target_service: 'pay',
            dst_target_service_namespace: 'money',
          },
          { requests: 5 },
        ),
        ...outbound(
          WEB,
          { dst_namespace: 'a', dst_external_workload: 'vm-1' },
          { requests: 6 },
        ),
      ],
    );
    expect(edgesOf(traffic)).toEqual({
      'Deployment/web → Pod/shell-1': 1,
      'Deployment/web → external 203.0.113.10:443': 2,
      'Deployment/web → Deployment/direct': 3,
      'Deployment/web → service a/headless': 4,
      'Deployment/web → service money/pay in west': 5,
      'Deployment/web → external vm-1': 6,
    });
  });

  it('adds up the services of one workload', async () => {
    const traffic = await trafficOf(PODS, [
      ...outbound(WEB, { ...TO_API, dst_service: 'api' }, { requests: 1 }),
      ...outbound(WEB, { ...TO_API, dst_service: 'api-v1' }, { requests: 2 }),
    ]);
    expect(edgesOf(traffic)).toEqual({ 'Deployment/web → Deployment/api': 3 });
  });
});

describe('what is left out', () => {
  const scrape = `prometheus.linkerd-viz.${IDENTITY}`;

  it("leaves out the proxies' own ports, as the pods declare them, and probes", async () => {
    const other = meshedPod('a', 'odd', 1);
    const [container] = other.containers;
    const odd = {
      ...other,
      containers: [
        { ...container, ports: [{ name: 'linkerd-admin', port: 9999 }] },
      ],
    };
    const traffic = await trafficOf(
      [...PODS, odd],
      [
        ...inbound(API, { target_port: '4191', tls: 'no_identity' }),
        ...inbound(API, { target_port: '9999', tls: 'no_identity' }),
        ...inbound(API, { route_name: 'probe', tls: 'no_identity' }),
        ...outbound(WEB, TO_API, { target_port: '4191' }),
        ...inbound(API, { requests: 5, tls: 'no_identity' }),
      ],
    );
    expect(edgesOf(traffic)).toEqual({ 'unmeshed → Deployment/api': 5 });
  });

  it("leaves out the mesh's own namespaces, unless the configuration names them", async () => {
    const prometheus = meshedPod('linkerd-viz', 'prometheus', 1);
    const calls = [
      ...outbound(
        {
          namespace: 'linkerd-viz',
          pod: 'prometheus-1',
          deployment: 'prometheus',
        },
        TO_API,
        { requests: 3 },
      ),
      ...inbound(API, { requests: 3, tls: 'true', client_id: scrape }),
      ...outbound(
        WEB,
        { dst_namespace: 'linkerd', dst_deployment: 'linkerd-destination' },
        { requests: 4 },
      ),
    ];
    const pods = [...PODS, prometheus];
    expect(edgesOf(await trafficOf(pods, calls))).toEqual({});
    expect(
      edgesOf(
        await trafficOf(pods, calls, {
          includedNamespaces: ['linkerd', 'linkerd-viz', 'a'],
        }),
      ),
    ).toEqual({
      'Deployment/prometheus → Deployment/api': 3,
      'Deployment/web → Deployment/linkerd-destination': 4,
    });
  });

  it('draws no edge of connections that are all closed', async () => {
    const traffic = await trafficOf(PODS, [
      ...outbound(WEB, TO_API, { requests: 0 }),
      {
        metric: 'tcp_open_connections',
        labels: { direction: 'outbound', peer: 'dst', ...WEB, ...TO_API },
        value: 0,
      },
    ]);
    expect(traffic.edges).toEqual([]);
  });
});

describe('who counts', () => {
  const identity = `web.a.${IDENTITY}`;

  it('draws a caller whose proxy is not measured, by its identity', async () => {
    const traffic = await trafficOf(
      PODS,
      inbound(API, { requests: 8, tls: 'true', client_id: identity }),
    );
    expect(traffic.edges).toMatchObject([
      {
        source: { workload: { name: 'web' } },
        countedBy: 'target',
        clientIdentity: identity,
        mtls: 'mesh',
        http: { requests: 8 },
      },
    ]);
  });

  it.each([
    ['nobody here has', PODS],
    [
      'two workloads share',
      [...PODS, meshedPod('a', 'other', 1, { serviceAccount: 'web' })],
    ],
  ])('names no workload by an identity that %s', async (_, pods) => {
    const client = pods.length === 2 ? `web.elsewhere.${IDENTITY}` : identity;
    const traffic = await trafficOf(
      pods,
      inbound(API, { requests: 8, tls: 'true', client_id: client }),
    );
    expect(edgesOf(traffic)).toEqual({
      [`external ${client
        .split('.')
        .slice(0, 2)
        .join('.')} → Deployment/api`]: 8,
    });
  });

  it('counts a call once where both sides count it, by its caller', async () => {
    const traffic = await trafficOf(PODS, [
      ...outbound(WEB, TO_API, { requests: 10, failures: 2 }),
      ...inbound(API, { requests: 9, tls: 'true', client_id: identity }),
    ]);
    expect(traffic.edges).toHaveLength(1);
    expect(traffic.edges[0]).toMatchObject({
      countedBy: 'source',
      http: { requests: 10, failures: 2 },
    });
  });

  it('takes from the callee what a caller of the same identity did not live to count', async () => {
    const young = meshedPod('a', 'job', 1, {
      serviceAccount: 'web',
      workload: { cluster: 'c', namespace: 'a', kind: 'Job', name: 'job' },
      createdAt: new Date(MEASURED_AT - 15_000).toISOString(),
    });
    const traffic = await trafficOf(
      [...PODS, young],
      [
        ...outbound(WEB, TO_API, { requests: 10 }),
        ...outbound({ namespace: 'a', pod: 'job-1', k8s_job: 'job' }, TO_API, {
          requests: 2,
        }),
        ...inbound(API, { requests: 30, tls: 'true', client_id: identity }),
      ],
    );
    expect(edgesOf(traffic)).toEqual({
      'Deployment/web → Deployment/api': 10,
      'Job/job → Deployment/api': 20,
    });
  });

  it('tells denied calls of one caller, and of nobody where several share the identity', async () => {
    const denial: TestSeries = {
      metric: 'inbound_http_authz_deny_total',
      labels: { ...API, target_port: '8080', tls: 'true', client_id: identity },
      value: 6,
    };
    const calls = outbound(WEB, TO_API, { requests: 10 });
    const one = await trafficOf(PODS, [...calls, denial]);
    expect(one.edges[0].http).toMatchObject({
      requests: 10,
      successes: 4,
      denied: 6,
    });
    expect(one.workloads[0].http).toMatchObject({ denied: 6 });

    const shared = await trafficOf(
      [...PODS, meshedPod('a', 'other', 1, { serviceAccount: 'web' })],
      [
        ...calls,
        ...outbound(
          { namespace: 'a', pod: 'other-1', deployment: 'other' },
          TO_API,
          { requests: 10 },
        ),
        denial,
      ],
    );
    expect(shared.edges.map(({ http }) => http!.denied)).toEqual([
      undefined,
      undefined,
    ]);
    expect(shared.workloads[0].http).toMatchObject({ denied: 6 });
  });
});

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
    const plain = await trafficOf(PODS, [...attempts, ...statuses]);
    expect(plain.edges[0].http).not.toHaveProperty('calls');
    const retried = await trafficOf(PODS, [
      ...attempts,
      ...statuses,
      route('outbound_http_route_retry_requests_total', {}, 16),
    ]);
    expect(retried.edges[0].http).toMatchObject({
      requests: 100,
      failures: 20,
      calls: { successes: 75, failures: 9 },
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
