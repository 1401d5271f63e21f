/**
 * The parts of Kubernetes objects that are read, as the API server writes them in JSON. Every field may be missing.
 */
export interface KubernetesObject {
  metadata?: KubernetesMetadata;
}

export interface KubernetesMetadata {
  name?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: KubernetesOwnerReference[];
}

export interface KubernetesOwnerReference {
  kind?: string;
  name?: string;
  uid?: string;
  controller?: boolean;
}

export interface KubernetesPod extends KubernetesObject {
  spec?: {
    nodeName?: string;
    hostNetwork?: boolean;
    serviceAccountName?: string;
    containers?: KubernetesContainer[];
    initContainers?: KubernetesContainer[];
  };
  status?: {
    phase?: string;
    reason?: string;
    podIP?: string;
    podIPs?: { ip?: string }[];
    conditions?: {
      type?: string;
      status?: string;
      reason?: string;
      lastTransitionTime?: string;
    }[];
    containerStatuses?: KubernetesContainerStatus[];
    initContainerStatuses?: KubernetesContainerStatus[];
  };
}

export interface KubernetesContainer {
  name?: string;
  image?: string;
  restartPolicy?: string;
  ports?: { name?: string; containerPort?: number }[];
}

export interface KubernetesContainerStatus {
  name?: string;
  image?: string;
  ready?: boolean;
  started?: boolean;
  restartCount?: number;
  state?: KubernetesContainerState;
  lastState?: KubernetesContainerState;
}

export interface KubernetesContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: KubernetesTermination;
}

export interface KubernetesTermination {
  exitCode?: number;
  signal?: number;
  reason?: string;
  message?: string;
  startedAt?: string;
}

export interface KubernetesService extends KubernetesObject {
  spec?: {
    clusterIP?: string;
    clusterIPs?: string[];
    externalName?: string;
    ports?: { name?: string; port?: number }[];
    selector?: Record<string, string> | null;
  };
}

export interface KubernetesStatefulSet extends KubernetesObject {
  status?: { updateRevision?: string };
}
