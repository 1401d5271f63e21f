import {
  KUBERNETES_ID_LABEL,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventorySnapshot,
  InventoryWorkload,
} from '@backstage-mesh/plugin-service-mesh-node';
import { NamespaceOwner } from '../config';
import { AnnotatedEntity } from './AnnotatedEntity';
import { byConsent, Consent, EntityMatch, WorkloadMatch } from './EntityMatch';
import { EntityTable } from './EntityTable';

/**
 * Which entities select which workloads of one namespace, both ways.
 */
export interface NamespaceMatches {
  /** By `workloadKey`, those first with which the workload agrees most. Those too that were deleted and are kept. */
  byWorkload: ReadonlyMap<string, readonly EntityMatch[]>;
  /** By entity reference. Without those that were deleted. */
  byEntity: ReadonlyMap<string, readonly WorkloadMatch[]>;
}

const FINISHED_PHASES = ['Succeeded', 'Failed'];

/**
 * Matches a namespace's workloads with all entities.
 */
export function matchNamespace(
  snapshot: InventorySnapshot,
  namespace: string,
  table: EntityTable,
  namespaceOwners: readonly NamespaceOwner[],
): NamespaceMatches {
  const place = { cluster: snapshot.cluster, namespace };
  const owners = namespaceOwners
    .filter(
      owner =>
        owner.namespace === namespace &&
        (owner.cluster === undefined || owner.cluster === snapshot.cluster),
    )
    .map(({ owner }) => owner);
  const byWorkload = new Map<string, EntityMatch[]>();
  const byEntity = new Map<string, WorkloadMatch[]>();

  for (const workload of snapshot.workloads(namespace)) {
    const living = snapshot.podsOf(workload.ref);
    const entities = new Set(
      labelSets(snapshot, workload, living).flatMap(labels =>
        table.select(place, labels),
      ),
    );
    if (entities.size > 0) {
      const isGone = workload.deletedAt !== undefined && living.length === 0;
      const matches = [...entities]
        .map(entity => ({
          entityRef: entity.ref,
          consent: consentOf(entity, living, table, owners),
        }))
        .sort(byConsent);
      byWorkload.set(workloadKey(workload.ref), matches);
      for (const { entityRef, consent } of isGone ? [] : matches) {
        const workloads = byEntity.get(entityRef) ?? [];
        workloads.push({ workload: workload.ref, consent });
        byEntity.set(entityRef, workloads);
      }
    }
  }
  return { byWorkload, byEntity };
}

/** The labels that speak for a workload: those of its pods, of its last ones if it has none now, its own if it has had none. */
function labelSets(
  snapshot: InventorySnapshot,
  workload: InventoryWorkload,
  living: readonly InventoryPod[],
): Readonly<Record<string, string>>[] {
  const pods =
    living.length > 0
      ? living
      : snapshot.podsOf(workload.ref, { deleted: true });
  return pods.length > 0
    ? [...new Set(pods.map(({ labels }) => labels))]
    : [workload.labels];
}

/** All pods that run must name the entity: one that does not has its traffic tapped too. */
function consentOf(
  entity: AnnotatedEntity,
  living: readonly InventoryPod[],
  table: EntityTable,
  owners: readonly string[],
): Consent {
  const running = living.filter(
    ({ phase }) => !FINISHED_PHASES.includes(phase),
  );
  const values = new Set(
    running.map(({ labels }) => labels[KUBERNETES_ID_LABEL]),
  );
  if (
    running.length > 0 &&
    [...values].every(
      value => value !== undefined && table.isNamedBy(entity, value),
    )
  ) {
    return 'label';
  }
  return entity.owner !== undefined && owners.includes(entity.owner)
    ? 'namespace'
    : 'none';
}
