import type {
  EntityHistory,
  EntityRules,
  EntityStats,
  EntityWorkloads,
  Topology,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { FixtureState } from './fixtureStates';
import { largeTopology } from './largeMesh';
import {
  http,
  measured,
  videoStats,
  videoTopology,
  videoWorkloads,
  workload,
} from './videoCatalog';
import { healthyHistory, videoHistory } from './videoHistory';
import { videoRules } from './videoRules';

/** The workloads of an entity in a state. */
export function workloadsIn(state: FixtureState): EntityWorkloads {
  const answer = videoWorkloads();
  if (state === 'no-workload') {
    return { ...answer, workloads: [] };
  }
  if (state === 'not-meshed') {
    return {
      ...answer,
      workloads: answer.workloads.map(each => ({
        ...each,
        meshed: { running: 0, total: 3 },
        tap: {
          allowed: false,
          reason: 'not-meshed',
          message:
            'None of its pods has a proxy of the mesh, so there is nothing to tap.',
        },
      })),
    };
  }
  if (state === 'tap-not-allowed') {
    return {
      ...answer,
      workloads: answer.workloads.map(each => ({
        ...each,
        tap: {
          allowed: false,
          reason: 'no-consent',
          message:
            'The pods of Deployment playlists-api do not carry the label backstage.io/kubernetes-id=playlists-api. Add it to the pod template.',
        },
      })),
    };
  }
  return answer;
}

/** The graph around an entity in a state. */
export function topologyIn(state: FixtureState, window: string): Topology {
  const topology = videoTopology(window);
  switch (state) {
    case 'healthy':
      return healthy(topology);
    case 'large':
      return largeTopology(window);
    case 'no-workload':
      return { ...topology, nodes: [], edges: [], focus: [] };
    case 'no-traffic':
    case 'no-metrics':
    case 'not-meshed': {
      const self = workload('playlists-api', {
        cluster: state === 'no-metrics' ? 'north' : 'east',
        meshed: { running: state === 'not-meshed' ? 0 : 3, total: 3 },
        stats:
          state === 'no-traffic'
            ? { requestsPerSecond: 0, counts: { successes: 0, failures: 0 } }
            : {},
      });
      return { ...topology, nodes: [self], edges: [], focus: [self.id] };
    }
    default:
      return { ...topology, ...measuredIn(state, window) };
  }
}

/** The numbers of an entity in a state. */
export function statsIn(state: FixtureState, window: string): EntityStats {
  const stats = videoStats(window);
  const [first] = stats.workloads;
  switch (state) {
    case 'no-workload':
      return { ...stats, workloads: [] };
    case 'healthy':
      return {
        ...stats,
        workloads: [
          {
            ...first,
            workload: { ...first.workload, stats: http(19.3, 99.96, 120) },
            inbound: first.inbound.map(row => ({
              ...row,
              edge: { ...row.edge, stats: http(9, 99.97, 118) },
            })),
            outbound: first.outbound.slice(1),
            pods: first.pods.map(pod => ({
              ...pod,
              stats: http(6.4, 99.95, 118),
            })),
          },
        ],
      };
    case 'no-traffic':
    case 'not-meshed':
    case 'no-metrics': {
      const none =
        state === 'no-traffic'
          ? { requestsPerSecond: 0, counts: { successes: 0, failures: 0 } }
          : {};
      const meshed = state !== 'not-meshed';
      return {
        ...stats,
        workloads: [
          {
            ...first,
            workload: {
              ...first.workload,
              cluster: state === 'no-metrics' ? 'north' : 'east',
              stats: none,
              meshed: { running: meshed ? 3 : 0, total: 3 },
            },
            inbound: [],
            outbound: [],
            pods: first.pods.map(pod => ({ ...pod, meshed, stats: none })),
          },
        ],
      };
    }
    default:
      return { ...stats, ...measuredIn(state, window) };
  }
}

/** What is remembered of an entity in a state. */
export function historyIn(state: FixtureState, window: string): EntityHistory {
  switch (state) {
    case 'playlists-api':
    case 'stale':
    case 'partial':
      return videoHistory(window);
    case 'healthy':
      return healthyHistory(window);
    default:
      return { ...videoHistory(window), workloads: [] };
  }
}

/** The rules of an entity in a state. */
export function rulesIn(state: FixtureState, window: string): EntityRules {
  const rules = videoRules(window);
  if (state === 'playlists-api') {
    return rules;
  }
  const [{ workload: self }] = rules.workloads;
  return {
    ...rules,
    workloads: [
      {
        workload: self,
        routes: [],
        splits: [],
        policy: { rules: [], denials: [] },
      },
    ],
  };
}

/** When and how it was measured, and what is missing. */
function measuredIn(state: FixtureState, window: string) {
  const base = measured(window);
  if (state === 'stale') {
    const staleSince = new Date(Date.now() - 134_000).toISOString();
    return {
      ...base,
      measuredAt: staleSince,
      measurements: base.measurements.map(each => ({ ...each, staleSince })),
    };
  }
  if (state === 'partial') {
    return {
      ...base,
      warnings: [
        {
          code: 'cluster-unreachable',
          cluster: 'west',
          message:
            'west is missing: its API server does not answer since 14:11. All numbers are of east alone.',
        },
      ],
    };
  }
  return base;
}

/** The same without failures. */
export function healthy(topology: Topology): Topology {
  const heal = <T extends { stats: Topology['nodes'][number]['stats'] }>(
    part: T,
  ): T => {
    const { requestsPerSecond, latencyMs } = part.stats;
    return requestsPerSecond && latencyMs
      ? { ...part, stats: http(requestsPerSecond, 99.96, latencyMs.p99 ?? 0) }
      : part;
  };
  return {
    ...topology,
    nodes: topology.nodes.map(heal),
    edges: topology.edges.map(heal),
  };
}
