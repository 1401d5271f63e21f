import { AnnotatedEntity } from './AnnotatedEntity';
import { DeclaredEntity } from './DeclaredEntity';

/**
 * All annotated entities of the catalog at one moment, by what they can be found by.
 */
export class EntityTable {
  readonly #byRef = new Map<string, AnnotatedEntity>();
  readonly #byLabelRef = new Map<string, AnnotatedEntity>();
  readonly #byId = new Map<string, AnnotatedEntity[]>();
  /** By one label that an entity's selector demands with a single value. */
  readonly #byLabel = new Map<string, AnnotatedEntity[]>();
  /** Those whose selector demands no such label. */
  readonly #others: AnnotatedEntity[] = [];

  /** What each of them says about whom it needs. */
  readonly declared: readonly DeclaredEntity[];

  constructor(entities: readonly AnnotatedEntity[]) {
    this.declared = entities.map(({ declared }) => declared);
    for (const entity of entities) {
      this.#byRef.set(entity.ref, entity);
      this.#byLabelRef.set(entity.labelRef, entity);
      addTo(this.#byId, entity.id, entity);
      const demanded = entity.selector?.requirements.find(
        ({ operator, values }) => operator === 'in' && values.length === 1,
      );
      if (demanded) {
        addTo(
          this.#byLabel,
          labelKey(demanded.key, demanded.values[0]),
          entity,
        );
      } else if (entity.selector) {
        this.#others.push(entity);
      }
    }
  }

  get(ref: string): AnnotatedEntity | undefined {
    return this.#byRef.get(ref);
  }

  /** Entities whose selector matches the labels of something in this place. */
  select(
    place: { cluster: string; namespace: string },
    labels: Readonly<Record<string, string>>,
  ): AnnotatedEntity[] {
    const candidates = [
      ...Object.entries(labels).flatMap(
        ([key, value]) => this.#byLabel.get(labelKey(key, value)) ?? [],
      ),
      ...this.#others,
    ];
    return candidates.filter(
      entity => isInScope(entity, place) && entity.selector?.matches(labels),
    );
  }

  /**
   * Whether the value of the label by which a workload names its entity means this entity. A reference in full means one entity only.
   * An id may be claimed by anybody, with any name and for any namespace: where the claimants have different owners, it means none of
   * them, because nothing tells the right one.
   */
  isNamedBy(entity: AnnotatedEntity, labelValue: string): boolean {
    const referenced = this.#byLabelRef.get(labelValue.toLowerCase());
    if (referenced) {
      return referenced.ref === entity.ref;
    }
    return (
      entity.id === labelValue &&
      (this.#byId.get(labelValue) ?? []).every(
        claimant =>
          claimant === entity ||
          (claimant.owner !== undefined && claimant.owner === entity.owner),
      )
    );
  }
}

function isInScope(
  entity: AnnotatedEntity,
  place: { cluster: string; namespace: string },
): boolean {
  return (
    (entity.cluster === undefined || entity.cluster === place.cluster) &&
    (entity.namespace === undefined || entity.namespace === place.namespace)
  );
}

function labelKey(key: string, value: string): string {
  return `${key}=${value}`;
}

function addTo(
  map: Map<string, AnnotatedEntity[]>,
  key: string,
  entity: AnnotatedEntity,
): void {
  const list = map.get(key);
  if (list) {
    list.push(entity);
  } else {
    map.set(key, [entity]);
  }
}
