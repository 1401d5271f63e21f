import { Random } from '../random/Random';
import type {
  CallModel,
  NamespaceModel,
  ServiceModel,
  WorkloadModel,
  WorldModel,
} from '../simulation/model';
import { latency, OK, outcomes, route, service, workload } from './parts';
import { meshServices, meshWorkloads } from './meshControlPlane';
import { systemNamespaces } from './namespaces';

export interface GeneratedOptions {
  workloads: number;
  podsPerWorkload: number;
  seed: string;
}

const WORKLOADS_PER_NAMESPACE = 20;
const LAYERS = 6;
/** All edges together see about so many requests per second, however many workloads there are. */
const TOTAL_RATE = 1500;
const MAX_RATE_PER_ENTRY = 4;
const STEP_MS = 500;

const SUBJECTS = [
  'billing',
  'cart',
  'catalog',
  'checkout',
  'delivery',
  'inventory',
  'ledger',
  'pricing',
  'profile',
  'search',
];
const ROLES = ['api', 'web', 'worker', 'store', 'gateway'];

function nameOf(index: number): string {
  const subject = SUBJECTS[index % SUBJECTS.length];
  const role = ROLES[Math.floor(index / SUBJECTS.length) % ROLES.length];
  return `${subject}-${role}-${index}`;
}

/**
 * A cluster of any size: workloads in layers, each of which calls one to three of the next layers, across namespaces too. The first layer is
 * called from outside the mesh.
 */
export function generatedWorld(options: GeneratedOptions): WorldModel {
  const random = Random.named(options.seed, 'world');
  const places = Array.from({ length: options.workloads }, (_, index) => ({
    namespace: `team-${Math.floor(index / WORKLOADS_PER_NAMESPACE) + 1}`,
    name: nameOf(index),
  }));
  const perLayer = Math.max(1, Math.ceil(places.length / LAYERS));
  const workloads: WorkloadModel[] = places.map(
    ({ namespace, name }, index) => {
      const layer = Math.floor(index / perLayer);
      const first = (layer + 1) * perLayer;
      const calls: CallModel[] = [];
      const count = first < places.length ? 1 + random.integer(3) : 0;
      for (let i = 0; i < count; i++) {
        const to = places[first + random.integer(places.length - first)];
        if (!calls.some(call => call.to === to)) {
          calls.push({
            to,
            route: 'GET /items/{id}',
            share: 0.35,
            failsCaller: 0.5,
          });
        }
      }
      return workload(namespace, name, {
        replicas: options.podsPerWorkload,
        componentId: name,
        version: `1.${random.integer(20)}.0`,
        routes: [
          route('GET', '/items/{id}', {
            ids: ['1', '2', '3', '5', '8'],
            latency: latency(3 + random.integer(60), 3 + random.integer(6)),
            outcomes: {
              '*': outcomes(OK, {
                share: random.chance(0.1) ? 0.06 : 0.002,
                status: 500,
              }),
            },
            calls,
          }),
        ],
      });
    },
  );
  const entries = places.slice(0, perLayer);
  const rate = Math.min(
    MAX_RATE_PER_ENTRY,
    TOTAL_RATE / 2 / Math.max(1, entries.length),
  );
  const ingress = workload('ingress', 'ingress', {
    meshed: false,
    ports: [],
    drives: entries.map(to => ({
      ratePerSecond: rate,
      call: { to, route: 'GET /items/{id}' },
    })),
  });
  // Its own Prometheus would write as much as all the others together.
  const mesh = meshWorkloads().filter(({ name }) => name !== 'prometheus');
  return {
    name: 'generated',
    namespaces: [...systemNamespaces, ...namespacesOf(places)],
    workloads: [ingress, ...workloads, ...mesh],
    services: [
      ...places.map(
        ({ namespace, name }): ServiceModel => service(namespace, name),
      ),
      ...meshServices().filter(({ name }) => name !== 'prometheus'),
    ],
    policies: [],
    externals: [],
    rollouts: [],
    hasPrometheus: false,
    stepMs: STEP_MS,
  };
}

function namespacesOf(places: { namespace: string }[]): NamespaceModel[] {
  const names = new Set(['ingress', ...places.map(item => item.namespace)]);
  return [...names].map(name => ({ name, injected: name !== 'ingress' }));
}
