import { MeasuredAnswer, TrafficStats } from './stats';
import {
  ContainerError,
  TopologyEdge,
  TopologyNode,
  MeshedPods,
} from './topology';
import { WorkloadRef } from './workload';

/**
 * One row of the inbound or outbound table: a peer and the calls between it and the workload.
 *
 * @public
 */
export interface PeerStats {
  peer: TopologyNode;
  /** `edge.source` is the peer for inbound rows and the workload for outbound rows. */
  edge: TopologyEdge;
}

/**
 * One row of the pods table.
 *
 * @public
 */
export interface PodStats {
  name: string;
  /** The STATUS column of `kubectl get pods`. */
  status: string;
  ready: boolean;
  meshed: boolean;
  restarts: number;
  /** ISO 8601. */
  createdAt: string;
  node?: string;
  /** Inbound traffic. */
  stats: TrafficStats;
}

/**
 * Everything about one workload of an entity.
 *
 * @public
 */
export interface WorkloadStats {
  workload: TopologyNode;
  inbound: PeerStats[];
  outbound: PeerStats[];
  pods: PodStats[];
  errors: ContainerError[];
}

/**
 * Answer of `GET /entities/{kind}/{namespace}/{name}/stats`.
 *
 * @public
 */
export interface EntityStats extends MeasuredAnswer {
  workloads: WorkloadStats[];
}

/**
 * A peer of a pod: the workload's node, and the pod of it, where the mesh names it.
 *
 * @public
 */
export interface PodPeer extends PeerStats {
  pod?: string;
}

/**
 * Answer of `GET /entities/{kind}/{namespace}/{name}/pods/{pod}`: one pod of a workload and the calls from and to it.
 *
 * @public
 */
export interface PodTraffic extends MeasuredAnswer {
  workload: WorkloadRef;
  pod: PodStats;
  inbound: PodPeer[];
  outbound: PodPeer[];
}

/**
 * One workload that an entity's annotations select.
 *
 * @public
 */
export interface EntityWorkload {
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
  /** Id in the svcmesh resources, such as `dpm-web`. */
  id: string;
  /** The part of the entity that selects it, for entities that are made of parts: systems, domains, groups, APIs. */
  entityRef?: string;
  /** Absent where it is not known at the moment. */
  meshed?: MeshedPods;
  tap: {
    /** Whether this viewer may tap this workload through this entity now. */
    allowed: boolean;
    /** Why not, as a stable word: `no-permission`, `no-consent`, `not-meshed`, `disabled`; `via-part`: it is tapped through the entity that is `entityRef`. */
    reason?:
      | 'no-permission'
      | 'no-consent'
      | 'not-meshed'
      | 'disabled'
      | 'via-part';
    /** The sentence for people. */
    message?: string;
  };
}

/**
 * Answer of `GET /entities/{kind}/{namespace}/{name}/workloads`.
 *
 * @public
 */
export interface EntityWorkloads extends Pick<MeasuredAnswer, 'warnings'> {
  workloads: EntityWorkload[];
  /** How pods were looked for: the selector and the namespace, and in which clusters. */
  match: {
    selector: string;
    namespace?: string;
    clusters: string[];
  };
}
