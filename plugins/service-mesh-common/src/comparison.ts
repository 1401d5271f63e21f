import { MeshChange } from './history';
import { Topology } from './topology';

/**
 * The usual spread of the numbers of a node or an edge: how far the samples of the first moment vary, as a standard deviation. Absent
 * where there were too few samples to tell.
 *
 * @public
 */
export interface UsualSpread {
  /** Of a share, 0 to 1. */
  successRate?: number;
  /** Requests per second. */
  requestsPerSecond?: number;
  /** Milliseconds. */
  p99?: number;
}

/**
 * Answer of `GET …/comparison`: the same graph at two moments, with what is needed to tell a change from noise.
 *
 * @public
 */
export interface TopologyComparison {
  /** The window that ends at the first moment (A). */
  before: Topology;
  /** The window that ends at the second moment (B). */
  after: Topology;
  /** By id of a node or an edge of `before`. A warning `spreads-unknown` of `before` says that they were not looked up. */
  spreads: Record<string, UsualSpread>;
  /** What changed from the start of the first window to the end of the second. */
  changes: MeshChange[];
}
