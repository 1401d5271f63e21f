import {
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';

import { DeclaredEntity } from './DeclaredEntity';

/**
 * How far a workload agrees that an entity speaks for it: `label` = its pods name the entity; `namespace` = the configuration
 * gives its namespace to the entity's owner; `none` = only the entity says so, by its selector.
 *
 * @internal
 */
export type Consent = 'label' | 'namespace' | 'none';

/**
 * An entity that selects a workload.
 *
 * @internal
 */
export interface EntityMatch {
  /** Full, in lower case: `component:default/web`. */
  entityRef: string;
  consent: Consent;
}

const CONSENTS: readonly Consent[] = ['label', 'namespace', 'none'];

/**
 * Orders the entities of a workload: those first with which it agrees most, then by name.
 *
 * @internal
 */
export function byConsent(a: EntityMatch, b: EntityMatch): number {
  return (
    CONSENTS.indexOf(a.consent) - CONSENTS.indexOf(b.consent) ||
    (a.entityRef < b.entityRef ? -1 : 1)
  );
}

/**
 * A workload that an entity selects.
 *
 * @internal
 */
export interface WorkloadMatch {
  workload: WorkloadRef;
  consent: Consent;
}

/**
 * What an entity's annotations select, over all clusters.
 *
 * @internal
 */
export interface EntityWorkloadMatches {
  /** undefined where the entity carries none of the Kubernetes annotations, or does not exist. */
  match?: {
    /** In the Kubernetes syntax. */
    selector: string;
    namespace?: string;
    clusters: string[];
  };
  workloads: WorkloadMatch[];
  /** Clusters that could not be looked at, and a selector that can not be read. */
  warnings: Warning[];
}

/**
 * What several entities select together.
 *
 * @internal
 */
export interface SelectedWorkloads {
  /** Each workload once, with the first of the entities that selects it. */
  workloads: { workload: WorkloadRef; entityRef: string }[];
  /** Clusters that could not be looked at. */
  warnings: Warning[];
}

/**
 * The index between catalog entities and workloads. No call of it asks the catalog.
 *
 * @internal
 */
export interface EntityWorkloads {
  workloadsOf(entityRef: string): Promise<EntityWorkloadMatches>;
  /** What any of the entities selects. Those without annotations select nothing. */
  workloadsOfAll(entityRefs: readonly string[]): Promise<SelectedWorkloads>;
  /** What the annotated entities of the catalog say about whom they need. */
  declaredEntities(): Promise<readonly DeclaredEntity[]>;
  /** Entities that select the workload, from what is known now: those first with which it agrees most. */
  entitiesOf(workload: WorkloadRef): Promise<readonly EntityMatch[]>;
  /** The same for many, in their order; none for those in clusters that can not be asked. */
  entitiesOfAll(
    workloads: readonly WorkloadRef[],
  ): Promise<(readonly EntityMatch[])[]>;
}
