import {
  Entity,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  getCompoundEntityRef,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogApi } from '@backstage/plugin-catalog-react';
import type { EntityFacts, EntityFactsByRef, NamedEntity } from './EntityFacts';

/** References in one question to the catalog. */
const BATCH = 500;

/** How long facts are good before they are asked for again, in milliseconds. */
const KEPT_MS = 300_000;

/** A component, its system, the system's domain. */
const ROUNDS = 3;

const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'spec.type',
  'spec.lifecycle',
  'spec.profile.displayName',
  'relations',
];

/** An entity as it was read; undefined where the viewer may not read it or it is not there. */
interface Loaded {
  entity: Entity | undefined;
  at: number;
}

/** What the catalog has said until now. */
export interface CatalogAnswer {
  facts: EntityFactsByRef;
  /** References that were asked for, with all that they belong to, whether the catalog answered or failed. */
  asked: ReadonlySet<string>;
}

/** Reads catalog entities in batches, with the viewer's own rights, and keeps what the screens tell of them. */
export class EntityFactsStore {
  readonly #catalogApi: Pick<CatalogApi, 'getEntitiesByRefs'>;
  readonly #now: () => number;
  readonly #loaded = new Map<string, Loaded>();
  readonly #pending = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #answer: CatalogAnswer = { facts: new Map(), asked: new Set() };

  constructor(
    catalogApi: Pick<CatalogApi, 'getEntitiesByRefs'>,
    now: () => number = Date.now,
  ) {
    this.#catalogApi = catalogApi;
    this.#now = now;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** All facts that are loaded; the same map until there are others. */
  getFacts = (): EntityFactsByRef => this.#answer.facts;

  /** The facts, and what was asked for; the same until there is more. */
  getAnswer = (): CatalogAnswer => this.#answer;

  /**
   * Loads what is not loaded, and what it belongs to.
   *
   * @returns whether the catalog answered all of it; otherwise facts are left out, and whoever needs them asks again later
   */
  async load(refs: Iterable<string>): Promise<boolean> {
    const wanted = new Set(refs);
    const isWhole = await this.#loadAll(wanted);
    const { facts, asked } = this.#answer;
    if ([...wanted].some(ref => !asked.has(ref))) {
      this.#tell({ facts, asked: new Set([...asked, ...wanted]) });
    }
    return isWhole;
  }

  async #loadAll(refs: ReadonlySet<string>): Promise<boolean> {
    let wanted = refs;
    for (let round = 0; round < ROUNDS && wanted.size > 0; round += 1) {
      const missing = [...wanted].filter(ref => this.#isMissing(ref));
      if (missing.length > 0 && !(await this.#read(missing))) {
        return false;
      }
      // what another screen has asked for may fail as well
      if ([...wanted].some(ref => this.#pending.has(ref))) {
        return false;
      }
      wanted = new Set([...wanted].flatMap(ref => this.#belongsTo(ref)));
    }
    return true;
  }

  #isMissing(ref: string): boolean {
    const loaded = this.#loaded.get(ref);
    return (
      !this.#pending.has(ref) && (!loaded || this.#now() - loaded.at > KEPT_MS)
    );
  }

  async #read(refs: string[]): Promise<boolean> {
    refs.forEach(ref => this.#pending.add(ref));
    try {
      for (let start = 0; start < refs.length; start += BATCH) {
        const entityRefs = refs.slice(start, start + BATCH);
        const { items } = await this.#catalogApi.getEntitiesByRefs({
          entityRefs,
          fields: FIELDS,
        });
        const at = this.#now();
        entityRefs.forEach((ref, index) =>
          this.#loaded.set(ref, { entity: items[index], at }),
        );
      }
      this.#publish();
      return true;
    } catch {
      return false;
    } finally {
      refs.forEach(ref => this.#pending.delete(ref));
    }
  }

  #belongsTo(ref: string): string[] {
    const entity = this.#loaded.get(ref)?.entity;
    return entity
      ? [related(entity, RELATION_OWNED_BY), ...partsOf(entity)].flatMap(
          other => other ?? [],
        )
      : [];
  }

  #publish() {
    const facts = new Map<string, EntityFacts>();
    for (const [ref, { entity }] of this.#loaded) {
      if (entity) {
        facts.set(ref, this.#factsOf(ref, entity));
      }
    }
    this.#tell({ ...this.#answer, facts });
  }

  #tell(answer: CatalogAnswer) {
    this.#answer = answer;
    this.#listeners.forEach(listener => listener());
  }

  #factsOf(ref: string, entity: Entity): EntityFacts {
    const isSystem = entity.kind === 'System';
    const systemRef = isSystem ? ref : partOf(entity, 'system');
    const system = systemRef && this.#loaded.get(systemRef)?.entity;
    const domainRef = system
      ? partOf(system, 'domain')
      : partOf(entity, 'domain');
    const ownerRef = related(entity, RELATION_OWNED_BY);
    return {
      ...this.#named(ref),
      kind: entity.kind,
      type: textOf(entity.spec?.type),
      lifecycle: textOf(entity.spec?.lifecycle),
      owner: ownerRef ? this.#named(ownerRef) : undefined,
      system: systemRef ? this.#named(systemRef) : undefined,
      domain: domainRef ? this.#named(domainRef) : undefined,
    };
  }

  #named(ref: string): NamedEntity {
    const entity = this.#loaded.get(ref)?.entity;
    const { name } = entity
      ? getCompoundEntityRef(entity)
      : parseEntityRef(ref);
    return {
      ref,
      name,
      title: (entity && titleOf(entity)) ?? name,
    };
  }
}

function titleOf({ metadata, spec }: Entity): string | undefined {
  const profile = spec?.profile;
  const displayName =
    typeof profile === 'object' && profile !== null && 'displayName' in profile
      ? textOf(profile.displayName)
      : undefined;
  return metadata.title ?? displayName;
}

function related(entity: Entity, type: string): string | undefined {
  return entity.relations?.find(relation => relation.type === type)?.targetRef;
}

function partsOf(entity: Entity): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_PART_OF)
    .map(({ targetRef }) => targetRef);
}

function partOf(entity: Entity, kind: string): string | undefined {
  const found = partsOf(entity).find(
    ref => parseEntityRef(ref).kind.toLocaleLowerCase('en-US') === kind,
  );
  return found && stringifyEntityRef(parseEntityRef(found));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
