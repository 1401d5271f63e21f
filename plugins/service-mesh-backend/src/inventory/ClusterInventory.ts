import { setMaxListeners } from 'node:events';
import {
  ClusterConnection,
  Inventory,
  InventorySnapshot,
  InventoryState,
} from '@backstage-mesh/plugin-service-mesh-node';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { NamespacesConfig } from '../config';
import { InventoryStore } from './InventoryStore';
import { WATCHED_KINDS, WatchedKind, collectionPath } from './kinds';
import { ObjectStripper } from './ObjectStripper';
import { Reflector, ReflectorState } from './Reflector';

/** Watches that break and heal within this time are nobody's concern. */
const STALE_AFTER_MS = 15_000;

const FORGET_EVERY_MS = 60_000;

/** A cluster that is not read so long after it was first asked keeps nobody waiting any more: a page about others would be as slow. */
const PATIENCE_MS = 10_000;

/** What to do where an account may not list what it is asked for. */
const HOW_TO_ALLOW =
  "Let the portal's account list and watch them, or name the namespaces that it may read in serviceMesh.clusters[].namespaces.include";

interface Watcher {
  kind: WatchedKind;
  /** The one namespace that is watched; all of them without it. */
  scope?: string;
  reflector: Reflector<unknown>;
}

/**
 * The inventory of one cluster: a reflector for each kind, one store, and snapshots of it. Starts when it is first asked for and
 * then keeps itself up to date.
 *
 * @internal
 */
export class ClusterInventory implements Inventory {
  readonly cluster: string;
  readonly #logger: LoggerService;
  readonly #store: InventoryStore;
  readonly #watchers: readonly Watcher[];
  readonly #stopped = new AbortController();
  readonly #now: () => number;
  #waiting = new Set<() => void>();
  #started = false;
  #startedAt = 0;
  #loggedState = '';

  static create(options: {
    connection: ClusterConnection;
    namespaces: NamespacesConfig;
    logger: LoggerService;
    /** Milliseconds since the epoch. */
    now?: () => number;
  }): ClusterInventory {
    return new ClusterInventory(options);
  }

