import type {
  ClusterList,
  DependencyList,
  DependencyOrder,
  DependencyState,
  EntityExplanation,
  EntityHistory,
  EntityRules,
  EntityStats,
  EntityWorkloads,
  GatewayList,
  GroupExplanation,
  GroupLatency,
  PodTraffic,
  TapDropped,
  TapEnd,
  TapEvent,
  TapExport,
  TapOpen,
  TapQuery,
  Timeline,
  Topology,
  TopologyComparison,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { createApiRef } from '@backstage/frontend-plugin-api';

/**
 * Options of every call.
 *
 * @public
 */
export interface ServiceMeshRequestOptions {
  /** Ends the request when it aborts. */
  signal?: AbortSignal;
}

/**
 * Options of calls that answer numbers.
 *
 * @public
 */
export interface MeasureOptions extends ServiceMeshRequestOptions {
  /** The length of the time that the numbers cover, such as `5m`. */
  window: string;
  /** Where that time ends, ISO 8601; now without. */
  end?: string;
}

/**
 * Which dependencies are asked for.
 *
 * @public
 */
export interface DependencyOptions extends ServiceMeshRequestOptions {
  /** All states without it, one after the other. */
  state?: DependencyState;
  /** Words, all of which the names of a dependency hold. */
  query?: string;
  /** What comes first. Without it, by age what was not seen, and by rate what was. */
  order?: DependencyOrder;
  /** Which end of the dependency the entity is, where one is asked about; both without it. */
  end?: 'source' | 'target';
  /** At most so many, up to 500; 0 for their counts alone. The backend chooses without it. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * One workload among those of an entity.
 *
 * @public
 */
export interface TapTarget {
  /** Name of the cluster, as the Kubernetes plugin knows it. */
  cluster: string;
  /** Namespace of the workload. */
  namespace: string;
  /** Kubernetes kind, such as `Deployment`. */
  kind: string;
  /** Name of the workload. */
  name: string;
}

/**
 * Which part of the meshes is looked at: what surrounds a catalog entity, or clusters and namespaces; everything without either.
 *
 * @public
 */
export type MeshScope =
  | {
      entityRef: string;
      /** How many calls to follow up and down. */
      depth: number;
    }
  | { entityRef?: undefined; clusters?: string[]; namespaces?: string[] };

/**
 * What a live tap calls while it runs.
 *
 * @public
 */
export interface TapHandlers {
  /** The mesh accepted the tap. Called once, first. */
  onOpen(open: TapOpen): void;
  /** Requests and responses as they happen, one or many at a time. */
  onEvents(events: TapEvent[]): void;
  /** Events were lost before they reached this browser. */
  onDropped(dropped: TapDropped): void;
  /** The backend ends the stream and says why. Called at most once, last. */
  onEnd(end: TapEnd): void;
}

/**
 * Reads the service mesh of catalog entities from the plugin's backend. Every method throws a `ResponseError` of
 * `@backstage/errors` when the backend refuses or fails.
 *
 * @public
 */
export interface ServiceMeshApi {
  /** Clusters with their mesh, source of numbers and state. */
  getClusters(options?: ServiceMeshRequestOptions): Promise<ClusterList>;
  /** Workloads that the annotations of an entity select. */
  getWorkloads(
    entityRef: string,
    options?: ServiceMeshRequestOptions,
  ): Promise<EntityWorkloads>;
  /**
   * The graph around an entity's workloads.
   *
   * @param options - `window` such as `5m`; `depth` is the number of calls to follow up and down
   */
  getTopology(
    entityRef: string,
    options: MeasureOptions & { depth: number },
  ): Promise<Topology>;
  /**
   * The graph of clusters or of some of their namespaces, joined where services of one are mirrored in another. Clusters that can not be
   * asked are named in `warnings`.
   */
  getMeshTopology(
    options: MeasureOptions & { clusters?: string[]; namespaces?: string[] },
  ): Promise<Topology>;
  /** The graph around any workload, with quantiles. */
  getWorkloadTopology(
    workload: WorkloadRef,
    options: MeasureOptions & { depth: number },
  ): Promise<Topology>;
  /** The latency of a group of workloads, from the calls into it. At most 500 workloads. */
  getGroupLatency(
    workloads: readonly WorkloadRef[],
    options: MeasureOptions,
  ): Promise<GroupLatency>;
  /** How the numbers of the calls into a group of workloads come to be. At most 500 workloads. */
  getGroupExplanation(
    workloads: readonly WorkloadRef[],
    options: MeasureOptions,
  ): Promise<GroupExplanation>;
  /** The graph of a scope at two moments; `end` of the options is the second one. */
  getComparison(
    scope: MeshScope,
    options: MeasureOptions & { before: string },
  ): Promise<TopologyComparison>;
  /** The calls of a scope over the hour before `end`. */
  getTimeline(
    scope: MeshScope,
    options: ServiceMeshRequestOptions & { end?: string },
  ): Promise<Timeline>;
  /** A page of what needs what, as the mesh saw it and as the catalog says: of an entity, or of everything that the caller may see. */
  getDependencies(
    entityRef?: string,
    options?: DependencyOptions,
  ): Promise<DependencyList>;
  /** The gateways between clusters. */
  getGateways(options?: ServiceMeshRequestOptions): Promise<GatewayList>;
  /** Stats, peers and pods of an entity's workloads over a window such as `5m`. */
  getStats(entityRef: string, options: MeasureOptions): Promise<EntityStats>;
  /** The same numbers over twelve windows, and over as many before, with what changed meanwhile. */
  getHistory(
    entityRef: string,
    options: MeasureOptions,
  ): Promise<EntityHistory>;
  /** What routes, traffic splits and policy do to the calls of an entity's workloads. */
  getRules(entityRef: string, options: MeasureOptions): Promise<EntityRules>;
  /** How the numbers of an entity's workloads come to be. */
  getExplanation(
    entityRef: string,
    options: MeasureOptions,
  ): Promise<EntityExplanation>;
  /** The numbers of one pod of an entity's workloads, and the calls from and to it. */
  getPod(
    entityRef: string,
    target: TapTarget,
    pod: string,
    options: MeasureOptions,
  ): Promise<PodTraffic>;
  /**
   * Watches live requests until the signal aborts or the backend ends the stream. It never starts again by itself.
   *
   * @returns when the stream has ended
   */
  tap(
    entityRef: string,
    target: TapTarget,
    query: TapQuery,
    handlers: TapHandlers,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Tells the backend that received requests are about to be saved to a file: it checks the right to do so, and keeps a record.
   */
  recordTapExport(entityRef: string, saved: TapExport): Promise<void>;
}

/**
 * Reference of the API that the tabs and cards read from; replace it to read from elsewhere.
 *
 * @public
 */
export const serviceMeshApiRef = createApiRef<ServiceMeshApi>().with({
  id: 'plugin.service-mesh.client',
  pluginId: 'service-mesh',
});
