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
  GroupExplanation,
  GroupLatency,
  PodTraffic,
  TapQuery,
  Timeline,
  Topology,
  TopologyComparison,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import type {
  DependencyOptions,
  MeasureOptions,
  MeshScope,
  ServiceMeshApi,
  TapHandlers,
  TapTarget,
} from '../api';
import {
  FIXTURE_STATES,
  FixtureState,
  MeshFixture,
  failure,
} from './fixtureStates';
import {
  dependencyPage,
  gateways,
  videoDependencies,
  videoTimeline,
} from './meshAnswers';
import {
  healthy,
  historyIn,
  rulesIn,
  statsIn,
  topologyIn,
  workloadsIn,
} from './stateAnswers';
import { streamTapEvents } from './tapEvents';
import { measured, readyCluster, videoTopology } from './videoCatalog';
import { videoExplanation } from './videoExplanation';
import { wholeMesh } from './wholeMesh';

/** Answers from the fixtures: which state is told by the entity's name. */
export class FixtureApi implements ServiceMeshApi {
  readonly #mesh: MeshFixture;
  readonly #onScreen: () => string;

  /**
   * @param mesh - what the page of the whole mesh gets: everything, a small mesh, or a state
   * @param onScreen - the state that is on screen, for what is asked about no entity
   */
  constructor(
    mesh: MeshFixture = 'playlists-api',
    onScreen: () => string = () => mesh,
  ) {
    this.#mesh = mesh;
    this.#onScreen = onScreen;
  }

  async getClusters(): Promise<ClusterList> {
    return {
      clusters: [
        readyCluster('east'),
        this.#onScreen() === 'partial'
          ? unreachableCluster('west')
          : readyCluster('west'),
        ...(this.#onScreen() === 'whole' ? [unreachableCluster('lab')] : []),
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
    return workloadsIn(await this.#enter(entityRef));
  }

  async getTopology(
    entityRef: string,
    { window }: { window: string },
  ): Promise<Topology> {
    return topologyIn(await this.#enter(entityRef), window);
  }

  async getStats(
    entityRef: string,
    { window }: { window: string },
  ): Promise<EntityStats> {
    return statsIn(await this.#enter(entityRef), window);
  }

  async getHistory(
    entityRef: string,
    { window }: MeasureOptions,
  ): Promise<EntityHistory> {
    return historyIn(await this.#enter(entityRef), window);
  }

  async getRules(
    entityRef: string,
    { window }: MeasureOptions,
  ): Promise<EntityRules> {
    return rulesIn(await this.#enter(entityRef), window);
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

  async getGroupExplanation(): Promise<GroupExplanation> {
    return {
      clusters: videoExplanation().workloads.map(
        ({ id: _, ...cluster }) => cluster,
      ),
    };
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

  /** Waits, refuses or fails as the entity's state says. */
  async #enter(entityRef: string): Promise<FixtureState> {
    const name = entityRef.slice(entityRef.lastIndexOf('/') + 1);
    const state = FIXTURE_STATES.find(each => each === name) ?? 'playlists-api';
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

function unreachableCluster(name: string): ClusterInfo {
  return {
    ...readyCluster(name),
    state: 'unreachable',
    reason: 'The API server does not answer (timeout).',
    since: new Date(Date.now() - 900_000).toISOString(),
  };
}
