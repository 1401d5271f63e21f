import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  BasicPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { LRUCache } from 'lru-cache';

/** For how long a decision is taken for granted: somebody who loses a right loses it after this time. */
const KEPT_MS = 45_000;
const MAX_KEPT = 100_000;

/** Entities a question to the catalog or the permission backend. */
const BATCH = 250;

/**
 * What the permission policy and the catalog say to one viewer after another: asked in batches, kept for a while.
 */
export class ViewerDecisions {
  readonly #permissions: PermissionsService;
  readonly #catalog: CatalogService;
  readonly #kept: LRUCache<string, boolean>;

  constructor(options: {
    permissions: PermissionsService;
    catalog: CatalogService;
    /** Milliseconds that decisions are kept. */
    keptMs?: number;
  }) {
    this.#permissions = options.permissions;
    this.#catalog = options.catalog;
    this.#kept = new LRUCache({
      max: MAX_KEPT,
      ttl: options.keptMs ?? KEPT_MS,
      // Kept times must not be prolonged by those who ask.
      updateAgeOnGet: false,
    });
  }

  /** Whether a permission that is about no entity is given. */
  async isAllowed(
    credentials: BackstageCredentials,
    permission: BasicPermission,
  ): Promise<boolean> {
    const allowed = await this.#decide(
      credentials,
      permission.name,
      [''],
      async () => {
        const [decision] = await this.#permissions.authorize([{ permission }], {
          credentials,
        });
        return [decision.result === AuthorizeResult.ALLOW];
      },
    );
    return allowed.has('');
  }

  /** Whether there may be an entity for which a permission is given. */
  async isAllowedSomewhere(
    credentials: BackstageCredentials,
    permission: ResourcePermission,
  ): Promise<boolean> {
    const allowed = await this.#decide(
      credentials,
      permission.name,
      [''],
      async () => {
        const [decision] = await this.#permissions.authorizeConditional(
          [{ permission }],
          { credentials },
        );
        return [decision.result !== AuthorizeResult.DENY];
      },
    );
    return allowed.has('');
  }

  /** Of the entities those for which a permission is given, and that the catalog shows to the viewer. */
  async allowedEntities(
    credentials: BackstageCredentials,
    permission: ResourcePermission,
    entityRefs: Iterable<string>,
  ): Promise<ReadonlySet<string>> {
    const allowed = await this.#decide(
      credentials,
      permission.name,
      entityRefs,
      async batch => {
        const decisions = await this.#permissions.authorize(
          batch.map(resourceRef => ({ permission, resourceRef })),
          { credentials },
        );
        return decisions.map(({ result }) => result === AuthorizeResult.ALLOW);
      },
    );
    return this.visibleEntities(credentials, allowed);
  }

  /** Of the entities those that the catalog shows to the viewer. */
  visibleEntities(
    credentials: BackstageCredentials,
    entityRefs: Iterable<string>,
  ): Promise<ReadonlySet<string>> {
    return this.#decide(credentials, 'catalog', entityRefs, async batch => {
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs: batch, fields: ['kind', 'metadata.name'] },
        { credentials },
      );
      return items.map(item => item !== undefined);
    });
  }

  async #decide(
    credentials: BackstageCredentials,
    question: string,
    subjects: Iterable<string>,
    ask: (batch: string[]) => Promise<boolean[]>,
  ): Promise<ReadonlySet<string>> {
    const viewer = JSON.stringify(credentials.principal);
    const keyOf = (subject: string) => `${viewer}\n${question}\n${subject}`;
    const allowed = new Set<string>();
    const open: string[] = [];
    for (const subject of new Set(subjects)) {
      const known = this.#kept.get(keyOf(subject));
      if (known === undefined) {
        open.push(subject);
      } else if (known) {
        allowed.add(subject);
      }
    }
    const batches = Array.from(
      { length: Math.ceil(open.length / BATCH) },
      (_, index) => open.slice(index * BATCH, (index + 1) * BATCH),
    );
    await Promise.all(
      batches.map(async batch => {
        const answers = await ask(batch);
        batch.forEach((subject, index) => {
          this.#kept.set(keyOf(subject), answers[index] === true);
          if (answers[index] === true) {
            allowed.add(subject);
          }
        });
      }),
    );
    return allowed;
  }
}
