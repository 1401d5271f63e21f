import type {
  ExternalHost,
  PolicyModel,
  RolloutScenario,
  ServiceModel,
  WorkloadModel,
} from '../simulation/model';
import { latency, OK, outcomes, route, service, workload } from './parts';

const NS = 'video';

/** The two versions of videos-api: the one that a rollback returns to, and the one that breaks it. */
export const VIDEOS_API_VERSIONS: [healthy: string, broken: string] = [
  '1.8.1',
  '1.9.0',
];

export interface VideoOptions {
  /** Requests per second that come in through the ingress. */
  ingressRate: number;
  replicas: { web: number; playlists: number; videos: number };
  /** Share of videos-api's answers that fail: as it should be, and when it is broken. */
  failures: [healthy: number, broken: number];
  rolloutEverySeconds: number;
}

const IDS = ['42', '77', 'squid', 'aurora', 'harbour lights'];

const api = (name: string, path: string) => ({
  to: { namespace: NS, name },
  route: path,
});

function videosApiOutcomes(failureShare: number) {
  return outcomes(
    OK,
    { share: failureShare * 0.8, status: 500 },
    { share: failureShare * 0.2, status: 503 },
    { share: 0.04, status: 200, slower: 12 },
    { share: 0.01, status: 404 },
  );
}

/** The video catalog: videos-web → playlists-api → playlists-db and videos-api → videos-db. */
export function videoWorkloads(options: VideoOptions): WorkloadModel[] {
  const [healthy, broken] = options.failures;
  const [healthyVersion, brokenVersion] = VIDEOS_API_VERSIONS;
  return [
    workload('ingress', 'ingress', {
      meshed: false,
      version: '2.1.0',
      replicas: 1,
      drives: [
        {
          ratePerSecond: options.ingressRate * 0.45,
          call: { ...api('videos-web', 'GET /') },
        },
        {
          ratePerSecond: options.ingressRate * 0.45,
          call: { ...api('videos-web', 'GET /watch/{id}') },
        },
        {
          ratePerSecond: options.ingressRate * 0.1,
          call: { ...api('videos-web', 'POST /playlists') },
        },
      ],
    }),
    workload(NS, 'videos-web', {
      componentId: 'videos-web',
      replicas: options.replicas.web,
      version: '3.2.0',
      routes: [
        route('GET', '/', {
          latency: latency(9),
          responseBytes: 5200,
          calls: [
            api('playlists-api', 'GET /playlists'),
            { ...api('search', 'GET /search'), share: 0.35, failsCaller: 0.2 },
            {
              to: { namespace: 'ops', name: 'collector' },
              route: 'POST /events',
              share: 0.4,
              failsCaller: 0,
            },
          ],
        }),
        route('GET', '/watch/{id}', {
          ids: IDS,
          query: 'autoplay=1',
          latency: latency(7),
          responseBytes: 3100,
          calls: [
            {
              ...api('playlists-api', 'GET /playlists/{id}'),
              failsCaller: 0.8,
            },
            {
              to: { namespace: 'legacy', name: 'thumbnails' },
              route: 'GET /thumb/{id}.png',
              share: 0.5,
              failsCaller: 0,
            },
            {
              ...api('payments', 'POST /charge'),
              share: 0.15,
              failsCaller: 0.5,
            },
            // Takes more than a second, which is why hardly anybody waits for it.
            {
              ...api('playlists-api', 'GET /playlists/{id}/export'),
              share: 0.02,
              failsCaller: 0,
            },
          ],
        }),
        route('POST', '/playlists', {
          latency: latency(12),
          outcomes: {
            '*': outcomes({ status: 201 }, { share: 0.03, status: 400 }),
          },
          calls: [api('playlists-api', 'POST /playlists')],
        }),
      ],
    }),
    workload(NS, 'playlists-api', {
      componentId: 'playlists-api',
      replicas: options.replicas.playlists,
      version: '1.14.0',
      appProbePath: '/healthz',
      routes: [
        route('GET', '/playlists', {
          latency: latency(6),
          responseBytes: 1800,
          calls: [
            {
              to: { namespace: NS, name: 'playlists-db' },
              bytes: { out: 58, in: 1400 },
            },
            { ...api('videos-api', 'GET /videos/{id}'), failsCaller: 0.5 },
            {
              to: { external: 'api.partner.example' },
              route: 'GET /recommend',
              share: 0.25,
              failsCaller: 0,
            },
          ],
        }),
        route('GET', '/playlists/{id}', {
          ids: IDS,
          latency: latency(5),
          responseBytes: 900,
          outcomes: {
            '*': outcomes(
              OK,
              { share: 0.02, status: 503 },
              { share: 0.01, status: 404 },
            ),
          },
          calls: [
            {
              to: { namespace: NS, name: 'playlists-db' },
              bytes: { out: 64, in: 480 },
            },
            { ...api('videos-api', 'GET /videos/{id}'), failsCaller: 0.6 },
          ],
        }),
        route('GET', '/playlists/{id}/export', {
          ids: IDS,
          query: 'format=csv',
          latency: latency(1400, 1.8),
          responseBytes: 64_000,
        }),
        route('POST', '/playlists', {
          latency: latency(15),
          outcomes: { '*': outcomes({ status: 201 }) },
          calls: [
            {
              to: { namespace: NS, name: 'playlists-db' },
              bytes: { out: 640, in: 40 },
            },
          ],
        }),
      ],
    }),
    workload(NS, 'videos-api', {
      componentId: 'videos-api',
      replicas: options.replicas.videos,
      version: healthyVersion,
      routes: [
        route('GET', '/videos/{id}', {
          ids: IDS,
          latency: latency(18, 4),
          responseBytes: 2600,
          outcomes: {
            '*': videosApiOutcomes(healthy),
            [brokenVersion]: videosApiOutcomes(broken),
          },
          calls: [
            {
              to: { namespace: NS, name: 'videos-db' },
              bytes: { out: 110, in: 2300 },
            },
          ],
        }),
      ],
    }),
    workload(NS, 'playlists-db', {
      kind: 'StatefulSet',
      componentId: 'playlists-db',
      version: '7.2.4',
      ports: [{ name: 'redis', port: 6379 }],
    }),
    workload(NS, 'videos-db', {
      componentId: 'videos-db',
      version: '16.3',
      ports: [{ name: 'sql', port: 9000 }],
    }),
    ...searchWorkloads(),
    // Says nothing about which component it belongs to: a catalog entity can find it by its labels only.
    workload(NS, 'payments', {
      version: '2.0.3',
      appProbePath: '/healthz',
      routes: [
        route('POST', '/charge', {
          latency: latency(35, 3),
          responseBytes: 16,
        }),
        route('GET', '/healthz', { responseBytes: 8 }),
      ],
    }),
  ];
}

