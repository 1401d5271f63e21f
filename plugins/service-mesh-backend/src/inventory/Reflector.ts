import {
  ClusterConnection,
  ClusterResponse,
  KubernetesStatusError,
} from '@backstage-mesh/plugin-service-mesh-node';
import { setTimeout as sleep } from 'timers/promises';
import { messageOf } from '../messageOf';
import { Backoff } from './Backoff';
import { KubernetesObject } from './kubernetesObjects';
import { isExpired, listObjects } from './listObjects';
import { WatchFailure, watchEvents } from './watchEvents';

/**
 * Where a reflector puts what it sees.
 */
export interface ReflectorTarget<T> {
  /** Takes from an object what is kept of it; undefined for one that is not wanted. */
  read(object: KubernetesObject): T | undefined;
  /** The complete list. */
  replace(objects: readonly T[]): void;
  set(object: T): void;
  remove(object: T): void;
}

/**
 * `denied`: the API server refuses this kind to the account, or does not have it; it is asked again once in a while.
 */
export interface ReflectorState {
  state: 'connecting' | 'watching' | 'failing' | 'denied';
  /** A complete list was seen once. */
  synced: boolean;
  reason?: string;
  /** Milliseconds since the epoch. */
  since: number;
}

/** A watch is renewed after a random time between these, in seconds; the server ends it. */
const WATCH_SECONDS = { min: 240, max: 360 };
/** So long past its own end a watch is taken for dead. */
const WATCH_GRACE_MS = 30_000;
/** A watch that ends sooner is begun again after a pause, and without an event is a failure: the two would run in circles. */
const SHORT_WATCH_MS = 1000;
const HEAD_TIMEOUT_MS = 60_000;
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Between two attempts for a kind that is refused, the last one again and again. The first ones are short: an API server that starts
 * refuses everything to everybody until it has read its roles.
 */
const DENIED_PAUSES_MS = [2_000, 4_000, 8_000, 16_000, 60_000];

/**
 * Keeps one kind of object up to date: lists it in pages, watches from there, and lists again where the server no longer knows the
 * place. Never gives up before it is stopped.
 */
