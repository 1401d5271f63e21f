import {
  meshedPod,
  podSnapshot,
} from '../../metrics/__testUtils__/podSnapshot';
import { readJson } from '../../metrics/__testUtils__/recordedMesh';
import {
  MEASURED_AT,
  TestSeries,
} from '../../metrics/__testUtils__/seriesSource';
import {
  API,
  edgesOf,
  IDENTITY,
  inbound,
  Labels,
  outbound,
  PODS,
  TO_API,
  trafficOf,
  WEB,
} from './__testUtils__/calls';
import { PeerResolver } from './PeerResolver';
import { buildQuestions } from './questions';
import { SystemWorkloads } from './SystemWorkloads';

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

  it('resolves deleted pods too where labels overwrite the owner, and asks no longer question for hundreds', async () => {
    const labels = {
      'linkerd.io/control-plane-ns': 'linkerd',
      deployment: 'renamed',
    };
    const gone = meshedPod('ops', 'h2box', 1, {
      labels,
      deletedAt: MEASURED_AT - 5_000,
    });
    const own = { namespace: 'ops', pod: gone.name, deployment: 'renamed' };
    const series = outbound(own, TO_API, { requests: 5 });
    expect(edgesOf(await trafficOf([...PODS, gone], series))).toEqual({
      'Deployment/h2box → Deployment/api': 5,
    });

    const many = Array.from({ length: 300 }, (_, i) =>
      meshedPod('ops', 'h2box', i, { labels }),
    );
    const questions = buildQuestions({
      system: new SystemWorkloads(podSnapshot(many), []),
      adminPorts: ['4191'],
      resolver: new PeerResolver(podSnapshot(many), { isMeshed: () => true }),
      request: { snapshot: podSnapshot(many) },
    });
    for (const { query } of questions) {
      expect(JSON.stringify(query).length).toBeLessThan(1_000);
    }
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
    expect(traffic.edges[0].source).toMatchObject({ identity: client });
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

  it('tells denied calls of one caller, and of all who share the identity that it was one of them', async () => {
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
    expect(shared.edges.map(({ deniedAmong }) => deniedAmong)).toEqual([6, 6]);
    expect(shared.workloads[0].http).toMatchObject({ denied: 6 });
  });
});
