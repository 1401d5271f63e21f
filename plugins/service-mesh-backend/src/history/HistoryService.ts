import {
  EntityHistory,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * Numbers of workloads and their calls over time, for charts and for who is to blame. The answers are the same for everybody: what a
 * viewer may not see is taken out after, by whoever asks.
 *
 * @internal
 */
export interface HistoryService {
  /**
   * The span of twelve windows that ends at a moment, and the span before. A workload that no longer exists is left out.
   *
   * @param options - `end`: in milliseconds since the epoch; now without it
   * @throws ServiceUnavailableError where no cluster could be asked
   */
  workloadHistory(
    workloads: readonly WorkloadRef[],
    options: { windowSeconds: number; end?: number; signal?: AbortSignal },
  ): Promise<EntityHistory>;
}
