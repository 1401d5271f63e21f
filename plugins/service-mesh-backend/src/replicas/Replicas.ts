import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CacheService, LoggerService } from '@backstage/backend-plugin-api';
import { messageOf } from '../messageOf';
import { withinTime } from '../withinTime';
import { Leases } from './Leases';
import { SharedStore } from './SharedStore';

/** @internal */
export interface ReplicasOptions {
  cache: Pick<CacheService, 'get' | 'set' | 'delete'>;
  leases: Leases;
  /** Which portal they are instances of. */
  portal: string;
  logger: LoggerService;
  now?(): number;
  wait?(ms: number): Promise<unknown>;
}

/**
 * Something that one instance does for all.
 *
 * @internal
 */
export interface SharedWork<T> {
  /** What it is, the same in all instances. */
  name: string;
  /** The result, if another instance has one that is young enough. */
  find(): Promise<T | undefined>;
  /** Gets the result, and shares it. */
  work(): Promise<T>;
}

/** So long the cache or the database may take; a page waits. */
const TIMEOUT_MS = 2_500;

/** After a failure of the cache or the database, this instance works alone for so long. */
const REST_MS = 15_000;

/** The same problem is told again so long after. */
const TOLD_AGAIN_MS = 10 * 60_000;

/** A lease lasts for so long after its holder died, and the others wait for it. It is renewed while the work goes on. */
const LEASE_MS = 12_000;
const RENEW_MS = 4_000;

/** Between two looks whether another instance is done; longer and longer. */
const FIRST_LOOK_MS = 60;
const LONGEST_LOOK_MS = 400;

/** Clocks that differ by less are called the same. */
const CLOCK_TOLERANCE_MS = 2_000;
const CLOCK_KEPT_MS = 5 * 60_000;

/**
 * What several instances of the portal share: records in the backend's cache, and leases that say who works. Where either fails, each
 * instance works alone, as if there were one.
 *
 * @internal
 */
export class Replicas {
  private readonly store: SharedStore;
  private readonly now: () => number;
  private readonly wait: (ms: number) => Promise<unknown>;
  private restsUntil = 0;
  private clock?: { aheadMs: number; at: number };
  private told?: { problem: string; at: number };

  constructor(private readonly options: ReplicasOptions) {
    this.store = new SharedStore(options.cache, options.portal);
    this.now = options.now ?? Date.now;
    this.wait = options.wait ?? (ms => sleep(ms));
  }

  /** Whether the others can be reached, as far as is known. */
  get areReachable(): boolean {
    return this.now() >= this.restsUntil;
  }

  /** A record of any instance; undefined where there is none or it can not be read. Never throws. */
  async read(name: string): Promise<unknown> {
    return this.attempt(() => this.store.get(name), undefined);
  }

  /** Whether a record is shared now. Never throws. */
  async write(name: string, record: object, ttlMs: number): Promise<boolean> {
    return this.attempt(() => this.store.set(name, record, ttlMs), false);
  }

  /** Takes a record away. Never throws. */
  async forget(name: string): Promise<void> {
    await this.attempt(() => this.store.delete(name), undefined);
  }

  /** The time by the clock that all share, in milliseconds since the epoch; this instance's own where that is not known. */
  async sharedTime(): Promise<number> {
    return this.now() + (await this.clockAheadMs());
  }

  /** How far the clock that all share is ahead of this instance's own: zero where they hardly differ. Never throws. */
  async clockAheadMs(): Promise<number> {
    if (!this.clock || this.now() - this.clock.at > CLOCK_KEPT_MS) {
      const sentAt = this.now();
      const time = await this.attempt(
        () => this.options.leases.time(),
        undefined,
      );
      if (time === undefined) {
        return this.clock?.aheadMs ?? 0;
      }
      const ahead = time - (sentAt + this.now()) / 2;
      this.clock = {
        aheadMs: Math.abs(ahead) > CLOCK_TOLERANCE_MS ? Math.round(ahead) : 0,
        at: this.now(),
      };
    }
    return this.clock.aheadMs;
  }

  /**
   * The result of some work: another instance's, or this one's. Where another works on it, it is waited for; one that dies meanwhile is
   * replaced.
   *
   * @throws what `work` throws
   */
  async once<T>({ name, find, work }: SharedWork<T>): Promise<T> {
    const lease = leaseOf(name);
    const deadline = this.now() + LEASE_MS + RENEW_MS;
    let look = FIRST_LOOK_MS;
    while (this.areReachable && this.now() < deadline) {
      const found = await find();
      if (found !== undefined) {
        return found;
      }
      if (await this.acquire(lease)) {
        return this.workUnder(lease, { name, find, work });
      }
      await this.wait(look * (0.75 + Math.random() / 2));
      look = Math.min(LONGEST_LOOK_MS, 1.5 * look);
    }
    return work();
  }

  /** Lets the others go on at once with what this instance would have done. Never throws. */
  async close(): Promise<void> {
    await this.attempt(() => this.options.leases.releaseAll(), undefined);
  }

  private async workUnder<T>(
    lease: string,
    { find, work }: SharedWork<T>,
  ): Promise<T> {
    const renewal = setInterval(() => {
      this.acquire(lease).catch(() => undefined);
    }, RENEW_MS);
    renewal.unref();
    try {
      // Another instance may have been done just before the lease was free.
      return (await find()) ?? (await work());
    } finally {
      clearInterval(renewal);
      await this.attempt(() => this.options.leases.release(lease), undefined);
    }
  }

  private acquire(lease: string): Promise<boolean> {
    return this.attempt(
      () => this.options.leases.acquire(lease, LEASE_MS),
      false,
    );
  }

  private async attempt<T>(run: () => Promise<T>, otherwise: T): Promise<T> {
    if (!this.areReachable) {
      return otherwise;
    }
    try {
      return await withinTime(run(), {
        ms: TIMEOUT_MS,
        problem: 'the cache or the database did not answer',
      });
    } catch (error) {
      this.restsUntil = this.now() + REST_MS;
      this.tell(messageOf(error));
      return otherwise;
    }
  }

  private tell(problem: string): void {
    const at = this.now();
    if (this.told?.problem === problem && at - this.told.at < TOLD_AGAIN_MS) {
      return;
    }
    this.told = { problem, at };
    this.options.logger.warn(
      `Nothing is shared with other instances of the portal, each asks by itself, and tries again every ${
        REST_MS / 1000
      } s: ${problem}`,
    );
  }
}

function leaseOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
