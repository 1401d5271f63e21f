import type {
  LinkModel,
  NamespaceModel,
  OutcomeModel,
  RouteModel,
  ServiceModel,
  WorkloadModel,
} from '../simulation/model';
import { latency, OK, outcomes, route, service, workload } from './parts';

const NS = 'podinfo';
const MULTICLUSTER = 'linkerd-multicluster';
const GATEWAY = 'linkerd-gateway';
const GATEWAY_PORT = 4143;
const PORT = { name: 'http', port: 9898 };

/** What the east asks of the west, in calls per second: the west's gateway passes on as many. */
const FROM_FRONTEND = 3;
const FROM_LOADTESTER = 1;

const LINK: LinkModel = {
  cluster: 'west',
  // Of the load balancer before the gateway.
  gateway: { ip: '172.18.255.20', port: GATEWAY_PORT },
  probeLatency: latency(24, 3),
};

const INFO: OutcomeModel[] = outcomes(OK, { share: 0.02, status: 500 });

/** As its callers in the other cluster see it: the way there and back is in it. */
const MIRRORED_ROUTES: RouteModel[] = [
  route('GET', '/api/info', {
    latency: latency(38, 3),
    responseBytes: 380,
    outcomes: { '*': INFO },
  }),
];

export const podinfoNamespaces: NamespaceModel[] = [
  { name: NS, injected: true },
  {
    name: MULTICLUSTER,
    injected: false,
    labels: {
      'linkerd.io/extension': 'multicluster',
      'pod-security.kubernetes.io/enforce': 'restricted',
    },
    annotations: { 'linkerd.io/inject': 'enabled' },
  },
];

const podinfo = (more: Partial<WorkloadModel>) =>
  workload(NS, 'podinfo', {
    componentId: 'podinfo',
    version: '6.7.1',
    ports: [PORT],
    ...more,
  });

const loadtester = (more: Partial<WorkloadModel>) =>
  workload(NS, 'loadtester', {
    componentId: 'podinfo-loadtester',
    version: '0.33.0',
    ports: [],
    ...more,
  });

const callTo = (name: string, path: string) => ({
  to: { namespace: NS, name },
  route: path,
});

/** The caller's side: a mirror of the west's Service, and who keeps it. */
export function podinfoEastWorkloads(): WorkloadModel[] {
  return [
    loadtester({
      drives: [
        { ratePerSecond: 4, call: callTo('frontend', 'GET /') },
        // It has a namesake in the west, which is somebody else.
        {
          ratePerSecond: FROM_LOADTESTER,
          call: callTo('podinfo-west', 'GET /api/info'),
        },
      ],
    }),
    workload(NS, 'frontend', {
      componentId: 'podinfo-frontend',
      version: '1.27.3',
      replicas: 2,
      routes: [
        route('GET', '/', {
          latency: latency(6),
          responseBytes: 2400,
          calls: [
            {
              ...callTo('podinfo-west', 'GET /api/info'),
              share: FROM_FRONTEND / 4,
            },
            { ...callTo('podinfo', 'GET /version'), share: 0.5 },
          ],
        }),
      ],
    }),
    podinfo({
      routes: [route('GET', '/version', { responseBytes: 64 })],
    }),
    workload(MULTICLUSTER, `linkerd-service-mirror-${LINK.cluster}`, {
      version: 'edge-26.8.3',
      tap: 'missing',
      ports: [{ name: 'admin-http', port: 9999 }],
      selector: {
        component: 'linkerd-service-mirror',
        'mirror.linkerd.io/cluster-name': LINK.cluster,
      },
      podLabels: { 'linkerd.io/extension': 'multicluster' },
      mirrors: LINK,
    }),
  ];
}

export function podinfoEastServices(): ServiceModel[] {
  return [
    service(NS, 'frontend'),
    service(NS, 'podinfo', { port: PORT }),
    service(NS, `podinfo-${LINK.cluster}`, {
      port: PORT,
      selector: {},
      mirror: {
        cluster: LINK.cluster,
        origin: { namespace: NS, name: 'podinfo' },
        gateway: LINK.gateway,
        routes: MIRRORED_ROUTES,
      },
      labels: {
        'mirror.linkerd.io/cluster-name': LINK.cluster,
        'mirror.linkerd.io/mirrored-service': 'true',
      },
      annotations: {
        'mirror.linkerd.io/remote-resource-version': '4711',
        'mirror.linkerd.io/remote-svc-fq-name': `podinfo.${NS}.svc.cluster.local`,
      },
    }),
  ];
}

export const podinfoLinks: LinkModel[] = [LINK];

/** The called side: the gateway, and what is behind it. */
export function podinfoWestWorkloads(): WorkloadModel[] {
  const passOn = (ratePerSecond: number, name: string) => ({
    ratePerSecond,
    call: callTo('podinfo', 'GET /api/info'),
    onBehalfOf: { namespace: NS, name },
  });
  return [
    workload(MULTICLUSTER, GATEWAY, {
      version: 'edge-26.8.3',
      tap: 'missing',
      app: GATEWAY,
      ports: [],
      podLabels: {
        component: 'gateway',
        'linkerd.io/extension': 'multicluster',
      },
      podAnnotations: { 'config.linkerd.io/enable-gateway': 'true' },
      drives: [
        passOn(FROM_FRONTEND, 'frontend'),
        passOn(FROM_LOADTESTER, 'loadtester'),
      ],
    }),
    podinfo({
      replicas: 2,
      routes: [
        route('GET', '/api/info', {
          latency: latency(9),
          responseBytes: 380,
          outcomes: { '*': INFO },
          calls: [
            {
              to: { namespace: NS, name: 'redis' },
              bytes: { out: 70, in: 210 },
            },
          ],
        }),
      ],
    }),
    workload(NS, 'redis', {
      kind: 'StatefulSet',
      componentId: 'podinfo-redis',
      version: '7.2.4',
      ports: [{ name: 'redis', port: 6379 }],
    }),
    loadtester({
      drives: [
        { ratePerSecond: 1.5, call: callTo('podinfo', 'GET /api/info') },
      ],
    }),
  ];
}

export function podinfoWestServices(): ServiceModel[] {
  return [
    service(NS, 'podinfo', {
      port: PORT,
      labels: { 'mirror.linkerd.io/exported': 'true' },
    }),
    service(NS, 'redis', {
      port: { name: 'redis', port: 6379 },
      protocol: 'tcp',
      opaque: true,
    }),
    service(MULTICLUSTER, GATEWAY, {
      port: { name: 'mc-gateway', port: GATEWAY_PORT },
      labels: { 'linkerd.io/extension': 'multicluster' },
      annotations: {
        'mirror.linkerd.io/gateway-identity': `${GATEWAY}.${MULTICLUSTER}.serviceaccount.identity.linkerd.cluster.local`,
        'mirror.linkerd.io/multicluster-gateway': 'true',
        'mirror.linkerd.io/probe-path': '/ready',
        'mirror.linkerd.io/probe-period': '3',
        'mirror.linkerd.io/probe-port': '4191',
      },
    }),
  ];
}
