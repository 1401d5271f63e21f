import type { Exchange } from './Exchange';
import type { ObjectRef } from './model';
import type { GeneratedTruth, TruthNode } from './Truth';

export interface RouteRef {
  /** `default` where nobody wrote a route for the Service. */
  kind: 'HTTPRoute' | 'GRPCRoute' | 'ServiceProfile' | 'default';
  /** Of a ServiceProfile: its route's, and empty where none of them fits. */
  name: string;
}

export interface GeneratedRouteTruth {
  /** Calls that ended, one way or another, retries not counted: the sum of the next four. */
  requests: number;
  /** What the caller got after retries. Refusals by policy count as successes. */
  successes: number;
  failures: number;
  /** The caller left by itself before the head. */
  abandoned: number;
  /** No pod could be found. */
  unroutable: number;
  /** Of the failures: given up at the route's deadline. */
  timeouts: number;
  /** Attempts that started: the calls and their retries. */
  attempts: number;
  retries: number;
  /** Calls that succeeded because they were tried again. */
  retrySuccesses: number;
  /** Calls that would have been tried again, but had been often enough. */
  retryLimitExceeded: number;
}

export interface ConfiguredRouteTruth {
  /** Calls, before retries. */
  requestsPerSecond: number;
  /** Of calls, after retries. */
  successRate?: number;
  timeoutMs?: number;
  /** How often a call is made again at most. */
  retryLimit?: number;
}

/** What one workload got by one route of a Service. */
export interface RouteTruth {
  source: TruthNode;
  service: ObjectRef;
  route: RouteRef;
  configured: ConfiguredRouteTruth;
  generated: GeneratedRouteTruth;
}

/** How the attempts of one workload were split among the Services behind another. */
export interface SplitTruth {
  source: TruthNode;
  apex: ObjectRef;
  route: Omit<RouteRef, 'name'> & { name?: string };
  leaves: {
    service: ObjectRef;
    weight: number;
    /** Of all attempts, by the weights. */
    configuredShare: number;
    generated: GeneratedTruth;
  }[];
}

/** What the proxies of a Server's pods did with the requests of one client. Probes by the kubelet are not among them. */
export interface PolicyTruth {
  namespace: string;
  server: string;
  /** The route of the Server that the requests fall under; absent where none does. */
  route?: string;
  /** The client's ServiceAccount; absent where it has no proxy to prove one. */
  client?: ObjectRef;
  configured: Exchange['admission'];
  generated: { allowed: number; denied: number; noRoute: number };
}