  private constructor(options: {
    connection: ClusterConnection;
    namespaces: NamespacesConfig;
    logger: LoggerService;
    now?: () => number;
  }) {
    const { connection, namespaces } = options;
    this.cluster = connection.name;
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
    this.#store = new InventoryStore({
      cluster: this.cluster,
      namespaces,
      now: this.#now,
    });
    const stripper = new ObjectStripper(this.cluster);
    this.#watchers = WATCHED_KINDS.flatMap(kind =>
      scopes(kind, namespaces).map(scope => ({
        kind,
        scope,
        reflector: new Reflector({
          kind: kind.resource,
          connection,
          path: collectionPath(kind, scope),
          target: kind.target(this.#store, stripper, scope),
          onState: () => this.#stateChanged(),
        }),
      })),
    );
  }

  async ready(signal?: AbortSignal): Promise<InventorySnapshot> {
    this.start();
    for (;;) {
      const snapshot = this.snapshot();
      if (snapshot) {
        return snapshot;
      }
      signal?.throwIfAborted();
      const { state, reason } = this.state();
      if (state === 'unreachable') {
        throw new ServiceUnavailableError(
          reason ?? `The cluster ${this.cluster} can not be read`,
        );
      }
      if (this.#now() - this.#startedAt > PATIENCE_MS) {
        throw new ServiceUnavailableError(
          `The cluster ${this.cluster} is still being read for the first time; try again in a few seconds`,
        );
      }
      await this.#nextChange(signal);
    }
  }

  /**
   * When the API server was last heard of by the watch that is silent for longest, in milliseconds since the epoch; undefined before. A
   * quiet watch hears a bookmark every minute or so.
   */
  get heardAt(): number | undefined {
    const times = this.#watchers.flatMap(
      ({ reflector }) =>
        // What may not be read, or does not exist, is not waited for.
        (reflector.state.state !== 'denied' && reflector.heardAt) || [],
    );
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  snapshot(): InventorySnapshot | undefined {
    return this.#isComplete() ? this.#store.snapshot() : undefined;
  }

  state(): InventoryState {
    if (!this.#started) {
      return { state: 'idle' };
    }
    if (this.#stopped.signal.aborted) {
      return { state: 'unreachable', reason: 'The plugin is shutting down' };
    }
    const states = this.#watchers.map(({ reflector }) => reflector.state);
    const failing = this.#watchers.find(
      ({ reflector }) => reflector.state.state === 'failing',
    )?.reflector;
    const newest = Math.max(...states.map(({ since }) => since));
    if (!this.#isComplete()) {
      const denied = this.#deniedPods();
      if (denied) {
        return {
          state: 'unreachable',
          reason: `Pods can not be read: ${denied.reason}. ${HOW_TO_ALLOW}`,
          since: iso(denied.since),
        };
      }
      return failing
        ? {
            state: 'unreachable',
            reason: failing.state.reason,
            since: iso(failing.state.since),
          }
        : {
            state: 'connecting',
            since: iso(Math.min(...states.map(({ since }) => since))),
          };
    }
    const stale = this.#watchers.find(
      ({ kind, reflector: { state } }) =>
        (state.state === 'failing' ||
          (state.state === 'denied' &&
            state.synced &&
            kind.resource === 'pods')) &&
        this.#now() - state.since > STALE_AFTER_MS,
    );
    if (stale) {
      const { state: told } = stale.reflector;
      return {
        state: 'stale',
        reason: `${whatOf(stale)} are no longer kept up to date: ${
          told.reason
        }`,
        since: iso(told.since),
      };
    }
    return { state: 'ready', reason: this.#missing(), since: iso(newest) };
  }

  start(): void {
    if (this.#started || this.#stopped.signal.aborted) {
      return;
    }
    this.#started = true;
    this.#startedAt = this.#now();
    // Each watch listens, and there are more than Node.js takes for a leak.
    setMaxListeners(0, this.#stopped.signal);
    for (const { reflector } of this.#watchers) {
      void reflector.run(this.#stopped.signal);
    }
    const timer = setInterval(() => this.#store.forget(), FORGET_EVERY_MS);
    timer.unref();
    this.#stopped.signal.addEventListener('abort', () => clearInterval(timer));
  }

  close(): void {
    this.#stopped.abort();
    this.#wake();
  }

  /** Every kind was listed once, or is not to be had; pods must have been listed somewhere. */
  #isComplete(): boolean {
    return (
      this.#watchers.every(
        ({ reflector: { state } }) => state.synced || state.state === 'denied',
      ) &&
      this.#watchers.some(
        ({ kind, reflector }) =>
          kind.resource === 'pods' && reflector.state.synced,
      )
    );
  }

  /** Set where pods may be read nowhere. */
  #deniedPods(): ReflectorState | undefined {
    const states = this.#watchers
      .filter(({ kind }) => kind.resource === 'pods')
      .map(({ reflector }) => reflector.state);
    return states.every(({ state }) => state === 'denied')
      ? states[0]
      : undefined;
  }

  /** What the account may not read, and what that means. */
  #missing(): string | undefined {
    const denied = this.#watchers.filter(
      ({ reflector: { state } }) =>
        state.state === 'denied' &&
        (!state.synced || this.#now() - state.since > STALE_AFTER_MS),
    );
    return denied.length === 0
      ? undefined
      : denied
          .map(
            watcher =>
              `${whatOf(watcher)} can not be read (${
                watcher.reflector.state.reason
              }), so ${watcher.kind.without}`,
          )
          .join('; ');
  }

  #stateChanged(): void {
    const { state, reason } = this.state();
    const line = reason ? `${state}: ${reason}` : state;
    if (line !== this.#loggedState) {
      this.#loggedState = line;
      this.#logger.info(`Cluster ${this.cluster} is ${line}`);
    }
    this.#wake();
  }

  #nextChange(signal: AbortSignal | undefined): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) {
      wake();
    }
  }
}

/** Where only some namespaces are wanted, each is asked alone: rights in these are then enough. */
function scopes(
  kind: WatchedKind,
  namespaces: NamespacesConfig,
): (string | undefined)[] {
  const included = namespaces.include.filter(
    namespace => !namespaces.exclude.includes(namespace),
  );
  return kind.namespaced && included.length > 0 ? included : [undefined];
}

/** `pods`, or `pods of namespace shop` where each namespace is watched alone. */
function whatOf({ kind, scope }: Watcher): string {
  return scope === undefined
    ? kind.resource
    : `${kind.resource} of namespace ${scope}`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
