import {
  ANNOTATION_EDIT_URL,
  Entity,
  parseEntityRef,
  RELATION_CONSUMES_API,
  RELATION_DEPENDS_ON,
  RELATION_PROVIDES_API,
  stringifyEntityRef,
} from '@backstage/catalog-model';

/**
 * What an entity says in the catalog about whom it needs. References are full and in lower case.
 *
 * @internal
 */
export interface DeclaredEntity {
  ref: string;
  /** Entities that it depends on. */
  dependsOn: readonly string[];
  /** APIs that it uses. */
  consumesApis: readonly string[];
  /** APIs that it serves. */
  providesApis: readonly string[];
  /** Where its file is edited. */
  editUrl?: string;
}

/** The fields of an entity that are asked for. @internal */
export const DECLARED_ENTITY_FIELDS = [
  'relations',
  'spec.dependsOn',
  'spec.consumesApis',
  'spec.providesApis',
  `metadata.annotations.${ANNOTATION_EDIT_URL}`,
];

/**
 * Reads what an entity declares: what its file says, and what the catalog's processors made of it.
 *
 * @internal
 */
export function readDeclaredEntity(entity: Entity): DeclaredEntity {
  const { spec = {}, relations = [], metadata } = entity;
  const read = (field: string, relation: string, defaultKind: string) => {
    const written = spec[field];
    const refs = [
      ...(Array.isArray(written) ? written : []).flatMap(text =>
        readRef(text, defaultKind, metadata.namespace),
      ),
      ...relations.flatMap(({ type, targetRef }) =>
        type === relation
          ? readRef(targetRef, defaultKind, metadata.namespace)
          : [],
      ),
    ];
    return [...new Set(refs)].sort();
  };
  const editUrl = metadata.annotations?.[ANNOTATION_EDIT_URL];
  return {
    ref: stringifyEntityRef(entity),
    dependsOn: read('dependsOn', RELATION_DEPENDS_ON, 'component'),
    consumesApis: read('consumesApis', RELATION_CONSUMES_API, 'api'),
    providesApis: read('providesApis', RELATION_PROVIDES_API, 'api'),
    ...(editUrl !== undefined && isWebUrl(editUrl) && { editUrl }),
  };
}

function readRef(
  text: unknown,
  defaultKind: string,
  defaultNamespace: string | undefined,
): string[] {
  try {
    return [
      stringifyEntityRef(
        parseEntityRef(String(text), { defaultKind, defaultNamespace }),
      ),
    ];
  } catch {
    return [];
  }
}

/** It becomes a link. */
function isWebUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}
