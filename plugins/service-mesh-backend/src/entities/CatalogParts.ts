import { AuthService } from '@backstage/backend-plugin-api';
import {
  Entity,
  parseEntityRef,
  RELATION_API_PROVIDED_BY,
  RELATION_HAS_PART,
  RELATION_OWNER_OF,
  RELATION_PARENT_OF,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { LRUCache } from 'lru-cache';
import { askPlugin } from '../askPlugin';

/**
 * What an entity is made of.
 *
 * @internal
 */
export interface EntityParts {
  /** Full references, in lower case, of everything below the entity that may run somewhere. */
  entityRefs: string[];
  /** There are more than were followed. */
  truncated: boolean;
}

/**
 * Finds what an entity is made of.
 *
 * @internal
 */
export interface Parts {
  partsOf(entityRef: string): Promise<EntityParts>;
}

/** Relations that lead from a whole to its parts, with the kinds of parts that count. */
const FOLLOWED: Record<string, Record<string, readonly string[]>> = {
  domain: { [RELATION_HAS_PART]: ['domain', 'system'] },
  system: { [RELATION_HAS_PART]: ['component', 'resource'] },
  component: { [RELATION_HAS_PART]: ['component'] },
  api: { [RELATION_API_PROVIDED_BY]: ['component'] },
  group: {
    [RELATION_OWNER_OF]: ['component', 'resource', 'system'],
    [RELATION_PARENT_OF]: ['group'],
  },
};

/** Kinds of parts that may carry the annotations that select workloads. */
const RUNNING_KINDS = ['component', 'resource'];

/** From a domain of domains down to subcomponents. */
const MAX_LEVELS = 8;

/** More parts are more than a graph can show. */
const MAX_PARTS = 1_000;

/** Entities a question to the catalog. */
const BATCH = 200;

const KEPT_MS = 90_000;
const MAX_KEPT = 500;

/**
 * Follows the catalog's relations from a domain, system, group, API or component to the parts that may run somewhere. Read with the
 * plugin's own credentials, for everybody: which parts a viewer may know is asked by whoever shows them.
 *
 * @internal
 */
export class CatalogParts implements Parts {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #kept: LRUCache<string, Promise<EntityParts>>;

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    /** Milliseconds for which parts are kept. */
    keptMs?: number;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#kept = new LRUCache({
      max: MAX_KEPT,
      ttl: options.keptMs ?? KEPT_MS,
    });
  }

  /**
   * @throws ServiceUnavailableError where the catalog does not answer
   */
  async partsOf(entityRef: string): Promise<EntityParts> {
    const ref = entityRef.toLowerCase();
    if (!(parseEntityRef(ref).kind in FOLLOWED)) {
      return { entityRefs: [], truncated: false };
    }
    const known = this.#kept.get(ref);
    if (known) {
      return known;
    }
    const flight = this.#follow(ref);
    this.#kept.set(ref, flight);
    flight.catch(() => this.#kept.delete(ref));
    return flight;
  }

  async #follow(root: string): Promise<EntityParts> {
    const known = new Set([root]);
    let border = [root];
    let truncated = false;
    for (let level = 0; border.length > 0; level += 1) {
      if (level === MAX_LEVELS) {
        truncated = true;
        break;
      }
      const found = (await this.#read(border)).flatMap(partsIn);
      const next = [...new Set(found)].filter(ref => !known.has(ref));
      const room = MAX_PARTS - (known.size - 1);
      truncated ||= next.length > room;
      border = next.slice(0, room);
      border.forEach(ref => known.add(ref));
    }
    known.delete(root);
    return {
      entityRefs: [...known].filter(ref =>
        RUNNING_KINDS.includes(parseEntityRef(ref).kind),
      ),
      truncated,
    };
  }

  async #read(entityRefs: readonly string[]): Promise<Entity[]> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const entities: Entity[] = [];
    for (let start = 0; start < entityRefs.length; start += BATCH) {
      const { items } = await askPlugin('catalog', () =>
        this.#catalog.getEntitiesByRefs(
          {
            entityRefs: entityRefs.slice(start, start + BATCH),
            fields: ['kind', 'relations'],
          },
          { credentials },
        ),
      );
      entities.push(...items.flatMap(item => item ?? []));
    }
    return entities;
  }
}

function partsIn({ kind, relations = [] }: Entity): string[] {
  const followed = FOLLOWED[kind.toLowerCase()] ?? {};
  return relations
    .map(({ type, targetRef }) => ({ type, ref: targetRef.toLowerCase() }))
    .filter(({ type, ref }) =>
      followed[type]?.includes(ref.slice(0, ref.indexOf(':'))),
    )
    .map(({ ref }) => ref);
}
