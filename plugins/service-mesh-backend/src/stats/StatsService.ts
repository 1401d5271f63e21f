import {
  EntityStats,
  PodTraffic,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { TopologyOptions } from '../topology/TopologyService';

/**
 * The numbers behind the stats tab and the svcmesh resources. The answers are the same for everybody: what a viewer may not see
 * is taken out after, by whoever asks.
 *
 * @internal
 */
export interface StatsService {
  /**
   * Golden numbers, callers, callees, pods and errors of workloads, which may be in several clusters. A workload that no longer
   * exists is left out.
   *
   * @throws ServiceUnavailableError where no cluster could be asked
   */
  workloadStats(
    workloads: readonly WorkloadRef[],
    options: TopologyOptions,
  ): Promise<EntityStats>;

  /**
   * The numbers of one pod.
   *
   * @throws NotFoundError where the workload has no such pod
   * @throws ServiceUnavailableError where the cluster's inventory was never complete
   */
  podStats(
    workload: WorkloadRef,
    pod: string,
    options: TopologyOptions,
  ): Promise<PodTraffic>;
}
