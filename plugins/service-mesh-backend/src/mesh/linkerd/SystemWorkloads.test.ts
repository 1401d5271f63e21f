import { meshedPod } from '../../metrics/__testUtils__/podSnapshot';
import {
  API,
  edgesOf,
  IDENTITY,
  inbound,
  outbound,
  PODS,
  TO_API,
  trafficOf,
  WEB,
} from './__testUtils__/calls';

const GATEWAY = {
  namespace: 'linkerd-viz',
  pod: 'gateway-1',
  deployment: 'gateway',
};
const PROMETHEUS = {
  namespace: 'linkerd-viz',
  pod: 'prometheus-1',
  deployment: 'prometheus',
};
const gatewayPod = (more = {}) =>
  meshedPod('linkerd-viz', 'gateway', 1, {
    annotations: { 'config.linkerd.io/enable-gateway': 'true' },
    ...more,
  });
const prometheusPod = (more = {}) =>
  meshedPod('linkerd-viz', 'prometheus', 1, more);

const to = ({ namespace, pod, deployment }: typeof GATEWAY) => ({
  dst_namespace: namespace,
  dst_pod: pod,
  dst_deployment: deployment,
});
const client = (account: string) =>
  `${account}.linkerd-viz.${IDENTITY.replace(/^\./, '')}`;

const SERIES = [
  ...outbound(GATEWAY, TO_API, { requests: 30 }),
  ...outbound(PROMETHEUS, TO_API, { requests: 500 }),
  ...outbound(WEB, to(GATEWAY), { requests: 7 }),
  ...outbound(WEB, to(PROMETHEUS), { requests: 8 }),
  ...inbound(API, {
    requests: 30,
    tls: 'true',
    client_id: client('gateway'),
  }),
  ...inbound(API, {
    requests: 500,
    tls: 'true',
    client_id: client('prometheus'),
  }),
  ...inbound(GATEWAY, { requests: 31, tls: 'true', client_id: 'x' }),
  ...inbound(PROMETHEUS, { requests: 900, tls: 'true', client_id: 'x' }),
];

const measured = async (...pods: ReturnType<typeof meshedPod>[]) => {
  const traffic = await trafficOf([...PODS, ...pods], SERIES);
  return {
    edges: edgesOf(traffic),
    workloads: Object.fromEntries(
      traffic.workloads.map(({ workload, http }) => [
        workload.name,
        http?.requests,
      ]),
    ),
  };
};

describe("the mesh's own workloads", () => {
  it('are left out, at both ends', async () => {
    expect(await measured(prometheusPod())).toEqual({
      edges: {},
      workloads: {},
    });
  });

  it('are left out beside a gateway, which is not', async () => {
    expect(await measured(gatewayPod(), prometheusPod())).toEqual({
      edges: {
        'Deployment/gateway → Deployment/api': 30,
        'Deployment/web → Deployment/gateway': 7,
        'external x → Deployment/gateway': 31,
      },
      workloads: { api: 30, gateway: 31 },
    });
  });

  it('are left out where nobody could be reached, too', async () => {
    const unreached = (parent_namespace: string, parent_name: string) => ({
      metric: 'outbound_http_route_request_statuses_total',
      labels: {
        ...WEB,
        parent_kind: 'Service',
        parent_namespace,
        parent_name,
        error: 'FAIL_FAST',
      },
      value: 4,
    });
    const traffic = await trafficOf(
      [...PODS, gatewayPod()],
      [unreached('linkerd-viz', 'metrics-api'), unreached('a', 'nowhere')],
    );
    expect(edgesOf(traffic)).toEqual({
      'Deployment/web → service a/nowhere': 4,
    });
  });

  it('are told from a gateway that is gone by what is remembered of it', async () => {
    const { edges } = await measured(
      gatewayPod({ deletedAt: Date.parse('2026-01-01T00:10:00Z') }),
      prometheusPod(),
    );
    expect(edges).toHaveProperty('Deployment/gateway → Deployment/api', 30);
    expect(edges).not.toHaveProperty('Deployment/prometheus → Deployment/api');
  });

  it('count with it where they share its ServiceAccount, as nobody can tell whose calls they are', async () => {
    const { workloads } = await measured(
      gatewayPod({ serviceAccount: 'default' }),
      prometheusPod({ serviceAccount: 'default' }),
    );
    expect(workloads).toEqual({ api: 530, gateway: 31 });
  });
});
