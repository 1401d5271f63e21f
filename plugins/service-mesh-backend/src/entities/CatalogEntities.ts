import {
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_ANNOTATION,
} from '@backstage-mesh/plugin-service-mesh-common';
import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { askPlugin } from '../askPlugin';
import {
  ANNOTATED_ENTITY_FIELDS,
  AnnotatedEntity,
  readAnnotatedEntity,
} from './AnnotatedEntity';
import { EntityTable } from './EntityTable';

const PAGE_SIZE = 500;

/** How often the catalog is read. */
const REFRESH_MS = 90_000;

/** An entity that is not known may be new: the catalog is read again, but no sooner than so long after the last time. */
const UNKNOWN_REFRESH_MS = 10_000;

/**
 * The annotated entities of the catalog, read with the plugin's own credentials from the first use on, and then again and again.
 */
export class CatalogEntities {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #logger: LoggerService;
  readonly #now: () => number;
  #table: EntityTable | undefined;
  #readAt = 0;
  #flight: Promise<EntityTable> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
    now?: () => number;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
  }

  /**
   * What the catalog held a short while ago.
   *
   * @throws ServiceUnavailableError where the catalog does not answer, before it was read for the first time
   */
  async table(): Promise<EntityTable> {
    return this.#table ?? this.#read();
  }

  /** The table, read anew where it does not know an entity and was not read just now. */
  async tableWith(ref: string): Promise<EntityTable> {
    const table = await this.table();
    if (table.get(ref) || this.#now() - this.#readAt < UNKNOWN_REFRESH_MS) {
      return table;
    }
    return this.#read().catch(() => table);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #read(): Promise<EntityTable> {
    this.#flight ??= askPlugin('catalog', () => this.#readAll())
      .then(entities => {
        this.#table = new EntityTable(entities);
        return this.#table;
      })
      .finally(() => {
        this.#readAt = this.#now();
        this.#flight = undefined;
        this.#schedule();
      });
    return this.#flight;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#closed) {
      this.#timer = setTimeout(() => {
        this.#read().catch(error =>
          this.#logger.warn(
            `The catalog can not be read, so the entities of workloads are those of a while ago: ${error}`,
          ),
        );
      }, REFRESH_MS);
      this.#timer.unref();
    }
  }

  async #readAll(): Promise<AnnotatedEntity[]> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const entities: AnnotatedEntity[] = [];
    const pages = this.#catalog.streamEntities(
      {
        filter: [
          KUBERNETES_ID_ANNOTATION,
          KUBERNETES_LABEL_SELECTOR_ANNOTATION,
        ].map(annotation => ({
          [`metadata.annotations.${annotation}`]: CATALOG_FILTER_EXISTS,
        })),
        fields: ANNOTATED_ENTITY_FIELDS,
        pageSize: PAGE_SIZE,
      },
      { credentials },
    );
    for await (const page of pages) {
      for (const entity of page) {
        const annotated = readAnnotatedEntity(entity);
        if (annotated) {
          entities.push(annotated);
        }
      }
    }
    return entities;
  }
}
