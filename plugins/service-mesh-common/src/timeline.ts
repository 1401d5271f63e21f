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
  /** When the source's memory begins, in ms since the epoch, where that is later than the first step. */
  rememberedSince?: number;
}
