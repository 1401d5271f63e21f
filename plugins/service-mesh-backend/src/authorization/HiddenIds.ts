import { LoggerService } from '@backstage/backend-plugin-api';
import { createHmac, randomBytes } from 'crypto';
import { LRUCache } from 'lru-cache';
import { PluginDatabase } from '../database';
import { messageOf } from '../messageOf';

/** Whoever sees a part of a large mesh asks for thousands of them with each refresh. */
const MAX_IDS = 20_000;

/** How long an instance waits before it looks for the key of all again. */
const RETRY_MS = 60_000;

const TABLE = 'secrets';
const NAME = 'hidden-ids';

/**
 * Ids of what a viewer may not see. They are the same from one answer to the next, whichever instance of the portal gives it, so that a
 * graph stays where it is; and nobody can try names until one fits, because the key of the ids is drawn by chance and kept in the
 * plugin's own database.
 *
 * @internal
 */
export class HiddenIds {
  readonly #ids = new LRUCache<string, string>({ max: MAX_IDS });
  /** For the time in which the database is away. */
  readonly #ownKey = randomBytes(32);
  #key: Promise<Buffer> | undefined;
  #failedAt = -Infinity;

  constructor(
    private readonly options: {
      database: Pick<PluginDatabase, 'client'>;
      logger: LoggerService;
      now?(): number;
    },
  ) {}

  /** What names an id anew. */
  async hider(): Promise<(id: string) => string> {
    const key = await this.#readKey();
    return id => {
      const name = `${key === this.#ownKey} ${id}`;
      let hidden = this.#ids.get(name);
      if (hidden === undefined) {
        hidden = createHmac('sha256', key)
          .update(id)
          .digest('hex')
          .slice(0, 32);
        this.#ids.set(name, hidden);
      }
      return hidden;
    };
  }

  async #readKey(): Promise<Buffer> {
    const { logger, now = Date.now } = this.options;
    if (!this.#key && now() - this.#failedAt < RETRY_MS) {
      return this.#ownKey;
    }
    this.#key ??= this.#sharedKey();
    try {
      return await this.#key;
    } catch (error) {
      this.#key = undefined;
      this.#failedAt = now();
      logger.warn(
        `The key of hidden workloads can not be read from the plugin's database, so each instance of the portal has its own ids for them: ${messageOf(
          error,
        )}`,
      );
      return this.#ownKey;
    }
  }

  async #sharedKey(): Promise<Buffer> {
    const client = await this.options.database.client();
    // Of several instances that start at once, one draws the key.
    await client(TABLE)
      .insert({ name: NAME, value: this.#ownKey.toString('base64') })
      .onConflict('name')
      .ignore();
    const row = await client(TABLE).where({ name: NAME }).first('value');
    return Buffer.from(row.value, 'base64');
  }
}
