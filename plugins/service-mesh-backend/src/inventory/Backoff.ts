import { LONGEST_PAUSE_MS } from '../retryAfter';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Longer and longer pauses after failures, each somewhere between half and all of its length, so that clients that failed
 * together do not come back together.
 */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Milliseconds to wait now; `atLeastMs` is what a server asked for. */
  next(atLeastMs: number = 0): number {
    const longest = Math.min(FIRST_MS * 2 ** this.#failures, LONGEST_MS);
    this.#failures = Math.min(this.#failures + 1, 16);
    return Math.max(
      // Many are told the same: not all of them come back at once.
      Math.min(atLeastMs, LONGEST_PAUSE_MS) * (1 + this.#random() / 4),
      longest * (0.5 + this.#random() / 2),
    );
  }

  reset(): void {
    this.#failures = 0;
  }
}
