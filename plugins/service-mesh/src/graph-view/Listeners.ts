/** Who watches which part, and which of the watched parts have changed since they were told. */
export class Listeners {
  readonly #byId = new Map<string, Set<() => void>>();
  #changed = new Set<string>();

  /** The parts that somebody watches. */
  ids(): Iterable<string> {
    return this.#byId.keys();
  }

  add(id: string, listener: () => void): () => void {
    const listeners = this.#byId.get(id) ?? new Set();
    this.#byId.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#byId.get(id) === listeners) {
        this.#byId.delete(id);
      }
    };
  }

  change(id: string): void {
    if (this.#byId.has(id)) {
      this.#changed.add(id);
    }
  }

  tell(): void {
    const changed = this.#changed;
    this.#changed = new Set();
    for (const id of changed) {
      this.#byId.get(id)?.forEach(listener => listener());
    }
  }
}
