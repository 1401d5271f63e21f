import {
  EntityExplanation,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * Tells how the numbers of workloads come to be. The answers are the same for everybody: what a viewer may not see is taken out after,
 * by whoever asks.
 *
 * @internal
 */
export interface ExplainService {
  /**
   * Workloads may be in several clusters. One that no longer exists is left out.
   *
   * @throws ServiceUnavailableError where no cluster could be asked
   */
  explain(
    workloads: readonly WorkloadRef[],
    options: { windowSeconds: number; at?: number; signal?: AbortSignal },
  ): Promise<SharedExplanation>;
}

/**
 * An explanation before anything was taken out.
 *
 * @internal
 */
export interface SharedExplanation extends EntityExplanation {
  /** Names of pods in the queries, of other workloads than those that are explained. */
  foreignPods: ReadonlySet<string>;
}
