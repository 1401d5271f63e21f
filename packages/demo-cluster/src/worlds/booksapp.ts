import type {
  CallModel,
  PhaseModel,
  ServiceModel,
  WorkloadModel,
} from '../simulation/model';
import {
  CALM_SECONDS,
  latency,
  OK,
  outcomes,
  route,
  service,
  workload,
} from './parts';

const NS = 'booksapp';
const IDS = ['3', '7', '19', '42'];

const WEB = { name: 'http', port: 7000 };
const AUTHORS = { name: 'http', port: 7001 };
const BOOKS = { name: 'http', port: 7002 };

/** When authors read from their books, more people ask who they are. */
const READINGS: PhaseModel = {
  everySeconds: 150,
  forSeconds: 50,
  offsetSeconds: CALM_SECONDS,
};

const call = (name: string, path: string): CallModel => ({
  to: { namespace: NS, name },
  route: path,
});

const mysql = (inBytes: number): CallModel => ({
  to: { namespace: NS, name: 'mysql' },
  bytes: { out: 180, in: inBytes },
});

/** Books and their authors. A route sends half of what is meant for authors to a server that fails it all. */
export function booksappWorkloads(): WorkloadModel[] {
  return [
    workload(NS, 'traffic', {
      componentId: 'traffic',
      version: 'v0.0.7',
      ports: [],
      drives: [
        { ratePerSecond: 0.7, call: call('webapp', 'GET /') },
        { ratePerSecond: 0.6, call: call('webapp', 'GET /books/{id}') },
        { ratePerSecond: 0.2, call: call('webapp', 'GET /authors/{id}') },
        {
          ratePerSecond: 1.2,
          call: { ...call('webapp', 'GET /authors/{id}'), during: READINGS },
        },
        { ratePerSecond: 0.7, call: call('webapp', 'POST /books') },
      ],
    }),
    workload(NS, 'webapp', {
      componentId: 'webapp',
      version: 'v0.0.7',
      replicas: 2,
      ports: [WEB],
      routes: [
        route('GET', '/', {
          latency: latency(12),
          responseBytes: 7400,
          calls: [
            call('books', 'GET /books.json'),
            { ...call('authors', 'GET /authors.json'), failsCaller: 0.1 },
          ],
        }),
        route('GET', '/books/{id}', {
          ids: IDS,
          latency: latency(9),
          responseBytes: 3300,
          calls: [
            call('books', 'GET /books/{id}.json'),
            { ...call('authors', 'GET /authors/{id}.json'), failsCaller: 0.3 },
          ],
        }),
        route('GET', '/authors/{id}', {
          ids: IDS,
          latency: latency(9),
          responseBytes: 2900,
          calls: [call('authors', 'GET /authors/{id}.json')],
        }),
        route('POST', '/books', {
          latency: latency(14),
          outcomes: { '*': outcomes({ status: 303 }) },
          calls: [call('books', 'POST /books.json')],
        }),
      ],
    }),
    ...authors(),
    ...books(),
    workload(NS, 'mysql', {
      kind: 'StatefulSet',
      componentId: 'mysql',
      version: '8.0.36',
      ports: [{ name: 'mysql', port: 3306 }],
    }),
  ];
}

function authors(): WorkloadModel[] {
  const routes = [
    route('GET', '/authors.json', {
      latency: latency(14),
      responseBytes: 5100,
      calls: [mysql(4800)],
    }),
    route('GET', '/authors/{id}.json', {
      ids: IDS,
      latency: latency(8),
      responseBytes: 620,
      calls: [mysql(500)],
    }),
    // How books asks whether there is such an author.
    route('HEAD', '/authors/{id}.json', {
      ids: IDS,
      latency: latency(6),
      responseBytes: 0,
      calls: [mysql(90)],
    }),
  ];
  return [
    workload(NS, 'authors', {
      componentId: 'authors',
      version: 'v0.0.7',
      replicas: 2,
      ports: [AUTHORS],
      routes,
    }),
    workload(NS, 'error-injector', {
      componentId: 'error-injector',
      version: '1.19-alpine',
      routes: routes.map(({ calls: _calls, ...item }) => ({
        ...item,
        latency: latency(1.5, 3),
        responseBytes: 0,
        outcomes: { '*': [{ share: 1, status: 500 }] },
      })),
    }),
  ];
}

function books(): WorkloadModel[] {
  const routes = [
    route('GET', '/books.json', {
      latency: latency(18),
      responseBytes: 6800,
      calls: [mysql(6100)],
    }),
    // Some of its answers come too late for the profile, and some are tried again.
    route('GET', '/books/{id}.json', {
      ids: IDS,
      latency: latency(10),
      responseBytes: 780,
      outcomes: {
        '*': outcomes(
          OK,
          { share: 0.06, status: 503 },
          { share: 0.02, status: 200, slower: 80 },
        ),
      },
      calls: [mysql(640)],
    }),
    route('POST', '/books.json', {
      latency: latency(20),
      outcomes: { '*': outcomes({ status: 201 }) },
      calls: [mysql(60), call('authors', 'HEAD /authors/{id}.json')],
    }),
  ];
  return [
    workload(NS, 'books', {
      componentId: 'books',
      version: 'v0.0.7',
      replicas: 2,
      podLabels: { track: 'stable' },
      ports: [BOOKS],
      routes,
    }),
    workload(NS, 'books-canary', {
      app: 'books',
      componentId: 'books',
      podLabels: { track: 'canary' },
      serviceAccount: 'books',
      version: 'v0.0.8-rc2',
      ports: [BOOKS],
      // Knows the authors itself, and is slower.
      routes: routes.map(item => ({
        ...item,
        latency: latency(item.latency.medianMs * 3, item.latency.p99Factor),
        calls: item.calls?.filter(next => next.route === undefined),
      })),
    }),
  ];
}

export function booksappServices(): ServiceModel[] {
  const leaf = (name: string, track: string, weight: number) => ({
    weight,
    service: service(NS, name, {
      port: BOOKS,
      selector: { app: 'books', track },
    }),
  });
  const leaves = [
    leaf('books-stable', 'stable', 80),
    leaf('books-canary', 'canary', 20),
  ];
  return [
    service(NS, 'webapp', { port: WEB }),
    service(NS, 'authors', {
      port: AUTHORS,
      route: {
        kind: 'HTTPRoute',
        name: 'authors-split',
        backends: [
          { namespace: NS, name: 'authors', weight: 50 },
          { namespace: NS, name: 'error-injector', weight: 50 },
        ],
      },
    }),
    service(NS, 'error-injector'),
    service(NS, 'books', {
      port: BOOKS,
      profile: {
        routes: ['GET /books.json', 'GET /books/{id}.json', 'POST /books.json'],
        retryable: ['GET /books.json', 'GET /books/{id}.json'],
        timeoutsMs: { 'GET /books/{id}.json': 500, 'POST /books.json': 2000 },
        backends: leaves.map(item => ({
          namespace: NS,
          name: item.service.name,
          weight: item.weight,
        })),
      },
    }),
    ...leaves.map(item => item.service),
    service(NS, 'mysql', {
      port: { name: 'mysql', port: 3306 },
      protocol: 'tcp',
      opaque: true,
    }),
  ];
}
