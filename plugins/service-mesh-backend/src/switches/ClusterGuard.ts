import { ServiceUnavailableError } from '@backstage/errors';
import { ClusterResponse } from '@backstage-mesh/plugin-service-mesh-node';
import { LONGEST_PAUSE_MS, retryAfterMs } from '../retryAfter';
import { CircuitBreaker } from './CircuitBreaker';
import { RateBudget } from './RateBudget';
import { RestingError } from './RestingError';
import { SwitchedOffError } from './SwitchedOffError';
import { Switches } from './Switches';

/** Rounds of questions to a Prometheus that fail in a row before it is left alone. */
const MAX_FAILED_QUERIES = 5;

/** Proxies that do not answer in a row: a few always can be on their way down, so many are not. */
const MAX_FAILED_SCRAPES = 25;

/** All pods of a node that is cut off fail together, some seconds after the others answered. */
const SILENT_SCRAPES_MS = 20_000;

/**
 * What may be asked of one cluster at the moment: whether anything at all, how much of it, and whether it answers.
 *
 * @internal
 */
export class ClusterGuard {
  readonly #cluster: string;
  readonly #switches: Switches;
  readonly #queries: RateBudget;
  readonly #scrapes: RateBudget;
  readonly #queryBreaker: CircuitBreaker;
  readonly #scrapeBreaker: CircuitBreaker;
  readonly #open = new Set<AbortController>();
  readonly #unsubscribe: () => void;
  readonly #now: () => number;
  /** An API server that has too much to do said when. */
  #scrapesAgainAt = -Infinity;
  #waiting: (() => void)[] = [];
  #closed = false;

