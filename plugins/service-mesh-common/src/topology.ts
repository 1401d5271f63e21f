import { MeasuredAnswer, MtlsState, TrafficStats } from './stats';

/**
 * What a node of the topology is: a workload that Kubernetes knows; a service without endpoints that is called;
 * a host outside the cluster; the callers that no metric can name (`unmeshed`); or a workload that the viewer may not see (`hidden`).
 *
 * @public
 */
export type TopologyNodeType =
  | 'workload'
  | 'service'
  | 'external'
  | 'unmeshed'
  | 'hidden';

/**
 * Pods of a workload that count: `running` of them are in the mesh, `total` are not finished.
 *
 * @public
 */
export interface MeshedPods {
  /** Pods with a proxy. */
  running: number;
  /** All pods that are pending or running. */
  total: number;
}

/**
 * Why a container does not run.
 *
 * @public
 */
export interface ContainerError {
  pod: string;
  container: string;
  image: string;
  /** As Kubernetes names it: `CrashLoopBackOff`, `ImagePullBackOff`, `OOMKilled`. */
  reason: string;
  message: string;
  /** Since when the pod is in this trouble, ISO 8601; absent where Kubernetes does not say. */
  since?: string;
}

/**
 * A workload or another end of calls, with its inbound numbers.
 *
 * @public
 */
export interface TopologyNode {
  /** Opaque, and stable over refreshes. */
  id: string;
  type: TopologyNodeType;
  cluster: string;
  /** Absent for hosts outside the cluster and hidden neighbours. */
  namespace?: string;
  /** Kubernetes kind for workloads; `Service`, `External`, `Unmeshed`, `Hidden` for the other types. */
  kind: string;
  /** Absent for hidden neighbours. */
  name?: string;
  /**
   * On `external`: the caller is in the mesh, and its certified identity is all that is known of it (none or several workloads here
   * have it). Only for viewers who may read clusters; to others the node is `hidden`.
   */
  meshIdentity?: string;
  meshed?: MeshedPods;
  /** Catalog entities (`component:default/web`) whose annotations select this workload and that the viewer may read. */
  entityRefs: string[];
  /** Inbound traffic. */
  stats: TrafficStats;
  /** How its callers' connections are protected. */
  mtls?: MtlsState;
  /** Pods of the workload that are not ready, or crash. Only on workloads that the viewer may read. */
  errors?: ContainerError[];
  /** When the newest pod of the current version started, ISO 8601. */
  versionSince?: string;
}

/**
 * What is spoken on an edge.
 *
 * @public
 */
export type EdgeProtocol = 'http' | 'grpc' | 'tcp';

/**
 * The calls of one node to another, as the calling side counted them.
 *
 * @public
 */
export interface TopologyEdge {
  /** Opaque, and stable over refreshes. */
  id: string;
  /** Node id of the caller. */
  source: string;
  /** Node id of the callee. */
  target: string;
  protocol: EdgeProtocol;
  mtls?: MtlsState;
  /** Share of the connections (TCP) or requests under the mesh's mutual TLS, 0 to 1, for mixed edges. */
  mtlsShare?: number;
  /** Identity of the caller, as the mesh certifies it. */
  clientIdentity?: string;
  /** Identity of the callee. */
  serverIdentity?: string;
  stats: TrafficStats;
  /**
   * Requests per second that the callee's policy refused and that came from one of several callers with the same identity, of whom
   * this one is one. The edge of each of them has the same number, and none has it in `stats`; the callee's `deniedPerSecond` counts
   * them once.
   */
  deniedAmongPerSecond?: number;
  /** Who counted: the caller's proxy, or the callee's where the caller has none or lives too short to be measured. */
  countedBy: 'source' | 'target';
}

/**
 * A graph of workloads and the calls between them.
 *
 * @public
 */
export interface Topology extends MeasuredAnswer {
  nodes: TopologyNode[];
  edges: TopologyEdge[];
  /** For the topology of an entity: ids of the nodes that are the entity's own workloads. */
  focus?: string[];
}
