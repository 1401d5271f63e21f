import {
  EdgeProtocol,
  MtlsState,
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { InventorySnapshot } from './inventory';
import { MetricsScope, MetricsSource } from './metrics';

/**
 * Who is at one end of a call, as a mesh's labels say and the inventory confirms.
 *
 * @public
 */
export type MeshPeer =
  | { type: 'workload'; workload: WorkloadRef; pod?: string }
  | {
      type: 'service';
      namespace: string;
      name: string;
      /** What the mesh calls the cluster that the service is in, where it is another one. */
      meshCluster?: string;
    }
  | {
      type: 'external';
      host: string;
      /** Set where it is somebody in the mesh of whom no more is known than the certified identity: it names a workload's account. */
      identity?: string;
    }
  | { type: 'unmeshed' };

/**
 * Requests of one window, by outcome. Absent = not measured.
 *
 * @public
 */
export interface RequestIncrease {
  requests?: number;
  successes: number;
  failures: number;
  denied?: number;
  /** Of the failures: attempts that ran into a time limit, where there were any and the mesh counts them by who was to answer. */
  timeouts?: number;
  /** What the caller got after retries, where calls are retried and the mesh counts them apart. */
  calls?: {
    successes: number;
    failures: number;
    /** Of the failures: those that ran into a time limit, and those that found nobody to answer. */
    timeouts?: number;
    unreachable?: number;
  };
  /** Sum and count of latencies, for the mean. */
  latencySumMs?: number;
  latencyCount?: number;
}

/**
 * Upper bound in ms (`Infinity` for the last) → how many responses were at most that slow: cumulative, as Prometheus has it.
 *
 * @public
 */
export type LatencyBuckets = ReadonlyMap<number, number>;

/**
 * TCP traffic of one window: connections open at its end, and bytes moved in it. Absent = not measured.
 *
 * @public
 */
export interface TcpIncrease {
  openConnections?: number;
  readBytes?: number;
  writeBytes?: number;
}

/**
 * Inbound traffic of one workload, or of one of its pods.
 *
 * @public
 */
export interface WorkloadTraffic {
  workload: WorkloadRef;
  pod?: string;
  http?: RequestIncrease;
  tcp?: TcpIncrease;
  latency?: LatencyBuckets;
  mtls?: MtlsState;
}

/**
 * Calls from one peer to another.
 *
 * @public
 */
export interface EdgeTraffic {
  source: MeshPeer;
  target: MeshPeer;
  protocol: EdgeProtocol;
  countedBy: 'source' | 'target';
  http?: RequestIncrease;
  /** As the source sees it, whoever counted: what it read came from the target. */
  tcp?: TcpIncrease;
  latency?: LatencyBuckets;
  mtls?: MtlsState;
  mtlsShare?: number;
  clientIdentity?: string;
  serverIdentity?: string;
  /**
   * Requests that the target refused and that came from one of several sources with the same identity. The edge of each of them has
   * all, and none of their `http` has any.
   */
  deniedAmong?: number;
  /** The window of these numbers, where it is another than that of the traffic that they are part of: another cluster counted them. */
  windowSeconds?: number;
}

/**
 * What a mesh measured.
 *
 * @public
 */
export interface MeshTraffic {
  workloads: readonly WorkloadTraffic[];
  edges: readonly EdgeTraffic[];
  windowSeconds: number;
  /** Milliseconds since the epoch. */
  measuredAt: number;
  warnings: readonly Warning[];
}

/**
 * What is asked of a mesh: which traffic, over which window, and from which source.
 *
 * @public
 */
export interface TrafficRequest {
  metrics: MetricsSource;
  snapshot: InventorySnapshot;
  windowSeconds: number;
  /** The end of the window, in milliseconds since the epoch; now without it. */
  at?: number;
  /** The whole mesh without it. */
  scope?: MetricsScope;
  /**
   * `counts`: requests, outcomes, means, connections, bytes, mTLS; `latency`: nothing but the buckets, for what is in `scope` (the
   * one expensive question). `counts` without it.
   */
  part?: 'counts' | 'latency';
  /** One row per pod in `workloads` and pods named in the peers. Only with a scope. */
  byPod?: boolean;
  /** Only `workloads`, and of `edges` none. */
  inboundOnly?: boolean;
  signal?: AbortSignal;
}

/**
 * What is asked of a mesh over time. Always with a scope: no chart is worth the history of a whole mesh.
 *
 * @public
 */
export interface TrafficHistoryRequest
  extends Omit<TrafficRequest, 'windowSeconds' | 'at' | 'byPod' | 'scope'> {
  scope: MetricsScope;
  /** `counts` or `latency` as in traffic; without it, counts and the buckets of what the scope answered, but not of its calls. */
  part?: 'counts' | 'latency';
  /** Seconds that each step covers. */
  stepSeconds: number;
  /** Ends of the steps, in milliseconds since the epoch, ascending and `stepSeconds` apart. */
  times: readonly number[];
}

/**
 * What a mesh measured, step by step.
 *
 * @public
 */
export interface MeshTrafficHistory {
  /** In the order of the asked times; undefined where the source remembers nothing. */
  steps: readonly (MeshTraffic | undefined)[];
  /** Milliseconds since the epoch, where that is later than the first step. */
  rememberedSince?: number;
  warnings: readonly Warning[];
}
