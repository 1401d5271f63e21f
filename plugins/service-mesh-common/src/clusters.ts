import { MetricsSourceKind } from './stats';

/**
 * One step that was tried to find a source of numbers, in order.
 *
 * @public
 */
export interface MetricsSourceStep {
  step: 'configuration' | 'annotation' | 'viz-service' | 'proxies';
  outcome: 'used' | 'failed' | 'skipped';
  /** Why it failed or was skipped, and what to do. */
  reason?: string;
  /** YAML that, applied by an administrator of the cluster, would open this way. */
  manifest?: string;
}

/**
 * State of one cluster, as `GET /clusters` tells it.
 *
 * @public
 */
export interface ClusterInfo {
  name: string;
  /** For people, where the Kubernetes plugin's configuration has one. */
  title?: string;
  /** `connecting` until the inventory is complete for the first time; `stale` when it was complete and the watches are broken now. */
  state:
    | 'connecting'
    | 'ready'
    | 'stale'
    | 'unreachable'
    | 'unsupported'
    | 'disabled';
  /** Why the state is not `ready`; or what can not be read although it is. */
  reason?: string;
  /** Since when, ISO 8601. */
  since?: string;
  kubernetesVersion?: string;
  mesh?: {
    id: string;
    version?: string;
    controlPlaneNamespace: string;
    clusterName: string;
  };
  metrics: {
    source: MetricsSourceKind;
    /** For people: the address, or how it is reached. Never credentials. */
    description?: string;
    scrapeIntervalSeconds?: number;
    steps: MetricsSourceStep[];
    /** ISO 8601; from when on the steps that failed are tried again. Absent where none is. */
    nextLookAt?: string;
  };
  tap: {
    enabled: boolean;
    reason?: string;
  };
  pods?: { meshed: number; total: number };
}

/**
 * Answer of `GET /clusters`.
 *
 * @public
 */
export interface ClusterList {
  clusters: ClusterInfo[];
}
