import {
  PolicyDenial,
  PolicyRule,
  RouteName,
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { InventorySnapshot } from './inventory';
import { MetricsScope, MetricsSource } from './metrics';
import { LatencyBuckets, RequestIncrease } from './traffic';

/**
 * One route of a workload, with its numbers in the window.
 *
 * @public
 */
export interface RouteTraffic {
  workload: WorkloadRef;
  direction: 'inbound' | 'outbound';
  route: RouteName;
  /** The Service that was called. Only outbound. */
  service?: { namespace: string; name: string; port?: number };
  /** After retries. */
  http: RequestIncrease;
  latency?: LatencyBuckets;
  /** With retries, where the mesh counts them apart. */
  actual?: RequestIncrease;
  retries?: number;
  timeouts?: number;
  timeoutMs?: number;
  retryable?: boolean;
}

/**
 * Calls to one Service that took a share of those to another one.
 *
 * @public
 */
export interface SplitTraffic {
  /** Who calls. Absent for a leaf that is configured and that nobody called. */
  source?: WorkloadRef;
  /** The Service that was called. */
  apex: { namespace: string; name: string; port?: number };
  /** The object that divides the calls; absent where none could be read. */
  route?: RouteName;
  /** The Service that took the calls; the apex itself where a part stays there. */
  leaf: { namespace: string; name: string; port?: number };
  /** Configured share of the calls, 0 to 1. */
  weight?: number;
  http: RequestIncrease;
  latency?: LatencyBuckets;
}

/**
 * The configured weights of a split were changed, or a split was made or taken away.
 *
 * @public
 */
export interface SplitChange {
  /**
   * When that was noticed, in milliseconds since the epoch: at most one look at the cluster, and some two minutes, after it happened. Of a
   * longer time in which nobody looked, no changes are told.
   */
  at: number;
  /** The Service that is called, and the object that divides the calls. */
  apex: { namespace: string; name: string };
  route: RouteName;
  /** The Services that take the calls, with their shares from 0 to 1, before and after. Empty where the calls were not divided. */
  from: readonly SplitShare[];
  to: readonly SplitShare[];
}

/**
 * A Service, and the share of calls that it is to get.
 *
 * @public
 */
export interface SplitShare {
  leaf: { namespace: string; name: string };
  /** From 0 to 1. */
  weight: number;
}

/**
 * A rule of policy that applies to a workload, and what it let in.
 *
 * @public
 */
export interface PolicyTraffic {
  workload: WorkloadRef;
  server: PolicyRule['server'];
  route?: RouteName;
  authorization?: PolicyRule['authorization'];
  admits?: readonly Admission[];
  /** Requests or connections in the window. */
  allowed?: number;
}

/**
 * Whom a rule of policy admits.
 *
 * @public
 */
export interface Admission {
  /** For people: an identity, a namespace, networks. */
  words: string;
  /** Whom the words name, where they name somebody: the words are for those who may know of them. */
  names?: { namespace: string; workloads: readonly WorkloadRef[] };
}

/**
 * What policy refused a workload's callers.
 *
 * @public
 */
export interface DenialTraffic {
  workload: WorkloadRef;
  server: PolicyRule['server'];
  route?: RouteName;
  reason: PolicyDenial['reason'];
  clientIdentity?: string;
  /** The workloads that have this identity. */
  clients: readonly WorkloadRef[];
  /** Requests in the window. */
  denied: number;
}

/**
 * What is asked of a mesh about routes, splits and policies of workloads.
 *
 * @public
 */
export interface RulesRequest {
  metrics: MetricsSource;
  snapshot: InventorySnapshot;
  /** The workloads that are asked about. */
  scope: MetricsScope;
  /** All of them without it. */
  parts?: readonly RulesPart[];
  windowSeconds: number;
  /** The end of the window, in milliseconds since the epoch; now without it. */
  at?: number;
  signal?: AbortSignal;
}

/**
 * What can be asked apart, where not all is needed.
 *
 * @public
 */
export type RulesPart = 'routes' | 'splits' | 'policy';

/**
 * Routes, splits and policies of workloads. Splits are those of their calls, and those that a part of the calls to them comes from.
 *
 * @public
 */
export interface MeshRules {
  routes: readonly RouteTraffic[];
  splits: readonly SplitTraffic[];
  policies: readonly PolicyTraffic[];
  denials: readonly DenialTraffic[];
  windowSeconds: number;
  /** Milliseconds since the epoch. */
  measuredAt: number;
  warnings: readonly Warning[];
}
