import {
  EdgeProtocol,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { CallEnd } from './callEnd';

/**
 * Who calls whom.
 *
 * @internal
 */
export interface Call {
  /** Where it was counted. */
  cluster: string;
  source: Extract<CallEnd, { type: 'workload' }>;
  target: CallEnd;
  protocol: EdgeProtocol;
}

/**
 * A call and when it was seen.
 *
 * @internal
 */
export interface ObservedCall extends Call {
  /** Milliseconds since the epoch. */
  firstSeen: number;
  /** Milliseconds since the epoch. */
  lastSeen: number;
  /** The numbers of now; absent where nobody calls or nothing is measured. */
  stats?: TrafficStats;
}
