import { MeasuredAnswer, TrafficStats } from './stats';
import { TopologyNode } from './topology';

/**
 * A Service of Kubernetes, as calls name it. A viewer who may read none of the workloads behind it gets no names.
 *
 * @public
 */
export interface ServiceName {
  namespace?: string;
  name?: string;
  port?: number;
}

/**
 * What sorts calls by path, method or header: an object of Kubernetes, or the mesh's own default where none applies.
 *
 * @public
 */
export interface RouteName {
  kind: 'ServiceProfile' | 'HTTPRoute' | 'GRPCRoute' | 'default';
  /**
   * Of the object; of a ServiceProfile, its route: `GET /playlists/{id}`. `default` where nothing sorts the calls. Empty where the viewer
   * may not read the Service.
   */
  name: string;
  namespace?: string;
}

/**
 * One row of the routes table.
 *
 * @public
 */
export interface RouteStats {
  /** `inbound` = as the workload's own proxy sorted it; `outbound` = a call that the workload makes. */
  direction: 'inbound' | 'outbound';
  route: RouteName;
  /** The Service that the workload called. Only outbound. */
  service?: ServiceName;
  /** What the caller got, after retries (effective). */
  stats: TrafficStats;
  /** What was sent, retries among it. Only where the mesh counts it apart. */
  actual?: TrafficStats;
  retriesPerSecond?: number;
  /** Requests per second that ran into the route's time limit. */
  timeoutsPerSecond?: number;
  /** The route's time limit, as it is configured, in ms. */
  timeoutMs?: number;
  /** Whether the route is tried again, as it is configured. Absent = unknown. */
  retryable?: boolean;
}

/**
 * One Service that takes a part of the calls to another one.
 *
 * @public
 */
export interface SplitLeaf {
  service: ServiceName;
  /** Node ids of the workloads behind it, as far as the viewer may read them. */
  workloads: TopologyNode[];
  /** Share of the calls that it is configured to get, 0 to 1. Absent = unknown. */
  weight?: number;
  /** Share of the calls that it got, 0 to 1. Absent where there was no call. */
  share?: number;
  /** The calls that it got, as their callers saw them. */
  stats: TrafficStats;
}

/**
 * Calls to one Service that are divided among others.
 *
 * @public
 */
export interface SplitStats {
  /** `outbound` = calls of the workload; `inbound` = calls of others, of which the workload gets a part. */
  direction: 'inbound' | 'outbound';
  apex: ServiceName;
  /** What divides them. `observed` = the calls show it, and no object that says so could be read. */
  by: RouteName | 'observed';
  leaves: SplitLeaf[];
}

/**
 * One row of the policy table: who may call, under which rule, and how often that happens.
 *
 * @public
 */
export interface PolicyRule {
  /** The Server of the mesh, or its default policy: then without a namespace. */
  server: { namespace?: string; name: string; port?: number };
  route?: RouteName;
  /** What admits: an AuthorizationPolicy, a ServerAuthorization or the default. Absent = nothing admits anybody. */
  authorization?: { kind: string; namespace?: string; name: string };
  /** Whom it admits, in words: identities, namespaces, networks. Absent = unknown. */
  admits?: string[];
  /** Requests per second that it let in; connections per second for TCP. */
  allowedPerSecond?: number;
}

/**
 * Requests that policy refused.
 *
 * @public
 */
export interface PolicyDenial {
  server: { namespace?: string; name: string; port?: number };
  route?: RouteName;
  /** `not-authorized` is answered with 403; `no-route` with 404. */
  reason: 'not-authorized' | 'no-route';
  /** The caller's identity as the mesh certifies it. Absent = it has none, or the viewer may not read whose it is. */
  clientIdentity?: string;
  /** The workloads that have this identity: one of them called. Empty where it is none or the viewer may not read them. */
  clients: TopologyNode[];
  deniedPerSecond: number;
}

/**
 * What the routes, splits and policies of one workload did.
 *
 * @public
 */
export interface WorkloadRules {
  workload: TopologyNode;
  routes: RouteStats[];
  splits: SplitStats[];
  policy: { rules: PolicyRule[]; denials: PolicyDenial[] };
}

/**
 * Answer of `GET /entities/{kind}/{namespace}/{name}/rules`.
 *
 * @public
 */
export interface EntityRules extends MeasuredAnswer {
  workloads: WorkloadRules[];
}
