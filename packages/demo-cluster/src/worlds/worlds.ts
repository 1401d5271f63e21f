import type { WorldModel } from '../simulation/model';
import { booksappServices, booksappWorkloads } from './booksapp';
import { emojivotoServices, emojivotoWorkloads } from './emojivoto';
import { meshServices, meshWorkloads } from './meshControlPlane';
import {
  applicationNamespaces,
  scenarioNamespaces,
  systemNamespaces,
} from './namespaces';
import { oddServices, oddWorkloads } from './oddities';
import {
  podinfoEastServices,
  podinfoEastWorkloads,
  podinfoLinks,
  podinfoNamespaces,
  podinfoWestServices,
  podinfoWestWorkloads,
} from './podinfo';
import { shopPolicies, shopServices, shopWorkloads } from './shop';
import {
  partnerHost,
  videoPolicies,
  videoRollouts,
  videoServices,
  videoWorkloads,
  type VideoOptions,
} from './video';

const STEP_MS = 100;

function demoWorld(
  name: string,
  video: VideoOptions,
  voteRate: number,
): WorldModel {
  return {
    name,
    namespaces: [...systemNamespaces, ...applicationNamespaces],
    workloads: [
      ...videoWorkloads(video),
      ...emojivotoWorkloads(voteRate),
      ...oddWorkloads(),
      ...meshWorkloads(),
    ],
    services: [
      ...videoServices(),
      ...emojivotoServices(),
      ...oddServices(),
      ...meshServices(),
    ],
    policies: videoPolicies(),
    externals: [partnerHost],
    rollouts: videoRollouts(video.rolloutEverySeconds),
    hasPrometheus: true,
    stepMs: STEP_MS,
  };
}

/** The main cluster: everything in it, and the more traffic. */
export function eastWorld(): WorldModel {
  const world = demoWorld(
    'east',
    {
      ingressRate: 8,
      replicas: { web: 2, playlists: 2, videos: 3 },
      failures: [0.03, 0.38],
      rolloutEverySeconds: 240,
    },
    3,
  );
  return {
    ...world,
    namespaces: [
      ...world.namespaces,
      ...scenarioNamespaces,
      ...podinfoNamespaces,
    ],
    workloads: [
      ...world.workloads,
      ...booksappWorkloads(),
      ...shopWorkloads(),
      ...podinfoEastWorkloads(),
    ],
    services: [
      ...world.services,
      ...booksappServices(),
      ...shopServices(),
      ...podinfoEastServices(),
    ],
    policies: [...world.policies, ...shopPolicies()],
    links: podinfoLinks,
  };
}

/** The same components elsewhere: fewer pods, less traffic, other numbers. */
export function westWorld(): WorldModel {
  const world = demoWorld(
    'west',
    {
      ingressRate: 3,
      replicas: { web: 1, playlists: 1, videos: 2 },
      failures: [0.01, 0.12],
      rolloutEverySeconds: 420,
    },
    1,
  );
  const odd = new Set(['ops', 'legacy']);
  const isSmall = ({ namespace }: { namespace: string }) => !odd.has(namespace);
  const kept = new Set(
    world.services
      .filter(isSmall)
      .map(({ namespace, name }) => `${namespace}/${name}`),
  );
  const leads = (
    to: { namespace: string; name: string } | { external: string },
  ) => 'external' in to || kept.has(`${to.namespace}/${to.name}`);
  return {
    ...world,
    namespaces: [
      ...world.namespaces.filter(({ name }) => !odd.has(name)),
      ...podinfoNamespaces,
    ],
    services: [...world.services.filter(isSmall), ...podinfoWestServices()],
    workloads: [
      ...world.workloads.filter(isSmall).map(workload => ({
        ...workload,
        drives: workload.drives?.filter(({ call }) => leads(call.to)),
        routes: workload.routes?.map(item => ({
          ...item,
          calls: item.calls?.filter(call => leads(call.to)),
        })),
      })),
      ...podinfoWestWorkloads(),
    ],
  };
}
