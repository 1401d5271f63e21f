/**
 * Gives equal values one object in memory: pods of a workload share their labels, containers and names of images. Bounded without
 * counting references: what was not asked for during two generations is forgotten (those who hold it keep it).
 */
export class InternTable {
  readonly #size: number;
  #young = new Map<string, unknown>();
  #old = new Map<string, unknown>();

  constructor(size: number = 20_000) {
    this.#size = size;
  }

  text(value: string): string {
    return this.#shared(value, () => value);
  }

  textOrNone(value: string | undefined): string | undefined {
    return value === undefined ? undefined : this.text(value);
  }

  /** Plain data. What comes back is frozen, as others hold it too. */
  value<T extends object>(value: T): T {
    // The prefix keeps values apart from texts that look like them.
    return this.#shared(`\0${JSON.stringify(value)}`, () =>
      Object.freeze(value),
    ) as T;
  }

  #shared<T>(key: string, make: () => T): T {
    const young = this.#young.get(key);
    if (young !== undefined) {
      return young as T;
    }
    const value = (this.#old.get(key) ?? make()) as T;
    if (this.#young.size >= this.#size) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }
}
