import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { CacheService } from '@backstage/backend-plugin-api';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Another version of the plugin may write its records in another way: it must not find these. */
const VERSION = 1;

/** The largest record as text; what is larger, every instance gets by itself. */
const MAX_TEXT = 32 * 1024 * 1024;

/** The largest record as it is stored: memcached takes no more than 1 MB by default. */
const MAX_STORED = 700 * 1024;

/**
 * Records that all instances of the portal see, in the cache of the backend. What is read was written by another process: whoever reads
 * it checks it.
 *
 * @internal
 */
export class SharedStore {
  constructor(
    private readonly cache: Pick<CacheService, 'get' | 'set' | 'delete'>,
    /** Whose records these are: two portals on one cache may have clusters of the same name. */
    private readonly portal: string,
  ) {}

  /**
   * @returns the record, as JSON gives it; undefined where there is none, or none that can be read
   * @throws Error where the cache does not answer
   */
  async get(name: string): Promise<unknown> {
    const stored = await this.cache.get<string>(this.keyOf(name));
    if (typeof stored !== 'string' || stored.length > MAX_STORED) {
      return undefined;
    }
    try {
      const text = await decompress(Buffer.from(stored, 'base64'), {
        maxOutputLength: MAX_TEXT,
      });
      return JSON.parse(text.toString('utf8'));
    } catch {
      return undefined;
    }
  }

  /**
   * @returns whether it was small enough to be stored
   * @throws Error where the cache does not answer
   */
  async set(name: string, record: object, ttlMs: number): Promise<boolean> {
    const text = JSON.stringify(record);
    if (Buffer.byteLength(text) > MAX_TEXT) {
      return false;
    }
    const stored = (
      await compress(text, { level: constants.Z_BEST_SPEED })
    ).toString('base64');
    if (stored.length > MAX_STORED) {
      return false;
    }
    await this.cache.set(this.keyOf(name), stored, { ttl: Math.ceil(ttlMs) });
    return true;
  }

  /**
   * @throws Error where the cache does not answer
   */
  async delete(name: string): Promise<void> {
    await this.cache.delete(this.keyOf(name));
  }

  /** Names hold what people and clusters wrote. */
  private keyOf(name: string): string {
    const digest = createHash('sha256')
      .update(JSON.stringify([this.portal, name]))
      .digest('base64url');
    return `v${VERSION}-${digest}`;
  }
}
