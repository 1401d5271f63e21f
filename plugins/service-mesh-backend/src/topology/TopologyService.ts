import {
  GroupLatency,
  Topology,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';

/** @internal */
export interface TopologyOptions {
  windowSeconds: number;
  /** The end of the window, in milliseconds since the epoch; now without it. */
  at?: number;
  signal?: AbortSignal;
}

/**
 * Graphs of workloads and the calls between them. The answers are the same for everybody and name no entities: these are added,
 * and what a viewer may not see is taken out, after, by whoever asks.
 *
 * @internal
 */
export interface TopologyService {
  /**
   * The graph of a cluster. With `namespaces`: the workloads in them, and their direct neighbours outside. Latency is the mean, and
   * quantiles too where namespaces are given.
   *
   * @throws NotFoundError where there is no such cluster, or none of the namespaces exists
   * @throws ServiceUnavailableError where the cluster's inventory was never complete
   */
  clusterTopology(
    cluster: string,
    options: TopologyOptions & { namespaces?: readonly string[] },
  ): Promise<Topology>;

  /**
   * The workloads, which may be in several clusters, and what is up to `depth` calls away from them. A cluster that can not be
   * asked is named in `warnings`; the others are answered.
   *
   * @throws ServiceUnavailableError where no cluster could be asked
   */
  entityTopology(
    workloads: readonly WorkloadRef[],
    options: TopologyOptions & { depth: number },
  ): Promise<Topology>;

  /**
   * The graphs of several clusters in one, all asked at once. A cluster that can not be asked is named in `warnings`; one that has none
   * of the `namespaces` is left out.
   *
   * @throws NotFoundError where none of the namespaces exists in any of the clusters
   * @throws ServiceUnavailableError where no cluster could be asked
   */
  meshTopology(
    clusters: readonly string[],
    options: TopologyOptions & { namespaces?: readonly string[] },
  ): Promise<Topology>;

  /**
   * The latency of the calls that come into a group of workloads from outside of it.
   *
   * @throws ServiceUnavailableError where no cluster could be asked
   */
  groupLatency(
    workloads: readonly WorkloadRef[],
    options: TopologyOptions,
  ): Promise<GroupLatency>;
}
