import {
  EntityExplanation,
  GroupExplanation,
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
  ): Promise<SharedExplanation<EntityExplanation>>;

  /**
   * The numbers of the calls that come into a group of workloads from outside of it.
   *
   * @throws ServiceUnavailableError where no cluster could be asked
   */
  explainGroup(
    workloads: readonly WorkloadRef[],
    options: { windowSeconds: number; at?: number; signal?: AbortSignal },
  ): Promise<SharedExplanation<GroupExplanation>>;
}

/**
 * An explanation before anything was taken out.
 *
 * @internal
 */
export interface SharedExplanation<T> {
  explanation: T;
  /** Names of pods in the queries, of other workloads than those that are explained. */
  foreignPods: ReadonlySet<string>;
}
