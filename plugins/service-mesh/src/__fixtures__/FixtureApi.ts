import type {
  ClusterInfo,
  ClusterList,
  DependencyList,
  EntityExplanation,
  EntityHistory,
  EntityRules,
  EntityStats,
  EntityWorkloads,
  GatewayList,
  GroupLatency,
  PodTraffic,
  TapQuery,
  Timeline,
  Topology,
  TopologyComparison,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ResponseError } from '@backstage/errors';
import type {
  DependencyOptions,
  MeasureOptions,
  MeshScope,
  ServiceMeshApi,
  TapHandlers,
  TapTarget,
} from '../api';
import { largeTopology } from './largeMesh';
import {
  dependencyPage,
  gateways,
  videoDependencies,
  videoTimeline,
} from './meshAnswers';
import { streamTapEvents } from './tapEvents';
import {
  readyCluster,
  videoStats,
  videoTopology,
  videoWorkloads,
  workload,
  http,
  measured,
} from './videoCatalog';
import { videoExplanation } from './videoExplanation';
import { healthyHistory, videoHistory } from './videoHistory';
import { videoRules } from './videoRules';
import { wholeMesh } from './wholeMesh';

/** The states that a screen can be in; each is the name of an entity in the development app. */
export const FIXTURE_STATES = [
  'playlists-api',
  'healthy',
  'no-history',
  'large',
  'loading',
  'no-workload',
  'not-meshed',
  'no-traffic',
  'no-metrics',
  'partial',
  'stale',
  'forbidden',
  'error',
  'tap-refused',
  'tap-forbidden',
  'tap-silent',
  'tap-not-allowed',
] as const;

export type FixtureState = (typeof FIXTURE_STATES)[number];

/** The same for the page of the whole mesh; `whole` = a thousand workloads. */
export type MeshFixture = FixtureState | 'whole';

/** An answer as the backend refuses or fails with. */
export async function failure(
  status: number,
  name: string,
  message: string,
): Promise<ResponseError> {
  const body = {
    error: { name, message },
    response: { statusCode: status },
  };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), {
      status,
      headers: {
        'content-type': 'application/json',
        'x-request-id': '4f21-a9c0',
      },
    }),
  );
}

/** Answers from the fixtures: which state is told by the entity's name. */
export class FixtureApi implements ServiceMeshApi {
  #asked = 0;
  readonly #mesh: MeshFixture;

  /** @param mesh - what the page of the whole mesh gets: everything, a small mesh, or a state */
  constructor(mesh: MeshFixture = 'playlists-api') {
    this.#mesh = mesh;
  }

