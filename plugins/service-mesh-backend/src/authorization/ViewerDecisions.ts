import { serviceMeshReadPermission } from '@backstage-mesh/plugin-service-mesh-common';
import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  BasicPermission,
  createPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { LRUCache } from 'lru-cache';
import { askPlugin } from '../askPlugin';

/** For how long a decision is taken for granted: somebody who loses a right loses it after this time. */
const KEPT_MS = 45_000;
const MAX_KEPT = 100_000;
const MAX_VERDICTS = 10_000;

/** Entities a question to the catalog or the permission backend. */
const BATCH = 250;

/** More than these are worth a question ahead: what the policy says of all of them, and again before it is forgotten. */
const FEW = 25;

/** In the last part of the time for which it is kept, a decision is asked for again without anybody waiting. */
const AGING = 1 / 3;

/** As the catalog has it. */
const catalogEntityReadPermission = createPermission({
  name: 'catalog.entity.read',
  attributes: { action: 'read' },
  resourceType: serviceMeshReadPermission.resourceType,
});

/** What a policy says of a permission before single entities are looked at. */
type Verdict = 'all' | 'some' | 'none';

const VERDICTS: Record<AuthorizeResult, Verdict> = {
  [AuthorizeResult.ALLOW]: 'all',
  [AuthorizeResult.CONDITIONAL]: 'some',
  [AuthorizeResult.DENY]: 'none',
};

/**
 * What the permission policy and the catalog say to one viewer after another: asked in batches, kept for a while. Where
 * one of them does not answer, whoever asks gets a ServiceUnavailableError.
 */
export class ViewerDecisions {
  readonly #permissions: PermissionsService;
  readonly #catalog: CatalogService;
  readonly #keptMs: number;
  readonly #kept: LRUCache<string, boolean>;
  readonly #verdicts: LRUCache<string, Verdict>;
  /** Keys of decisions that are asked for again. */
  readonly #underway = new Set<string>();

