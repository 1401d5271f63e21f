import { NamespacesConfig } from '../config';
import { ClusterSnapshot } from './ClusterSnapshot';
import { NamespaceIndex } from './NamespaceIndex';
import { NamespaceStore } from './NamespaceStore';
import { ObjectStore, StoredObject } from './ObjectStore';
import { NamespaceRecord } from './records';

/** The longest window that can be asked for: what was deleted since then may still have numbers. */
const KEPT_MS = 6 * 3600 * 1000;

/** Deleted pods that are kept of one cluster, at most; the oldest go first. */
const MAX_DELETED = 20_000;

/**
 * A snapshot is built anew at most so often that building takes a twentieth of the time, and never less often than every two
 * seconds: a cluster of 20,000 pods with hundreds of changes a second must not be indexed for each of them.
 */
const PAUSE_PER_BUILD = 20;
const MAX_PAUSE_MS = 2000;

/** What says where an object belongs. */
export interface ObjectIdentity {
  namespace: string;
  name: string;
  uid?: string;
}

/**
 * All objects of a cluster that are kept, and snapshots of them.
 */
export class InventoryStore {
  readonly #cluster: string;
  readonly #include: ReadonlySet<string>;
  readonly #exclude: ReadonlySet<string>;
  readonly #now: () => number;
  readonly #stopwatch: () => number;
  readonly #stores = new Map<string, NamespaceStore>();
  readonly #namespaces = new Map<string, NamespaceRecord>();
  #namespacesKnown = false;
  #snapshot: ClusterSnapshot | undefined;
  #changed = true;
  #builtAt = 0;
  #buildMs = 0;

  constructor(options: {
    cluster: string;
    namespaces: NamespacesConfig;
    /** Milliseconds since the epoch. */
    now?: () => number;
    /** Milliseconds since any moment, never going back. */
    stopwatch?: () => number;
  }) {
    this.#cluster = options.cluster;
    this.#include = new Set(options.namespaces.include);
    this.#exclude = new Set(options.namespaces.exclude);
    this.#now = options.now ?? Date.now;
    this.#stopwatch = options.stopwatch ?? (() => performance.now());
  }

  includes(namespace: string): boolean {
    return (
      !this.#exclude.has(namespace) &&
      (this.#include.size === 0 || this.#include.has(namespace))
    );
  }

  setNamespace(namespace: NamespaceRecord): void {
    if (this.includes(namespace.name)) {
      this.#namespaces.set(namespace.name, namespace);
      this.#namespacesKnown = true;
      this.#changed = true;
    }
  }

  removeNamespace(name: string): void {
    this.#namespaces.delete(name);
    this.#changed = true;
  }

  replaceNamespaces(namespaces: readonly NamespaceRecord[]): void {
    this.#namespaces.clear();
    this.#namespacesKnown = true;
    this.#changed = true;
    namespaces.forEach(namespace => this.setNamespace(namespace));
  }

  /** Puts the new state of an object in place. */
  set<T extends StoredObject & ObjectIdentity>(
    object: T,
    storeOf: (namespace: NamespaceStore) => ObjectStore<T>,
  ): void {
    if (this.includes(object.namespace)) {
      const namespace = this.#store(object.namespace);
      storeOf(namespace).set(object, this.#now());
      this.#touch(namespace);
    }
  }

  /** Marks an object as deleted. */
  remove<T extends StoredObject>(
    identity: ObjectIdentity,
    storeOf: (namespace: NamespaceStore) => ObjectStore<T>,
  ): void {
    const namespace = this.#stores.get(identity.namespace);
    if (
      namespace &&
      storeOf(namespace).remove(identity.name, this.#now(), identity.uid)
    ) {
      this.#touch(namespace);
    }
  }

  /**
   * Puts a complete list in place: what is not in it was deleted while nobody watched.
   *
   * @param scope - The namespace that was listed; all of them without it
   */
  replace<T extends StoredObject & ObjectIdentity>(
    objects: readonly T[],
    storeOf: (namespace: NamespaceStore) => ObjectStore<T>,
    scope?: string,
  ): void {
    const listed = new Map<string, Set<string>>();
    for (const object of objects) {
      this.set(object, storeOf);
      const names = listed.get(object.namespace) ?? new Set();
      names.add(object.name);
      listed.set(object.namespace, names);
    }
    for (const [name, namespace] of this.#stores) {
      if (scope === undefined || scope === name) {
        const names = listed.get(name);
        const gone = [...storeOf(namespace).living()].filter(
          object => !names?.has(object.name),
        );
        gone.forEach(object =>
          storeOf(namespace).remove(object.name, this.#now()),
        );
        if (gone.length > 0) {
          this.#touch(namespace);
        }
      }
    }
  }

  /** What is known now; for a moment what was known a moment ago, where building takes long. */
  snapshot(): ClusterSnapshot {
    const pause = Math.min(this.#buildMs * PAUSE_PER_BUILD, MAX_PAUSE_MS);
    if (
      !this.#snapshot ||
      (this.#changed && this.#stopwatch() - this.#builtAt >= pause)
    ) {
      const start = this.#stopwatch();
      this.#snapshot = this.#build();
      this.#changed = false;
      this.#builtAt = this.#stopwatch();
      this.#buildMs = this.#builtAt - start;
    }
    return this.#snapshot;
  }

  /** Forgets what was deleted longer ago than any window reaches. To be called every minute or so. */
  forget(): void {
    let before = this.#now() - KEPT_MS;
    const deletions = [...this.#stores.values()].flatMap(({ pods }) =>
      [...pods.deleted()].map(pod => pod.deletedAt ?? 0),
    );
    if (deletions.length > MAX_DELETED) {
      const newest = deletions.sort((a, b) => b - a)[MAX_DELETED - 1];
      before = Math.max(before, newest);
    }
    for (const [name, namespace] of this.#stores) {
      namespace.forget(before);
      if (namespace.isEmpty()) {
        this.#stores.delete(name);
        this.#changed = true;
      } else if (namespace.isChanged()) {
        this.#changed = true;
      }
    }
  }

  #store(name: string): NamespaceStore {
    let store = this.#stores.get(name);
    if (!store) {
      store = new NamespaceStore(this.#cluster, name);
      this.#stores.set(name, store);
    }
    return store;
  }

  #touch(namespace: NamespaceStore): void {
    namespace.changed();
    this.#changed = true;
  }

  #build(): ClusterSnapshot {
    const indexes = new Map<string, NamespaceIndex>(
      [...this.#stores].map(([name, store]) => [name, store.index()]),
    );
    const namespaces = this.#namespacesKnown
      ? new Map(this.#namespaces)
      : // An account that may not list namespaces still sees those that hold something.
        new Map(
          [...indexes]
            .filter(([, { pods, services }]) => pods.length + services.size > 0)
            .map(([name]) => [name, { name, labels: {}, annotations: {} }]),
        );
    return new ClusterSnapshot(this.#cluster, namespaces, indexes);
  }
}
