import { MeshChange } from './history';
import { MeasuredAnswer } from './stats';

/**
 * Answer of `GET …/timeline`: the calls of a view over the last hour, step by step. Entry `i` covers the step that ends at `times[i]`;
 * `null` = not measured.
 *
 * @public
 */
export interface Timeline extends MeasuredAnswer {
  /** Seconds that each step covers. */
  stepSeconds: number;
  /** Ends of the steps, in ms since the epoch, oldest first. */
  times: number[];
  /** Requests that were answered in the step. */
  requests: (number | null)[];
  /** Of these, failures. */
  failures: (number | null)[];
  changes: MeshChange[];
  /** Workloads that failed because of a call, over these steps; the calls are the likely origins. */
  origins: TimelineOrigin[];
  /** When the source's memory begins, in ms since the epoch, where that is later than the first step. */
  rememberedSince?: number;
}

/**
 * A call that explains at least half of its caller's failures, which rise and fall with it.
 *
 * @public
 */
export interface TimelineOrigin {
  /** Node ids, as in topologies. */
  callerId: string;
  calleeId: string;
  /** Share of the caller's failures, 0.5 to 1, that fall into steps in which so many of these calls failed. */
  explainedShare: number;
}