  async getClusters(): Promise<ClusterList> {
    return {
      clusters: [
        readyCluster('east'),
        readyCluster('west'),
        ...(this.#mesh === 'whole' ? [unreachableCluster()] : []),
        {
          ...readyCluster('north'),
          metrics: {
            source: 'none',
            steps: [
              {
                step: 'viz-service',
                outcome: 'failed',
                reason:
                  'prometheus.linkerd-viz answers 403 to this service account',
                manifest:
                  'kind: AuthorizationPolicy\nmetadata: { name: prometheus-backstage, namespace: linkerd-viz }',
              },
              {
                step: 'proxies',
                outcome: 'failed',
                reason:
                  'the service account may not get pods/proxy in namespace video',
              },
            ],
          },
        },
      ],
    };
  }

  async getWorkloads(entityRef: string): Promise<EntityWorkloads> {
    const state = await this.#enter(entityRef);
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

  async getTopology(
    entityRef: string,
    { window }: { window: string },
  ): Promise<Topology> {
    const state = await this.#enter(entityRef);
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
        return { ...topology, ...this.#measured(state, window) };
    }
  }

  async getStats(
    entityRef: string,
    { window }: { window: string },
  ): Promise<EntityStats> {
    const state = await this.#enter(entityRef);
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
        return { ...stats, ...this.#measured(state, window) };
    }
  }

  async getHistory(
    entityRef: string,
    { window }: MeasureOptions,
  ): Promise<EntityHistory> {
    const state = await this.#enter(entityRef);
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

  async getRules(
    entityRef: string,
    { window }: MeasureOptions,
  ): Promise<EntityRules> {
    const state = await this.#enter(entityRef);
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

  async getExplanation(entityRef: string): Promise<EntityExplanation> {
    await this.#enter(entityRef);
    return videoExplanation();
  }

  async getPod(
    entityRef: string,
    target: TapTarget,
    name: string,
    { window }: MeasureOptions,
  ): Promise<PodTraffic> {
    const { workloads, ...rest } = await this.getStats(entityRef, { window });
    const pod = workloads[0]?.pods.find(each => each.name === name);
    if (!pod) {
      throw await failure(404, 'NotFoundError', `There is no pod ${name}`);
    }
    const [{ inbound, outbound }] = workloads;
    return {
      ...rest,
      workload: target,
      pod,
      inbound: inbound.flatMap(row =>
        ['0', '1'].map(tail => ({ ...row, pod: `${row.peer.name}-${tail}` })),
      ),
      outbound,
    };
  }

  async getMeshTopology({
    window,
    clusters,
  }: MeasureOptions & { clusters?: string[] }): Promise<Topology> {
    if (this.#mesh === 'whole') {
      return wholeMesh(window);
    }
    const { focus, ...topology } = await this.getTopology(this.#mesh, {
      window,
    });
    return clusters
      ? {
          ...topology,
          nodes: topology.nodes.filter(({ cluster }) =>
            clusters.includes(cluster),
          ),
        }
      : topology;
  }

  async getWorkloadTopology(
    workloadRef: WorkloadRef,
    { window }: MeasureOptions,
  ): Promise<Topology> {
    const topology = videoTopology(window);
    return {
      ...topology,
      focus: topology.nodes
        .filter(({ name }) => name === workloadRef.name)
        .map(({ id }) => id),
    };
  }

  async getGroupLatency(
    _workloads: readonly WorkloadRef[],
    { window }: MeasureOptions,
  ): Promise<GroupLatency> {
    return { ...measured(window), inbound: { p50: 21, p95: 180, p99: 486 } };
  }

  async getComparison(
    scope: MeshScope,
    { window, end, before }: MeasureOptions & { before: string },
  ): Promise<TopologyComparison> {
    await this.#enter(scope.entityRef ?? '');
    const topology = videoTopology(window);
    return {
      before: { ...healthy(topology), measuredAt: before },
      after: { ...topology, ...(end && { measuredAt: end }) },
      spreads: Object.fromEntries(
        [...topology.nodes, ...topology.edges].map(({ id }) => [
          id,
          { successRate: 0.001, requestsPerSecond: 0.4, p99: 12 },
        ]),
      ),
      changes: videoTimeline().changes,
    };
  }

  async getTimeline(
    scope: MeshScope,
    { end }: { end?: string },
  ): Promise<Timeline> {
    await this.#enter(scope.entityRef ?? '');
    return videoTimeline(end ? Date.parse(end) : undefined);
  }

  async getDependencies(
    _entityRef?: string,
    options: DependencyOptions = {},
  ): Promise<DependencyList> {
    return dependencyPage(videoDependencies(), options);
  }

  async getGateways(): Promise<GatewayList> {
    return gateways();
  }

  async tap(
    entityRef: string,
    target: TapTarget,
    query: TapQuery,
    handlers: TapHandlers,
    signal: AbortSignal,
  ): Promise<void> {
    const state = await this.#enter(entityRef);
    if (state === 'tap-refused') {
      handlers.onEnd({
        reason: 'forbidden',
        message:
          'service account backstage lacks "watch deployments.tap.linkerd.io" in namespace video',
        retry: false,
      });
      return;
    }
    if (state === 'tap-forbidden') {
      throw await failure(
        403,
        'NotAllowedError',
        'You may not tap through component:default/tap-forbidden: the permission service-mesh.tap is missing for this entity.',
      );
    }
    await streamTapEvents(
      target,
      query,
      handlers,
      signal,
      state === 'tap-silent',
    );
  }

  async recordTapExport(
    ...[entityRef]: Parameters<ServiceMeshApi['recordTapExport']>
  ): Promise<void> {
    await this.#enter(entityRef);
  }

  #measured(state: FixtureState, window: string) {
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

  /** Waits, refuses or fails as the entity's state says. */
  async #enter(entityRef: string): Promise<FixtureState> {
    const name = entityRef.slice(entityRef.lastIndexOf('/') + 1);
    const state = FIXTURE_STATES.find(each => each === name) ?? 'playlists-api';
    this.#asked += 1;
    await new Promise(resolve => setTimeout(resolve, 10));
    if (state === 'loading') {
      await new Promise(() => {});
    }
    if (state === 'forbidden') {
      throw await failure(403, 'NotAllowedError', 'Not allowed');
    }
    if (state === 'error') {
      throw await failure(
        503,
        'ServiceUnavailableError',
        'east and west cannot be reached',
      );
    }
    return state;
  }
}

function unreachableCluster(): ClusterInfo {
  return {
    ...readyCluster('lab'),
    state: 'unreachable',
    reason: 'The API server does not answer (timeout).',
    since: new Date(Date.now() - 900_000).toISOString(),
  };
}

function healthy(topology: Topology): Topology {
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
