const MINUTE_MS = 60_000;

/**
 * So much in a minute, spent when it is needed: a full minute's worth at once, and then as it comes back.
 *
 * @internal
 */
export class RateBudget {
  readonly #perMinute: () => number;
  readonly #now: () => number;
  #spent = 0;
  #at: number;

  /**
   * @param perMinute - As it is now: it may change
   * @param now - Milliseconds since any moment
   */
  constructor(perMinute: () => number, now: () => number) {
    this.#perMinute = perMinute;
    this.#now = now;
    this.#at = now();
  }

  /** Whether something is left. */
  get isLeft(): boolean {
    this.#refill();
    return this.#spent <= this.#perMinute() - 1;
  }

  spend(): void {
    this.#refill();
    this.#spent += 1;
  }

  #refill(): void {
    const now = this.#now();
    // A clock that is set back must not spend.
    const passed = Math.max(0, now - this.#at);
    const back = (passed / MINUTE_MS) * this.#perMinute();
    this.#spent = Math.max(0, this.#spent - back);
    this.#at = now;
  }
}
