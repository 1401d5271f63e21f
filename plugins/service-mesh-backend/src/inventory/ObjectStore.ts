/** What every kept object has. */
export interface StoredObject {
  readonly uid: string;
  readonly name: string;
  /** Milliseconds since the epoch, by this machine's clock; undefined while it lives. */
  deletedAt?: number;
}

/**
 * The objects of one kind in one namespace: living ones by name, and those that were deleted for as long as they are of use.
 */
export class ObjectStore<T extends StoredObject> {
  readonly #living = new Map<string, T>();
  /** In the order of deletion. */
  readonly #deleted = new Map<string, T>();

  get size(): number {
    return this.#living.size;
  }

  get deletedSize(): number {
    return this.#deleted.size;
  }

  living(): IterableIterator<T> {
    return this.#living.values();
  }

  deleted(): IterableIterator<T> {
    return this.#deleted.values();
  }

  get(name: string): T | undefined {
    return this.#living.get(name);
  }

  /** Puts a new state in place. An object of the same name with another uid was deleted without a word. */
  set(object: T, now: number): void {
    const before = this.#living.get(object.name);
    if (before && before.uid !== object.uid) {
      this.#bury(before, now);
    }
    this.#deleted.delete(object.uid);
    this.#living.set(object.name, object);
  }

  /** Marks an object as deleted. A uid that does not live any more is no news. */
  remove(name: string, now: number, uid?: string): boolean {
    const object = this.#living.get(name);
    if (!object || (uid !== undefined && object.uid !== uid)) {
      return false;
    }
    this.#living.delete(name);
    this.#bury(object, now);
    return true;
  }

  /** Forgets what was deleted before `before`, unless it is still needed. */
  forget(before: number, isNeeded: (uid: string) => boolean): boolean {
    let forgotten = false;
    for (const [uid, object] of this.#deleted) {
      if ((object.deletedAt ?? 0) < before && !isNeeded(uid)) {
        this.#deleted.delete(uid);
        forgotten = true;
      }
    }
    return forgotten;
  }

  #bury(object: T, now: number): void {
    this.#deleted.set(object.uid, { ...object, deletedAt: now });
  }
}
