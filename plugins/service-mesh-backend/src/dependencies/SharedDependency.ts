import {
  DependencyDeclaration,
  DependencyState,
  EdgeProtocol,
  TrafficStats,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * Something that took part in calls, as a node of topologies.
 *
 * @internal
 */
export interface EndNode {
  /** As in topologies. */
  id: string;
  type: 'workload' | 'service' | 'external';
  cluster: string;
  namespace?: string;
  kind: string;
  name: string;
  /** Set for workloads. */
  workload?: WorkloadRef;
  /** Set for hosts that have an identity in the mesh: they are somebody. */
  meshIdentity?: string;
}

/**
 * One end of a dependency: an entity, or a node that no entity claims.
 *
 * @internal
 */
export interface SharedEnd {
  /** Where an entity selects the nodes, or where only the catalog names it. */
  entityRef?: string;
  /** By id. Empty for what was never seen. */
  nodes: ReadonlyMap<string, EndNode>;
}

/**
 * Calls between one node of the source and one of the target.
 *
 * @internal
 */
export interface SharedCall {
  source: string;
  target: string;
  protocol: EdgeProtocol;
  /** Milliseconds since the epoch. */
  firstSeen: number;
  lastSeen: number;
  stats?: TrafficStats;
}

/**
 * A dependency as it is, before anything is hidden from a viewer.
 *
 * @internal
 */
export interface SharedDependency {
  /** Made of the names of both ends. */
  id: string;
  state: DependencyState;
  source: SharedEnd;
  target: SharedEnd;
  declarations: DependencyDeclaration[];
  calls: SharedCall[];
  /** For `unseen` ones: since when a call would be known, in milliseconds since the epoch. */
  unseenSince?: number;
  /** What would declare it: the APIs of the target, or the target itself. */
  suggestion?: {
    /** All APIs that the target provides. */
    apiRefs: string[];
    editUrl?: string;
  };
}