export class Reflector<T> {
  readonly kind: string;
  readonly #connection: ClusterConnection;
  readonly #path: string;
  readonly #target: ReflectorTarget<T>;
  readonly #onState: () => void;
  readonly #random: () => number;
  readonly #backoff: Backoff;
  #heardAt: number | undefined;
  /** Where to watch from; undefined: list first. */
  #resourceVersion: string | undefined;
  /** Refusals in a row. */
  #denials = 0;
  #state: ReflectorState = {
    state: 'connecting',
    synced: false,
    since: Date.now(),
  };

  constructor(options: {
    /** For messages: `pods`. */
    kind: string;
    connection: ClusterConnection;
    /** Path of the collection. */
    path: string;
    target: ReflectorTarget<T>;
    /** Called when the state changed. */
    onState?: () => void;
    /** A number from 0 to 1, for jitter. */
    random?: () => number;
  }) {
    this.kind = options.kind;
    this.#connection = options.connection;
    this.#path = options.path;
    this.#target = options.target;
    this.#onState = options.onState ?? (() => {});
    this.#random = options.random ?? Math.random;
    this.#backoff = new Backoff(this.#random);
  }

  /** When the API server was last heard of, in milliseconds since the epoch. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  get state(): ReflectorState {
    return this.#state;
  }

  /** Runs until the signal aborts. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#resourceVersion === undefined) {
          const list = await listObjects({
            connection: this.#connection,
            path: this.#path,
            read: object => this.#target.read(object),
            signal,
          });
          this.#target.replace(list.objects);
          this.#resourceVersion = list.resourceVersion;
          this.#enter('watching');
        }
        await this.#watch(signal);
      } catch (error) {
        if (!signal.aborted) {
          await this.#rest(this.#failed(error), signal);
        }
      }
    }
  }

  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { min, max } = WATCH_SECONDS;
    const seconds = Math.round(min + this.#random() * (max - min));
    const dead = AbortSignal.timeout(seconds * 1000 + WATCH_GRACE_MS);
    const startedAt = performance.now();
    const response = await this.#connection.request({
      path: this.#path,
      query: {
        watch: '1',
        allowWatchBookmarks: 'true',
        timeoutSeconds: String(seconds),
        resourceVersion: this.#resourceVersion ?? '',
      },
      headTimeoutMs: HEAD_TIMEOUT_MS,
      signal: AbortSignal.any([signal, dead]),
    });
    if (response.status !== 200) {
      throw await readError(response);
    }
    this.#enter('watching');
    let received = 0;
    try {
      for await (const event of watchEvents(response.body)) {
        received++;
        this.#heardAt = Date.now();
        if (event.type === 'ERROR') {
          throw watchError(event.object);
        }
        if (performance.now() - startedAt >= SHORT_WATCH_MS) {
          this.#backoff.reset();
        }
        this.#apply(event.type, event.object);
      }
    } catch (error) {
      // A peer that went away without a word is no news: the watch goes on where it was.
      if (!dead.aborted || signal.aborted) {
        throw error;
      }
    } finally {
      response.cancel();
    }
    const wasShort = performance.now() - startedAt < SHORT_WATCH_MS;
    if (received > 0) {
      if (wasShort) {
        await this.#rest(this.#backoff.next(), signal);
      }
      return;
    }
    if (wasShort) {
      throw new Error(`the watch ended as soon as it began`);
    }
    // Not even a bookmark: the server waits for a version that it may never reach (a restored backup has lower ones).
    this.#resourceVersion = undefined;
  }

  #apply(
    type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK',
    raw: KubernetesObject,
  ): void {
    const object = type === 'BOOKMARK' ? undefined : this.#target.read(raw);
    if (object !== undefined) {
      if (type === 'DELETED') {
        this.#target.remove(object);
      } else {
        this.#target.set(object);
      }
    }
    this.#resourceVersion =
      raw.metadata?.resourceVersion ?? this.#resourceVersion;
  }

  /** Notes a failure; returns for how many milliseconds to wait. */
  #failed(error: unknown): number {
    const message = messageOf(error);
    if (isExpired(error)) {
      this.#resourceVersion = undefined;
      return this.#backoff.next();
    }
    if (!(error instanceof KubernetesStatusError)) {
      this.#enter('failing', message);
      return this.#backoff.next();
    }
    if (error.status === 403 || error.status === 404) {
      if (error.status === 404) {
        this.#resourceVersion = undefined;
      }
      this.#enter('denied', message);
      const pause = Math.min(this.#denials, DENIED_PAUSES_MS.length - 1);
      this.#denials += 1;
      return DENIED_PAUSES_MS[pause] * (1 + this.#random() / 2);
    }
    this.#enter('failing', message);
    if (error.status !== 429) {
      // Whatever the server did not like about the watch, a new list is a sound place to begin from.
      this.#resourceVersion = undefined;
    }
    return this.#backoff.next((error.retryAfterSeconds ?? 0) * 1000);
  }

  #enter(state: ReflectorState['state'], reason?: string): void {
    if (state === 'watching') {
      this.#heardAt = Date.now();
    }
    const before = this.#state;
    if (state === 'watching') {
      this.#denials = 0;
    }
    const synced = before.synced || state === 'watching';
    if (
      before.state !== state ||
      before.synced !== synced ||
      before.reason !== reason
    ) {
      this.#state = {
        state,
        synced,
        reason,
        since: before.state === state ? before.since : Date.now(),
      };
      this.#onState();
    }
  }
}

function watchError(failure: WatchFailure): KubernetesStatusError {
  return new KubernetesStatusError(
    failure.message ?? 'The API server ended the watch without a reason',
    { status: failure.code ?? 500, reason: failure.reason },
  );
}

async function readError(
  response: ClusterResponse,
): Promise<KubernetesStatusError> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_ERROR_BYTES) {
        break;
      }
    }
  } finally {
    response.cancel();
  }
  return KubernetesStatusError.fromResponse(response, Buffer.concat(chunks));
}
