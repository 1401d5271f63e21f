import {
  PeerStats,
  Timeline,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * A timeline, with the workloads that its changes are about.
 *
 * @internal
 */
export interface SharedTimeline extends Omit<Timeline, 'origins'> {
  changed: readonly WorkloadRef[];
  origins: readonly SharedOrigin[];
}

/**
 * A call that is to blame for what its caller fails, as parts of a graph: what a viewer may not see is taken out after.
 *
 * @internal
 */
export interface SharedOrigin {
  caller: WorkloadRef;
  /** Of the callee, what is needed to tell who may see it. */
  call: PeerStats;
  explainedShare: number;
}

/**
 * The calls of a view over an hour. The answers are the same for everybody who may see the workloads.
 *
 * @internal
 */
export interface TimelineService {
  /**
   * The requests that came into a group of workloads, and how many of them failed.
   *
   * @param options - `end`: in milliseconds since the epoch; now without it. `depth`: how many calls away changes are told
   * @throws ServiceUnavailableError where no cluster could be asked
   */
  timeline(
    workloads: readonly WorkloadRef[],
    options: { end?: number; depth: number; signal?: AbortSignal },
  ): Promise<SharedTimeline>;
}
