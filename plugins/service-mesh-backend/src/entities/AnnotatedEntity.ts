import {
  KUBERNETES_CLUSTER_ANNOTATION,
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_ID_LABEL,
  KUBERNETES_LABEL_SELECTOR_ANNOTATION,
  KUBERNETES_NAMESPACE_ANNOTATION,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { messageOf } from '../messageOf';
import {
  DeclaredEntity,
  DECLARED_ENTITY_FIELDS,
  readDeclaredEntity,
} from './DeclaredEntity';
import { ParsedLabelSelector, parseLabelSelector } from '../inventory';

/**
 * What an entity's annotations say about its workloads, read as the Kubernetes plugin reads them.
 */
export interface AnnotatedEntity {
  /** Full, in lower case. */
  ref: string;
  name: string;
  /** The id under which its pods are labelled: the annotation, or the entity's name. */
  id: string;
  /** The entity's reference in a form that a label's value can have: `component.default.web`. */
  labelRef: string;
  /** Full reference, in lower case. */
  owner?: string;
  /** As it was written, or made from the id. */
  selectorText: string;
  /** undefined where the text can not be read; `problem` says why. */
  selector?: ParsedLabelSelector;
  problem?: string;
  /** Every namespace without it. */
  namespace?: string;
  /** Every cluster without it. */
  cluster?: string;
  /** Whom it needs. */
  declared: DeclaredEntity;
}

/** The fields of an entity that are asked for. */
export const ANNOTATED_ENTITY_FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  ...[
    KUBERNETES_ID_ANNOTATION,
    KUBERNETES_LABEL_SELECTOR_ANNOTATION,
    KUBERNETES_NAMESPACE_ANNOTATION,
    KUBERNETES_CLUSTER_ANNOTATION,
  ].map(annotation => `metadata.annotations.${annotation}`),
  'spec.owner',
  ...DECLARED_ENTITY_FIELDS,
];

/**
 * Reads an entity; undefined for one without the annotations that make it known to Kubernetes.
 */
export function readAnnotatedEntity(
  entity: Entity,
): AnnotatedEntity | undefined {
  const annotations = entity.metadata.annotations ?? {};
  const explicitId = annotations[KUBERNETES_ID_ANNOTATION];
  const explicitSelector = annotations[KUBERNETES_LABEL_SELECTOR_ANNOTATION];
  if (!explicitId && !explicitSelector) {
    return undefined;
  }
  const { name } = entity.metadata;
  const id = explicitId || name;
  const selectorText = explicitSelector || `${KUBERNETES_ID_LABEL}=${id}`;
  const ref = stringifyEntityRef(entity);
  return {
    ref,
    name,
    id,
    labelRef: ref.replace(':', '.').replace('/', '.'),
    owner: readOwner(entity),
    selectorText,
    ...parse(selectorText),
    namespace: annotations[KUBERNETES_NAMESPACE_ANNOTATION] || undefined,
    cluster: annotations[KUBERNETES_CLUSTER_ANNOTATION] || undefined,
    declared: readDeclaredEntity(entity),
  };
}

function parse(text: string): Pick<AnnotatedEntity, 'selector' | 'problem'> {
  try {
    return { selector: parseLabelSelector(text) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function readOwner(entity: Entity): string | undefined {
  const owner = entity.spec?.owner;
  if (typeof owner !== 'string' || !owner) {
    return undefined;
  }
  try {
    return stringifyEntityRef(
      parseEntityRef(owner, {
        defaultKind: 'group',
        defaultNamespace: entity.metadata.namespace,
      }),
    );
  } catch {
    return undefined;
  }
}
