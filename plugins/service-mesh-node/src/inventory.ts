import {
  ContainerError,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * A pod, stripped to what the plugin uses.
 *
 * @public
 */
export interface InventoryPod {
  uid: string;
  namespace: string;
  name: string;
  /** The workload that it counts for: the top of its owner chain as far as it is known. */
  workload: WorkloadRef;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  serviceAccount?: string;
  ip?: string;
  node?: string;
  phase: string;
  /** The STATUS column of `kubectl get pods`. */
  status: string;
  ready: boolean;
  restarts: number;
  /** ISO 8601. */
  createdAt: string;
  /** Containers and init containers with what the mesh needs to know of them. */
  containers: readonly InventoryContainer[];
  errors: readonly ContainerError[];
  /** Set when the pod was deleted: milliseconds since the epoch. It is kept for the longest window. */
  deletedAt?: number;
}

/**
 * A container of a pod, with what a mesh needs to know of it.
 *
 * @public
 */
export interface InventoryContainer {
  name: string;
  image: string;
  init: boolean;
  ports: readonly { name?: string; port: number }[];
  ready: boolean;
  /** ISO 8601; when it began again the last time. Absent where it never did. */
  restartedAt?: string;
}

/**
 * A version that a workload had.
 *
 * @public
 */
export interface InventoryVersion {
  /** ISO 8601; when its first pod was created. */
  since: string;
  /** What a label of its pods calls it, else the tag of their image, else `revision 7`. */
  name?: string;
}

/**
 * A workload: something at the top of an owner chain, also if it has no pod now.
 *
 * @public
 */
export interface InventoryWorkload {
  ref: WorkloadRef;
  uid?: string;
  labels: Readonly<Record<string, string>>;
  /** ISO 8601; when the first pod of its current revision started. */
  versionSince?: string;
  /** The versions that it had as long as this portal has been looking, oldest first; the last one is the current one. */
  versions?: readonly InventoryVersion[];
  deletedAt?: number;
}

/**
 * A Service, as far as meshes need it.
 *
 * @public
 */
export interface InventoryService {
  namespace: string;
  name: string;
  clusterIps: readonly string[];
  externalName?: string;
  ports: readonly { name?: string; port: number }[];
  /** Labels of its pods. Absent where it selects none. */
  selector?: Readonly<Record<string, string>>;
}

/**
 * What is known of a cluster at one moment. It never changes: a reader that holds it sees no half of an update.
 *
 * @public
 */
export interface InventorySnapshot {
  readonly cluster: string;
  /** Namespaces that the configuration includes and that exist. */
  namespaces(): readonly InventoryNamespace[];
  namespace(name: string): InventoryNamespace | undefined;
  /** Living pods first; deleted ones only where `name` has no living one. */
  pod(namespace: string, name: string): InventoryPod | undefined;
  podByIp(ip: string): InventoryPod | undefined;
  /** Living pods of the cluster or of a namespace. */
  pods(namespace?: string): readonly InventoryPod[];
  /** Living pods of a workload; with `deleted`, those too that are kept. */
  podsOf(
    workload: WorkloadRef,
    options?: { deleted?: boolean },
  ): readonly InventoryPod[];
  workload(ref: WorkloadRef): InventoryWorkload | undefined;
  workloads(namespace?: string): readonly InventoryWorkload[];
  /**
   * The workload that an owner counts for: a ReplicaSet of a Deployment resolves to the Deployment, a Job of a CronJob to the
   * CronJob, anything at the top of its chain to itself. Kept for deleted owners too.
   */
  resolveOwner(
    namespace: string,
    kind: string,
    name: string,
  ): WorkloadRef | undefined;
  /** Living pods whose labels match. */
  select(selector: LabelSelector, namespace?: string): readonly InventoryPod[];
  service(namespace: string, name: string): InventoryService | undefined;
  serviceByClusterIp(ip: string): InventoryService | undefined;
}

/**
 * A namespace, with its labels and annotations.
 *
 * @public
 */
export interface InventoryNamespace {
  name: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}

/**
 * A parsed label selector: all requirements must hold.
 *
 * @public
 */
export interface LabelSelector {
  matches(labels: Readonly<Record<string, string>>): boolean;
}

/**
 * The inventory of one cluster, kept up to date by watches.
 *
 * @public
 */
export interface Inventory {
  readonly cluster: string;
  /** Starts the watches where they do not run, and waits until all kinds were listed once, or throws the reason why they can not be. */
  ready(signal?: AbortSignal): Promise<InventorySnapshot>;
  /** What is known now; undefined before the first list is complete. */
  snapshot(): InventorySnapshot | undefined;
  state(): InventoryState;
}

/**
 * Whether an inventory is up to date, and why not.
 *
 * @public
 */
export interface InventoryState {
  state: 'idle' | 'connecting' | 'ready' | 'stale' | 'unreachable';
  /** Why it is not `ready`; or what can not be read although it is. */
  reason?: string;
  /** ISO 8601. */
  since?: string;
}