  constructor(options: {
    permissions: PermissionsService;
    catalog: CatalogService;
    /** Milliseconds that decisions are kept. */
    keptMs?: number;
    /** Milliseconds since any moment but that of its start. */
    now?(): number;
  }) {
    const perf = options.now && { now: options.now };
    this.#permissions = options.permissions;
    this.#catalog = options.catalog;
    this.#keptMs = options.keptMs ?? KEPT_MS;
    this.#verdicts = new LRUCache({
      max: MAX_VERDICTS,
      ttl: this.#keptMs,
      perf,
    });
    this.#kept = new LRUCache({
      max: MAX_KEPT,
      ttl: this.#keptMs,
      perf,
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
        const [decision] = await askPlugin('permission', () =>
          this.#permissions.authorize([{ permission }], { credentials }),
        );
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
    return (await this.#verdict(credentials, permission)) !== 'none';
  }

  /** Of the entities, which exist, those for which a permission is given, and that the catalog shows to the viewer. */
  async allowedEntities(
    credentials: BackstageCredentials,
    permission: ResourcePermission,
    entityRefs: Iterable<string>,
  ): Promise<ReadonlySet<string>> {
    const refs = new Set(entityRefs);
    if (refs.size <= FEW) {
      const asked = await this.#allowedOneByOne(credentials, permission, refs);
      return this.visibleAmong(credentials, asked);
    }
    const verdict = await this.#verdict(credentials, permission);
    if (verdict === 'none') {
      return new Set();
    }
    const allowed =
      verdict === 'all'
        ? refs
        : await this.#allowedOneByOne(credentials, permission, refs);
    return this.visibleAmong(credentials, allowed);
  }

  /** Of the entities those that exist and that the catalog shows to the viewer. */
  visibleEntities(
    credentials: BackstageCredentials,
    entityRefs: Iterable<string>,
  ): Promise<ReadonlySet<string>> {
    return this.#decide(credentials, 'catalog', entityRefs, async batch => {
      const { items } = await askPlugin('catalog', () =>
        this.#catalog.getEntitiesByRefs(
          { entityRefs: batch, fields: ['kind', 'metadata.name'] },
          { credentials },
        ),
      );
      return items.map(item => item !== undefined);
    });
  }

  /**
   * @throws NotFoundError where the entity does not exist or the caller may not know it: the two look the same
   */
  async requireVisible(
    credentials: BackstageCredentials,
    entityRef: string,
  ): Promise<void> {
    const visible = await this.visibleEntities(credentials, [entityRef]);
    if (!visible.has(entityRef)) {
      throw new NotFoundError(`The catalog has no entity ${entityRef}`);
    }
  }

  /** Of the entities, which exist, those that the catalog shows to the viewer: where that is all or none, the catalog is not asked. */
  async visibleAmong(
    credentials: BackstageCredentials,
    entityRefs: Iterable<string>,
  ): Promise<ReadonlySet<string>> {
    const refs = new Set(entityRefs);
    // A service may be restricted in what it asks of this plugin, and not of the catalog.
    const isUser = (credentials.principal as { type?: string }).type === 'user';
    if (refs.size <= FEW || !isUser) {
      return this.visibleEntities(credentials, refs);
    }
    switch (await this.#verdict(credentials, catalogEntityReadPermission)) {
      case 'all':
        return refs;
      case 'none':
        return new Set();
      default:
        return this.visibleEntities(credentials, refs);
    }
  }

  #allowedOneByOne(
    credentials: BackstageCredentials,
    permission: ResourcePermission,
    entityRefs: Iterable<string>,
  ): Promise<ReadonlySet<string>> {
    return this.#decide(
      credentials,
      permission.name,
      entityRefs,
      async batch => {
        const decisions = await askPlugin('permission', () =>
          this.#permissions.authorize(
            batch.map(resourceRef => ({ permission, resourceRef })),
            { credentials },
          ),
        );
        return decisions.map(({ result }) => result === AuthorizeResult.ALLOW);
      },
    );
  }

  async #verdict(
    credentials: BackstageCredentials,
    permission: ResourcePermission,
  ): Promise<Verdict> {
    const key = `${viewerKey(credentials)}\n${permission.name}`;
    let verdict = this.#verdicts.get(key);
    if (verdict === undefined) {
      const [{ result }] = await askPlugin('permission', () =>
        this.#permissions.authorizeConditional([{ permission }], {
          credentials,
        }),
      );
      verdict = VERDICTS[result];
      this.#verdicts.set(key, verdict);
    }
    return verdict;
  }

  async #decide(
    credentials: BackstageCredentials,
    question: string,
    subjects: Iterable<string>,
    ask: (batch: string[]) => Promise<boolean[]>,
  ): Promise<ReadonlySet<string>> {
    const viewer = viewerKey(credentials);
    const keyOf = (subject: string) => `${viewer}\n${question}\n${subject}`;
    const allowed = new Set<string>();
    const open: string[] = [];
    const aging: string[] = [];
    for (const subject of new Set(subjects)) {
      const key = keyOf(subject);
      const known = this.#kept.get(key);
      if (known === undefined) {
        open.push(subject);
      } else {
        if (known) {
          allowed.add(subject);
        }
        if (
          this.#kept.getRemainingTTL(key) < this.#keptMs * AGING &&
          !this.#underway.has(key)
        ) {
          aging.push(subject);
        }
      }
    }
    const askAll = (all: readonly string[]) =>
      Promise.all(
        Array.from({ length: Math.ceil(all.length / BATCH) }, async (_, i) => {
          const batch = all.slice(i * BATCH, (i + 1) * BATCH);
          const answers = await ask(batch);
          batch.forEach((subject, index) =>
            this.#kept.set(keyOf(subject), answers[index] === true),
          );
        }),
      );
    if (aging.length > FEW) {
      const keys = aging.map(keyOf);
      keys.forEach(key => this.#underway.add(key));
      askAll(aging)
        // Whoever asks when they are forgotten is told what is wrong.
        .catch(() => undefined)
        .finally(() => keys.forEach(key => this.#underway.delete(key)));
    }
    await askAll(open);
    open
      .filter(subject => this.#kept.peek(keyOf(subject)))
      .forEach(subject => allowed.add(subject));
    return allowed;
  }
}

function viewerKey({ principal }: BackstageCredentials): string {
  return JSON.stringify(principal);
}
