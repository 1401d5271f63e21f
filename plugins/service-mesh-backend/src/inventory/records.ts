import {
  InventoryPod,
  InventoryService,
} from '@backstage-mesh/plugin-service-mesh-node';

/**
 * Who made an object, as its metadata says.
 */
export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/**
 * A pod as it is kept. `pod.workload` is the direct owner until the chain above it is known.
 */
export interface PodRecord {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly owner?: OwnerReference;
  /** Addresses by which nothing else is meant: none for a pod in its node's network or one that is finished. */
  readonly ips: readonly string[];
  pod: InventoryPod;
  deletedAt?: number;
}

export type OwnerKind =
  | 'Deployment'
  | 'ReplicaSet'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'Job'
  | 'CronJob';

/**
 * An object that makes pods, or makes others that do.
 */
export interface OwnerRecord {
  readonly kind: OwnerKind;
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly owner?: OwnerReference;
  readonly labels: Readonly<Record<string, string>>;
  /** Of a ReplicaSet the hash in the labels of its pods; of a StatefulSet the one it moves to. */
  readonly revision?: string;
  /** Of a Deployment and its ReplicaSets: which of these is the current one. */
  readonly revisionNumber?: number;
  deletedAt?: number;
}

export interface ServiceRecord {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly service: InventoryService;
  deletedAt?: number;
}

export interface NamespaceRecord {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
