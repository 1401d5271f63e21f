import {
  Dependency,
  EntityWorkload,
  Topology,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { SharedDependency } from '../dependencies';
import { VisibleTopology } from './hideTopology';

/**
 * Who may see what. Every route asks here and nowhere else. Methods called `authorize…` throw NotAllowedError with a sentence that
 * says what is missing; NotFoundError where the caller may not even know that the entity exists.
 *
 * @internal
 */
export interface Authorization {
  /** Topology and stats of an entity's workloads. */
  authorizeEntityRead(
    credentials: BackstageCredentials,
    entityRef: string,
  ): Promise<void>;
  /** A workload by its name in a cluster: one of its entities allows it, or `service-mesh.cluster.read` does. */
  authorizeWorkloadRead(
    credentials: BackstageCredentials,
    workload: WorkloadRef,
  ): Promise<void>;
  /**
   * Everything in some namespaces of a cluster, or in all of it: `service-mesh.cluster.read` allows it whole; otherwise at least one
   * workload there must be readable through an entity, and `viewTopology` hides the rest.
   */
  authorizeNamespacesRead(
    credentials: BackstageCredentials,
    cluster: string,
    namespaces?: readonly string[],
  ): Promise<void>;
  /** The list of clusters with their states: who may read the mesh of anything at all. */
  authorizeClusterList(credentials: BackstageCredentials): Promise<void>;
  /** Whether the caller sees everything: addresses and reasons too. */
  mayReadClusters(credentials: BackstageCredentials): Promise<boolean>;
  /** Of the given entities those whose workloads the caller may read, and that the catalog shows to the caller. */
  readableEntities(
    credentials: BackstageCredentials,
    entityRefs: readonly string[],
  ): Promise<ReadonlySet<string>>;
  /** Of the given workloads those that the caller may read, as `workloadKey` strings. One batch; cached for a while. */
  readableWorkloads(
    credentials: BackstageCredentials,
    workloads: readonly WorkloadRef[],
  ): Promise<ReadonlySet<string>>;
  /**
   * A tap. With `entityRef` the entity must allow it and the workload consent to the entity; without it, one consented entity
   * or `service-mesh.cluster.tap` must allow it.
   */
  authorizeTap(
    credentials: BackstageCredentials,
    request: { workload: WorkloadRef; entityRef?: string },
  ): Promise<TapGrant>;
  /** Saving what a tap of an entity's workload received: whoever may tap it needs `service-mesh.tap.export` for the entity too. */
  authorizeTapExport(
    credentials: BackstageCredentials,
    request: { workload: WorkloadRef; entityRef: string },
  ): Promise<TapGrant>;
  /** Whether a tap is allowed, for the buttons of a page: never throws for a refusal. In the order of the workloads. */
  explainTap(
    credentials: BackstageCredentials,
    request: { workloads: readonly WorkloadRef[]; entityRef: string },
  ): Promise<EntityWorkload['tap'][]>;
  /** Whether the cluster can be tapped at all, by configuration as it is now. */
  tapState(cluster: string): { enabled: boolean; reason?: string };
  /**
   * What this caller may see of an answer that all callers share: neighbours that may not be read keep the numbers of the call and
   * lose everything else; what does not touch a readable node is left out. Hidden nodes have other ids than before, and are found by
   * the original ones.
   */
  viewTopology(
    credentials: BackstageCredentials,
    topology: Topology,
  ): Promise<VisibleTopology>;
  /** What this caller may see of dependencies that all callers share, by the rules of `viewTopology`. */
  viewDependencies(
    credentials: BackstageCredentials,
    dependencies: readonly SharedDependency[],
  ): Promise<Dependency[]>;
}

/**
 * @internal
 */
export interface TapGrant {
  /** For the audit: `user:default/jane`, or the name of a service. */
  viewer: string;
  /** What allowed it. */
  via: { entityRef: string } | { permission: 'service-mesh.cluster.tap' };
}
