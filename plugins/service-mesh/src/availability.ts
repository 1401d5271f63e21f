import {
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_ANNOTATION,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { Entity } from '@backstage/catalog-model';
import type { FilterPredicate } from '@backstage/filter-predicates';

/**
 * Whether an entity says which pods are its own, in the way the Kubernetes plugin reads it.
 *
 * @public
 */
export function isServiceMeshAvailable(entity: Entity): boolean {
  const annotations = entity.metadata.annotations ?? {};
  return Boolean(
    annotations[KUBERNETES_ID_ANNOTATION] ||
      annotations[KUBERNETES_LABEL_SELECTOR_ANNOTATION],
  );
}

/** The same as a predicate, which an app can read and override in its configuration. */
export const SERVICE_MESH_FILTER: FilterPredicate = {
  $any: [
    {
      [`metadata.annotations.${KUBERNETES_ID_ANNOTATION}`]: { $exists: true },
    },
    {
      [`metadata.annotations.${KUBERNETES_LABEL_SELECTOR_ANNOTATION}`]: {
        $exists: true,
      },
    },
  ],
};

/** Kinds that stand for the workloads of their parts: what belongs to a system, whose systems a domain has, and so on. */
const KINDS_OF_PARTS = ['system', 'domain', 'group', 'api'];

/**
 * Whether there can be a topology of an entity: it says which pods are its own, or it stands for the workloads of its parts (systems,
 * domains, groups, APIs).
 *
 * @public
 */
export function isTopologyAvailable(entity: Entity): boolean {
  return (
    isServiceMeshAvailable(entity) ||
    KINDS_OF_PARTS.includes(entity.kind.toLocaleLowerCase('en-US'))
  );
}

/** The same as a predicate. */
export const TOPOLOGY_FILTER: FilterPredicate = {
  $any: [SERVICE_MESH_FILTER, ...KINDS_OF_PARTS.map(kind => ({ kind }))],
};
