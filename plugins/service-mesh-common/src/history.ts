import { MeasuredAnswer } from './stats';
import { TopologyNode } from './topology';

/**
 * Numbers over time: entry `i` of each list covers the step that ends at `times[i]` of the answer. `null` = not measured in that
 * step, which is not zero. A list that the source does not have at all is absent.
 *
 * @public
 */
export interface HistorySeries {
  /** Requests that began in the step. */
  requests?: (number | null)[];
  /** Responses by class: attempts, where the mesh retries. */
  successes?: (number | null)[];
  failures?: (number | null)[];
  /** What the caller got after retries, where the mesh counts it. */
  callSuccesses?: (number | null)[];
  callFailures?: (number | null)[];
  /**
   * Of the failures after retries, or of the attempts where those are not counted: calls that ran into a time limit, and calls that found
   * nobody to answer (fail-fast, load shed).
   */
  timeouts?: (number | null)[];
  unreachable?: (number | null)[];
  /** Requests that the callee's policy refused. */
  denied?: (number | null)[];
  /** Latency in ms, from the buckets of the step. */
  p50?: (number | null)[];
  p95?: (number | null)[];
  p99?: (number | null)[];
  /** Mean latency in ms: all that is known of calls, whose buckets are expensive. */
  mean?: (number | null)[];
  /** Connections open at the end of the step. */
  openConnections?: (number | null)[];
}

/**
 * The calls between a workload and one peer, over time.
 *
 * @public
 */
export interface CallHistory {
  /** The other end; without its inbound numbers. */
  peer: TopologyNode;
  series: HistorySeries;
}

/**
 * Something that changed in a cluster, as a fact with its time. It is nobody's cause by itself.
 *
 * @public
 */
export interface MeshChange {
  /** `rollout` = the first pod of a new revision; `restart` = a container began again; `split` = the weights of a route. */
  kind: 'rollout' | 'restart' | 'split';
  /** Milliseconds since the epoch. */
  at: number;
  /** Node id of the workload that changed, or of the leaf of a split; absent where the viewer may not read it. */
  nodeId?: string;
  /** Name of the workload, of the pod, or of the route. */
  name: string;
  /** The version that it has since, where a label says it; `80/20 → 50/50` for a split, `–` where there was none. */
  detail?: string;
  /** For a rollout: the version that it had until then, as far as it was seen. */
  before?: string;
}

/**
 * One workload over time, with the calls that it gets and makes.
 *
 * @public
 */
export interface WorkloadHistory {
  /** Node id: the same as in topology and stats. */
  workload: TopologyNode;
  /** What it answered. */
  inbound: HistorySeries;
  /** The calls that it made, all together: a pure client is judged by them. */
  outbound: HistorySeries;
  callers: CallHistory[];
  callees: CallHistory[];
  changes: MeshChange[];
  /** When the source's memory begins, in ms since the epoch, where that is later than the first step. */
  rememberedSince?: number;
}

/**
 * Answer of `GET /entities/{kind}/{namespace}/{name}/history`.
 *
 * @public
 */
export interface EntityHistory extends MeasuredAnswer {
  /** Seconds that each step covers. */
  stepSeconds: number;
  /** Ends of the steps, in ms since the epoch, oldest first. */
  times: number[];
  /** So many of the newest steps are the span that is shown; as many before them are the span before. */
  spanSteps: number;
  workloads: WorkloadHistory[];
}