/** One Service, two Deployments behind it: a route sends most to the first and some to the second. */
function searchWorkloads(): WorkloadModel[] {
  const routes = [
    route('GET', '/search', {
      query: 'q=aurora&page=1',
      latency: latency(22),
      responseBytes: 1500,
    }),
  ];
  return [
    workload(NS, 'search', {
      app: 'search',
      podLabels: { track: 'stable' },
      routes,
      serviceAccount: 'search',
    }),
    workload(NS, 'search-canary', {
      app: 'search',
      podLabels: { track: 'canary' },
      version: '1.5.0-rc1',
      serviceAccount: 'search',
      routes: [
        {
          ...routes[0],
          outcomes: { '*': outcomes(OK, { share: 0.08, status: 500 }) },
        },
      ],
    }),
  ];
}

export function videoServices(): ServiceModel[] {
  return [
    service(NS, 'videos-web'),
    service(NS, 'playlists-api', {
      profile: {
        routes: [
          'GET /playlists',
          'GET /playlists/{id}',
          'GET /playlists/{id}/export',
          'POST /playlists',
        ],
        retryable: ['GET /playlists/{id}'],
        timeoutsMs: { 'GET /playlists/{id}/export': 10_000 },
      },
    }),
    service(NS, 'videos-api', {
      route: {
        kind: 'HTTPRoute',
        name: 'videos-api',
        timeoutMs: 1500,
        retries: { statuses: [503], limit: 1 },
      },
    }),
    service(NS, 'playlists-db', {
      port: { name: 'redis', port: 6379 },
      protocol: 'tcp',
      opaque: true,
    }),
    service(NS, 'videos-db', {
      port: { name: 'sql', port: 9000 },
      protocol: 'tcp',
    }),
    service(NS, 'search', {
      route: {
        kind: 'HTTPRoute',
        name: 'search-split',
        backends: [
          { namespace: NS, name: 'search-stable', weight: 80 },
          { namespace: NS, name: 'search-canary', weight: 20 },
        ],
      },
    }),
    service(NS, 'search-stable', {
      selector: { app: 'search', track: 'stable' },
    }),
    service(NS, 'search-canary', {
      selector: { app: 'search', track: 'canary' },
    }),
    service(NS, 'payments'),
  ];
}

export function videoPolicies(): PolicyModel[] {
  return [
    {
      namespace: NS,
      app: 'payments',
      server: 'payments-http',
      port: 8080,
      routes: [
        {
          name: 'payments-charge',
          covers: ['POST /charge'],
          authorization: 'charge-from-web',
          allows: [{ namespace: NS, name: 'videos-web' }],
        },
        {
          name: 'payments-probe',
          covers: ['GET /healthz'],
          authorization: 'probe-from-anyone',
          allows: 'anyone',
        },
      ],
    },
  ];
}

export const partnerHost: ExternalHost = {
  host: 'api.partner.example',
  ip: '203.0.113.10',
  port: 80,
  routes: [
    route('GET', '/recommend', {
      query: 'top=5',
      latency: latency(60, 3),
      responseBytes: 640,
      outcomes: { '*': outcomes(OK, { share: 0.05, status: 429 }) },
    }),
  ],
};

export function videoRollouts(everySeconds: number): RolloutScenario[] {
  return [
    {
      workload: { namespace: NS, name: 'videos-api' },
      versions: VIDEOS_API_VERSIONS,
      everySeconds,
    },
  ];
}
