import { MeasuredAnswer } from './stats';

/**
 * The resource that a stat is about. `type` is the lower-case Kubernetes kind; `service`, `external`, `unmeshed` and
 * `hidden` for peers that are no workload or that the viewer may not see.
 *
 * @public
 */
export interface SvcMeshResource {
  /** Absent for hosts outside the cluster and for peers without a name. */
  namespace?: string;
  type: string;
  /** Absent where the peer has no name, or none that the viewer may see. */
  name?: string;
}

/**
 * Responses of the window. What is unknown is absent; a zero is a measured zero.
 *
 * @public
 */
export interface SvcMeshBasicStat {
  /** After retries, where these are counted apart. */
  successCount?: number;
  failureCount?: number;
  /** Milliseconds. */
  latencyMsP50?: number;
  /** Milliseconds. */
  latencyMsP95?: number;
  /** Milliseconds. */
  latencyMsP99?: number;
  /** Attempts, where calls are retried and the mesh counts both. */
  actualSuccessCount?: number;
  actualFailureCount?: number;
}

/**
 * TCP traffic of a stat: connections open now, and bytes of the window.
 *
 * @public
 */
export interface SvcMeshTcpStat {
  openConnections?: number;
  /** Bytes of the window. */
  readBytesTotal?: number;
  /** Bytes of the window. */
  writeBytesTotal?: number;
}

/**
 * The part of an apex Service's calls that one of its leaves gets.
 *
 * @public
 */
export interface SvcMeshTrafficSplitStat {
  /** The Service that is split. */
  apex: string;
  /** The Service that takes a share. */
  leaf: string;
  /** Share of the calls in the window, such as `80%`. */
  weight: string;
}

/**
 * Why containers of a pod do not run.
 *
 * @public
 */
export interface SvcMeshPodError {
  podName: string;
  errors: {
    message: string;
    container: string;
    image: string;
    reason: string;
  }[];
}

/**
 * Numbers of one resource, or of the calls between a workload and one peer.
 *
 * @public
 */
export interface SvcMeshStat {
  /** Workload id or pod name; for other peers a word for the kind, and the name where there is one. */
  id: string;
  /** Id of the workload that owns the pod, on a pod's peer rows. */
  workloadId?: string;
  /** Path of that resource, below the base path of the plugin. Absent for peers that have none. */
  link?: string;
  /** The window that the numbers cover, such as `1m`. */
  timeWindow: string;
  /** Pods only: the STATUS column of `kubectl get pods`. */
  status?: string;
  resource: SvcMeshResource;
  /** Pods with a proxy, of those that count as running. */
  meshedPodCount?: number;
  /** Pods that are pending or running. */
  runningPodCount?: number;
  failedPodCount?: number;
  basicStat?: SvcMeshBasicStat;
  tcpStat?: SvcMeshTcpStat;
  trafficSplitStat?: SvcMeshTrafficSplitStat;
  podErrors?: SvcMeshPodError[];
}

/**
 * A pod of a workload, with its own numbers.
 *
 * @public
 */
export interface SvcMeshPod {
  /** Pod name. */
  id: string;
  stat: SvcMeshStat;
  /** Callers. Absent in lists of pods. */
  inbound?: SvcMeshStat[];
  /** Callees. Absent in lists of pods. */
  outbound?: SvcMeshStat[];
}

/**
 * A workload as the svcmesh resources have it.
 *
 * @public
 */
export interface SvcMeshWorkload {
  /** Such as `dpm-web`. */
  id: string;
  /** In lists: equal for workloads that traffic connects, however far around. */
  groupId?: string;
  /** In lists: ids of the next hops in the same namespace. */
  destinations?: string[];
  stat: SvcMeshStat;
  /** Callers. Absent in lists. */
  inbound?: SvcMeshStat[];
  /** Callees, then Services that share the calls to another Service, with `trafficSplitStat` and no counts. Absent in lists. */
  outbound?: SvcMeshStat[];
  /** Absent in lists. */
  pods?: SvcMeshPod[];
}

/**
 * Answer of `GET /clusters/{cluster}/namespaces/{namespace}/svcmeshworkloads`.
 *
 * @public
 */
export interface SvcMeshWorkloadList extends MeasuredAnswer {
  /** The largest group first, ids ascending inside a group. */
  data: SvcMeshWorkload[];
}

/**
 * Answer of `GET …/svcmeshworkloads/{id}`.
 *
 * @public
 */
export interface SvcMeshWorkloadAnswer
  extends MeasuredAnswer,
    SvcMeshWorkload {}

/**
 * Answer of `GET …/svcmeshworkloads/{id}/svcmeshpods/{pod}`.
 *
 * @public
 */
export interface SvcMeshPodAnswer extends MeasuredAnswer, SvcMeshPod {}

/**
 * Path of a workload's resource, below the base path of the plugin.
 *
 * @public
 */
export function formatWorkloadPath(
  workload: { cluster: string; namespace: string },
  workloadId: string,
): string {
  const [cluster, namespace, id] = [
    workload.cluster,
    workload.namespace,
    workloadId,
  ].map(encodeURIComponent);
  return `/clusters/${cluster}/namespaces/${namespace}/svcmeshworkloads/${id}`;
}
