/** How long it rests at first, and at most. */
const FIRST_REST_MS = 15_000;
const LONGEST_REST_MS = 5 * 60_000;

/**
 * Leaves alone what fails again and again. After so many failures in a row it opens for a while; then one attempt is let through, whose
 * outcome says whether all are again.
 *
 * @internal
 */
export class CircuitBreaker {
  readonly #maxFailures: number;
  readonly #silenceMs: number;
  readonly #now: () => number;
  #failures = 0;
  #succeededAt = -Infinity;
  #rests = 0;
  #restsUntil: number | undefined;
  #probing = false;

  constructor(options: {
    maxFailures: number;
    /** Where something succeeded less long ago, what fails is only a part of it: the rest is not left alone. */
    silenceMs?: number;
    now: () => number;
  }) {
    this.#maxFailures = options.maxFailures;
    this.#silenceMs = options.silenceMs ?? 0;
    this.#now = options.now;
  }

  /** Until when nothing is let through, in milliseconds since the epoch; undefined where something is. */
  get restsUntil(): number | undefined {
    if (this.#restsUntil === undefined) {
      return undefined;
    }
    const left = this.#restsUntil - this.#now();
    // One that is longer than any comes from a clock that was set back since.
    return (left > 0 && left <= LONGEST_REST_MS) || this.#probing
      ? this.#restsUntil
      : undefined;
  }

  /** An attempt is made. Only while nothing rests. */
  begin(): void {
    this.#probing = this.#restsUntil !== undefined;
  }

  succeed(): void {
    this.#succeededAt = this.#now();
    this.#failures = 0;
    this.#rests = 0;
    this.#restsUntil = undefined;
    this.#probing = false;
  }

  fail(): void {
    this.#failures += 1;
    const failedProbe = this.#probing;
    this.#probing = false;
    const silentMs = this.#now() - this.#succeededAt;
    const isSilent = silentMs >= this.#silenceMs || silentMs < 0;
    if (failedProbe || (isSilent && this.#failures >= this.#maxFailures)) {
      this.#restsUntil =
        this.#now() +
        Math.min(FIRST_REST_MS * 2 ** this.#rests, LONGEST_REST_MS);
      this.#rests = Math.min(this.#rests + 1, 10);
      this.#failures = 0;
    }
  }

  /** The attempt was given up by whoever made it, which says nothing. */
  giveUp(): void {
    this.#probing = false;
  }
}