  constructor(options: {
    cluster: string;
    switches: Switches;
    now?: () => number;
  }) {
    const { cluster, switches, now = Date.now } = options;
    this.#cluster = cluster;
    this.#switches = switches;
    this.#now = now;
    this.#queries = new RateBudget(
      () => switches.budget(cluster).queriesPerMinute,
      now,
    );
    this.#scrapes = new RateBudget(
      () => switches.budget(cluster).scrapesPerMinute,
      now,
    );
    this.#queryBreaker = new CircuitBreaker({
      maxFailures: MAX_FAILED_QUERIES,
      now,
    });
    this.#scrapeBreaker = new CircuitBreaker({
      maxFailures: MAX_FAILED_SCRAPES,
      silenceMs: SILENT_SCRAPES_MS,
      now,
    });
    this.#unsubscribe = switches.subscribe(() => this.#change());
  }

  /** Whether a source is left alone for now, as it failed again and again. */
  get circuits(): Record<'prometheus' | 'proxy', boolean> {
    return {
      prometheus: this.#queryBreaker.restsUntil !== undefined,
      proxy: this.#scrapeBreaker.restsUntil !== undefined,
    };
  }

  /** Why nothing may be asked; undefined where something may be. */
  get off(): string | undefined {
    return this.#switches.clusterOff(this.#cluster);
  }

  proxiesOff(namespace?: string): string | undefined {
    return this.#switches.proxiesOff(this.#cluster, namespace);
  }

  /** @throws SwitchedOffError */
  requireOn(): void {
    const reason = this.off;
    if (reason !== undefined) {
      throw new SwitchedOffError(reason);
    }
  }

  /** Resolves when something may be asked, or when the signal is aborted. */
  async whenOn(signal?: AbortSignal): Promise<void> {
    while (this.off !== undefined && !this.#closed && !signal?.aborted) {
      await new Promise<void>(resolve => {
        const wake = () => {
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        this.#waiting.push(wake);
        signal?.addEventListener('abort', wake);
      });
    }
  }

  /**
   * Something that takes a while, and is aborted when nothing may be asked any more, or with the given signal. `end` must be called.
   *
   * @throws SwitchedOffError
   */
  begin(signal?: AbortSignal): { signal: AbortSignal; end: () => void } {
    this.requireOn();
    const controller = new AbortController();
    const abort = () => controller.abort(signal?.reason);
    if (signal?.aborted) {
      abort();
    }
    signal?.addEventListener('abort', abort, { once: true });
    this.#open.add(controller);
    return {
      signal: controller.signal,
      end: () => {
        signal?.removeEventListener('abort', abort);
        this.#open.delete(controller);
      },
    };
  }

  /** One query is on its way to Prometheus. */
  spendQuery(): void {
    this.#queries.spend();
  }

  /**
   * A round of questions to Prometheus, where it may be asked.
   *
   * @param isAnswer - Whether an error says that the source is well
   * @throws SwitchedOffError; ServiceUnavailableError where too much was asked, or too much failed; what the round throws
   */
  async query<T>(
    ask: () => Promise<T>,
    options: { signal?: AbortSignal; isAnswer: (error: unknown) => boolean },
  ): Promise<T> {
    this.requireOn();
    const until = this.#queryBreaker.restsUntil;
    if (until !== undefined) {
      throw new RestingError(
        'Prometheus is left alone for now, as it failed again and again; it is asked again',
        until,
      );
    }
    if (!this.#queries.isLeft) {
      throw new ServiceUnavailableError(
        `The cluster's budget of ${
          this.#switches.budget(this.#cluster).queriesPerMinute
        } queries per minute is used up (serviceMesh.clusters[].metrics.budget)`,
      );
    }
    this.#queryBreaker.begin();
    try {
      const answer = await ask();
      this.#queryBreaker.succeed();
      return answer;
    } catch (error) {
      if (options.signal?.aborted || this.off !== undefined) {
        this.#queryBreaker.giveUp();
      } else if (options.isAnswer(error)) {
        this.#queryBreaker.succeed();
      } else {
        this.#queryBreaker.fail();
      }
      throw error;
    }
  }

  /**
   * One request to a proxy, where it may be read.
   *
   * @throws SwitchedOffError; ServiceUnavailableError where too much was read, or too many failed; what the request throws
   */
  async scrape<T extends Pick<ClusterResponse, 'status' | 'headers'>>(
    namespace: string,
    read: () => Promise<T>,
  ): Promise<T> {
    const reason = this.proxiesOff(namespace);
    if (reason !== undefined) {
      throw new SwitchedOffError(reason);
    }
    const until = this.#scrapeBreaker.restsUntil;
    if (until !== undefined) {
      throw new RestingError(
        `the proxies are left alone for now, as ${MAX_FAILED_SCRAPES} in a row did not answer; they are read again`,
        until,
      );
    }
    const pauseMs = this.#scrapesAgainAt - this.#now();
    // One that is longer than any comes from a clock that was set back since.
    if (pauseMs > 0 && pauseMs <= LONGEST_PAUSE_MS) {
      throw new RestingError(
        'the API server asked for a pause (HTTP status 429); the proxies are read again',
        this.#scrapesAgainAt,
      );
    }
    if (!this.#scrapes.isLeft) {
      throw new ServiceUnavailableError(
        `the cluster's budget of ${
          this.#switches.budget(this.#cluster).scrapesPerMinute
        } scrapes per minute is used up (serviceMesh.clusters[].metrics.budget)`,
      );
    }
    this.#scrapes.spend();
    this.#scrapeBreaker.begin();
    try {
      const answer = await read();
      if (answer.status === 429) {
        // It has too much to do, whichever proxy is asked for.
        this.#scrapesAgainAt = this.#now() + retryAfterMs(answer);
      }
      if (answer.status >= 500 || answer.status === 429) {
        this.#scrapeBreaker.fail();
      } else {
        this.#scrapeBreaker.succeed();
      }
      return answer;
    } catch (error) {
      if (this.off === undefined) {
        this.#scrapeBreaker.fail();
      } else {
        this.#scrapeBreaker.giveUp();
      }
      throw error;
    }
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    this.#wake();
  }

  #change(): void {
    const reason = this.off;
    if (reason === undefined) {
      this.#wake();
      return;
    }
    for (const controller of [...this.#open]) {
      controller.abort(new SwitchedOffError(reason));
    }
  }

  #wake(): void {
    this.#waiting.splice(0).forEach(wake => wake());
  }
}
