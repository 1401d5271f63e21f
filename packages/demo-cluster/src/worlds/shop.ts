import type {
  CallModel,
  PhaseModel,
  PolicyModel,
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

const NS = 'shop';
const IDS = ['mug', 'lamp', 'kite', 'globe'];

const call = (name: string, path: string): CallModel => ({
  to: { namespace: NS, name },
  route: path,
});

/** They take turns, so that of two troubles each can be told from the other. */
const SLOW_PRICES: PhaseModel = {
  everySeconds: 240,
  forSeconds: 70,
  offsetSeconds: CALM_SECONDS,
};
const GIFT_HOUR: PhaseModel = {
  everySeconds: 240,
  forSeconds: 80,
  offsetSeconds: CALM_SECONDS + 90,
};
const SHAKY_STOCK: PhaseModel = {
  everySeconds: 180,
  forSeconds: 90,
  offsetSeconds: CALM_SECONDS + 40,
};
const AUDIT: PhaseModel = {
  everySeconds: 200,
  forSeconds: 70,
  offsetSeconds: CALM_SECONDS + 20,
};

/** A shop in which every kind of trouble has one known cause. */
export function shopWorkloads(): WorkloadModel[] {
  return [
    workload(NS, 'shoppers', {
      componentId: 'shoppers',
      ports: [],
      drives: [
        { ratePerSecond: 2, call: call('storefront', 'GET /') },
        { ratePerSecond: 0.4, call: call('storefront', 'POST /cart') },
        { ratePerSecond: 0.7, call: call('checkout', 'POST /orders') },
      ],
    }),
    workload(NS, 'storefront', {
      componentId: 'storefront',
      version: '4.1.0',
      replicas: 2,
      routes: [
        route('GET', '/', {
          latency: latency(8),
          responseBytes: 5600,
          calls: [
            call('pricing', 'GET /prices'),
            call('stock', 'GET /stock/{id}'),
            // Nobody misses a review.
            { ...call('reviews', 'GET /reviews/{id}'), failsCaller: 0 },
          ],
        }),
        route('POST', '/cart', {
          latency: latency(11),
          outcomes: { '*': outcomes({ status: 201 }) },
          calls: [{ ...call('pricing', 'GET /prices'), share: 0.5 }],
        }),
      ],
    }),
    // Never answers with an error, but at times too late for its callers.
    workload(NS, 'pricing', {
      componentId: 'pricing',
      version: '2.7.1',
      routes: [
        route('GET', '/prices', {
          latency: latency(25, 3),
          responseBytes: 900,
          trouble: {
            during: SLOW_PRICES,
            outcomes: outcomes(OK, { share: 0.4, status: 200, slower: 40 }),
          },
        }),
      ],
    }),
    // Fails now and then, which its callers' retries hide.
    workload(NS, 'stock', {
      componentId: 'stock',
      version: '1.9.3',
      replicas: 2,
      routes: [
        route('GET', '/stock/{id}', {
          ids: IDS,
          latency: latency(12),
          responseBytes: 240,
          trouble: {
            during: SHAKY_STOCK,
            outcomes: outcomes(OK, { share: 0.25, status: 503 }),
          },
          calls: [
            {
              to: { namespace: NS, name: 'stock-db' },
              bytes: { out: 90, in: 320 },
            },
          ],
        }),
      ],
    }),
    workload(NS, 'stock-db', {
      kind: 'StatefulSet',
      componentId: 'stock-db',
      version: '7.2.4',
      ports: [{ name: 'redis', port: 6379 }],
    }),
    // Fails all the time and does no harm.
    workload(NS, 'reviews', {
      componentId: 'reviews',
      version: '0.3.0',
      routes: [
        route('GET', '/reviews/{id}', {
          ids: IDS,
          latency: latency(30),
          responseBytes: 1400,
          outcomes: { '*': outcomes(OK, { share: 0.35, status: 500 }) },
        }),
      ],
    }),
    ...checkoutWorkloads(),
  ];
}

function checkoutWorkloads(): WorkloadModel[] {
  return [
    workload(NS, 'checkout', {
      componentId: 'checkout',
      version: '3.0.2',
      routes: [
        route('POST', '/orders', {
          latency: latency(16),
          outcomes: { '*': outcomes({ status: 201 }) },
          calls: [
            call('ledger', 'POST /entries'),
            // A Service whose pods nobody ever made.
            {
              ...call('gift-wrap', 'POST /wraps'),
              share: 0.6,
              during: GIFT_HOUR,
            },
          ],
        }),
      ],
    }),
    workload(NS, 'ledger', {
      componentId: 'ledger',
      version: '5.4.0',
      routes: [
        route('POST', '/entries', {
          latency: latency(7),
          responseBytes: 24,
          outcomes: { '*': outcomes({ status: 201 }) },
        }),
        route('GET', '/entries', { latency: latency(20), responseBytes: 4100 }),
      ],
    }),
    // Reads what it may not read, and fails because of that.
    workload(NS, 'reporting', {
      componentId: 'reporting',
      version: '0.8.0',
      routes: [
        route('GET', '/report', {
          latency: latency(10),
          responseBytes: 2200,
          calls: [{ ...call('ledger', 'GET /entries'), during: AUDIT }],
        }),
      ],
    }),
    workload(NS, 'auditors', {
      componentId: 'auditors',
      ports: [],
      drives: [
        { ratePerSecond: 0.6, call: call('reporting', 'GET /report') },
        { ratePerSecond: 0.2, call: call('ledger', 'GET /entries') },
      ],
    }),
  ];
}

export function shopServices(): ServiceModel[] {
  return [
    service(NS, 'storefront'),
    service(NS, 'pricing', {
      route: { kind: 'HTTPRoute', name: 'pricing', timeoutMs: 300 },
    }),
    service(NS, 'stock', {
      route: {
        kind: 'HTTPRoute',
        name: 'stock',
        retries: { statuses: [503], limit: 3 },
      },
    }),
    service(NS, 'stock-db', {
      port: { name: 'redis', port: 6379 },
      protocol: 'tcp',
      opaque: true,
    }),
    service(NS, 'reviews'),
    service(NS, 'checkout'),
    service(NS, 'gift-wrap'),
    service(NS, 'ledger'),
    service(NS, 'reporting'),
  ];
}

export function shopPolicies(): PolicyModel[] {
  return [
    {
      namespace: NS,
      app: 'ledger',
      server: 'ledger-http',
      port: 8080,
      routes: [
        {
          name: 'ledger-write',
          covers: ['POST /entries'],
          authorization: 'write-from-checkout',
          allows: [{ namespace: NS, name: 'checkout' }],
        },
        {
          name: 'ledger-read',
          covers: ['GET /entries'],
          authorization: 'read-from-auditors',
          allows: [{ namespace: NS, name: 'auditors' }],
        },
      ],
    },
  ];
}
