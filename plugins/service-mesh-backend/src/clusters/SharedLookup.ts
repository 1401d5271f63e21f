/** For so long after a failure nothing is looked for. */
const FAILURE_KEPT_MS = 5_000;

/**
 * Something that is looked for when it is first needed, and looked at again when its time is over. Those who ask during the first
 * search join it; later ones get what is known at once while a new search runs behind, whose failure changes nothing.
 */
export class SharedLookup<T> {
  readonly #find: (before: T | undefined) => Promise<T>;
  readonly #keptMs: (value: T) => number;
  readonly #now: () => number;
  #flight: Promise<T> | undefined;
  #found: { value: T; at: number } | undefined;
  #failure: { error: unknown; at: number } | undefined;

  constructor(options: {
    find: (before: T | undefined) => Promise<T>;
    /** Milliseconds after which a result is looked at again. */
    keptMs: (value: T) => number;
    now?: () => number;
  }) {
    this.#find = options.find;
    this.#keptMs = options.keptMs;
    this.#now = options.now ?? Date.now;
  }

  /** The last result, without looking. */
  get current(): T | undefined {
    return this.#found?.value;
  }

  /** When the last result is to be looked at again, in ms since the epoch; undefined where it never is, or nothing was found yet. */
  get dueAt(): number | undefined {
    const due = this.#found && this.#found.at + this.#keptMs(this.#found.value);
    return due !== undefined && Number.isFinite(due) ? due : undefined;
  }

  /** Whoever asks next has it looked at again, but for results that are younger than `leastAgeMs`. */
  expire(leastAgeMs: number): void {
    if (this.#found && this.#now() - this.#found.at >= leastAgeMs) {
      this.#found = { ...this.#found, at: -Infinity };
    }
  }

  /**
   * @throws what the first search threw
   */
  async get(): Promise<T> {
    const found = this.#found;
    const failure = this.#failure;
    const mayFailAgain =
      !failure || this.#now() - failure.at >= FAILURE_KEPT_MS;
    if (!found) {
      if (!mayFailAgain) {
        throw failure?.error;
      }
      return this.#search();
    }
    const isDue =
      found.at === -Infinity ||
      this.#now() - found.at >= this.#keptMs(found.value);
    if (mayFailAgain && isDue) {
      this.#search().catch(() => undefined);
    }
    return found.value;
  }

  #search(): Promise<T> {
    this.#flight ??= this.#find(this.#found?.value)
      .then(
        value => {
          this.#found = { value, at: this.#now() };
          this.#failure = undefined;
          return value;
        },
        error => {
          this.#failure = { error, at: this.#now() };
          throw error;
        },
      )
      .finally(() => {
        this.#flight = undefined;
      });
    return this.#flight;
  }
}
