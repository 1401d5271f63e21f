import { LoggerService } from '@backstage/backend-plugin-api';
import { LRUCache } from 'lru-cache';
import { messageOf } from '../messageOf';
import { CacheResult } from '../telemetry';
import { Flight } from './Flight';

/**
 * Gets an answer.
 *
 * @param signal - aborts where nobody waits for the answer any more
 * @param askedAt - told, in milliseconds since the epoch, where the answer was asked for before it was loaded: by another instance of the
 *   portal. All of them keep it for as long then, and show the same
 * @internal
 */
export type Load<T> = (
  askedAt: (at: number) => void,
  signal: AbortSignal,
) => Promise<T>;

interface Entry<T> {
  value?: { value: T; at: number };
  /** The newest attempt failed. */
  failure?: { error: unknown; at: number };
  flight?: Flight;
  askedAt: number;
}

/** After a failure the source is left alone for so long. */
const RETRY_MS = 5_000;

/** What nobody asked for so long is dropped, however much room there is. */
const UNASKED_MS = 15 * 60_000;

const SWEEP_MS = 60_000;

/** Nobody wants numbers that are older. */
const FORGET_MS = 60 * 60_000;

/**
 * Keeps answers for a refresh period. Those who miss at once share one flight; where it fails, the old answer is kept and marked.
 *
 * @internal
 */
export class RefreshCache<T> {
  private readonly entries: LRUCache<string, Entry<T>>;
  private sweptAt = 0;

  constructor(
    private readonly options: {
      logger: LoggerService;
      now(): number;
      maxWeight: number;
      weightOf(value: T): number;
      /** Told how each answer that was wanted was got. */
      count?(result: CacheResult): void;
    },
  ) {
    this.entries = new LRUCache({
      max: 2_000,
      maxSize: options.maxWeight,
      sizeCalculation: ({ value }) =>
        Math.min(options.maxWeight, value ? options.weightOf(value.value) : 1),
    });
  }

  /**
   * The answer, at most `refreshMs` old; an older one where the newest attempt failed.
   *
   * @param signal - of who asks; where all who wait for an answer have aborted, it is no longer asked for
   * @throws what `load` throws, where there is no older answer; the reason of the signal, where that aborts
   */
  async get(
    key: string,
    refreshMs: number,
    load: Load<T>,
    signal?: AbortSignal,
  ): Promise<{ value: T; staleSince?: number; problem?: string }> {
    const { now } = this.options;
    signal?.throwIfAborted();
    this.sweep();
    let entry = this.entries.get(key);
    if (!entry) {
      entry = { askedAt: now() };
      this.entries.set(key, entry);
    }
    entry.askedAt = now();
    const isFresh = entry.value && now() - entry.value.at < refreshMs;
    const rests = entry.failure && now() - entry.failure.at < RETRY_MS;
    if (isFresh || rests || entry.flight) {
      this.options.count?.('hit');
    }
    if (!isFresh && !rests) {
      entry.flight ??= this.fly(key, entry, load);
      await entry.flight.wait(signal);
    }
    const { value, failure } = entry;
    if (!value || now() - value.at > FORGET_MS) {
      throw failure?.error ?? new Error('nothing was measured');
    }
    return {
      value: value.value,
      ...(failure && {
        staleSince: value.at,
        problem: messageOf(failure.error),
      }),
    };
  }

  /** The newest answer, however old; nothing is loaded for it. */
  peek(key: string): T | undefined {
    return this.entries.peek(key)?.value?.value;
  }

  /** How many answers are kept. */
  get size(): number {
    return this.entries.size;
  }

  private sweep(): void {
    const now = this.options.now();
    if (now - this.sweptAt < SWEEP_MS) {
      return;
    }
    this.sweptAt = now;
    for (const [key, { askedAt, flight }] of [...this.entries.entries()]) {
      if (!flight && now - askedAt > UNASKED_MS) {
        this.entries.delete(key);
      }
    }
  }

  private fly(key: string, entry: Entry<T>, load: Load<T>): Flight {
    const flight: Flight = new Flight(async signal => {
      const release = () => {
        if (entry.flight === flight) {
          entry.flight = undefined;
        }
      };
      // Who asks after all others have left does not join what they gave up.
      signal.addEventListener('abort', release, { once: true });
      await this.load(entry, load, signal);
      release();
      // Put in anew, so that it is weighed anew.
      this.entries.delete(key);
      this.entries.set(key, entry);
    });
    return flight;
  }

  private async load(
    entry: Entry<T>,
    load: Load<T>,
    signal: AbortSignal,
  ): Promise<void> {
    const startedAt = this.options.now();
    let at = startedAt;
    try {
      const value = await load(earlier => {
        at = Math.min(at, earlier);
      }, signal);
      if (signal.aborted) {
        // It may be of a part that was asked before.
        return;
      }
      entry.value = { value, at };
      entry.failure = undefined;
      this.options.count?.(at < startedAt ? 'shared' : 'miss');
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      this.options.count?.('failed');
      entry.failure = { error, at: this.options.now() };
      this.options.logger.warn(
        `Numbers could not be refreshed: ${messageOf(error)}`,
      );
    }
  }
}
