/** Bounds of neighbouring buckets differ by this factor, so that a quantile is off by at most its square root: 4.9 %. */
const GROWTH = 1.1;

/** The first bucket holds everything up to this, in milliseconds. */
const FIRST_MS = 0.1;

/** The last bucket holds everything above ten minutes. */
const BUCKETS = 166;

/** How far a quantile may be from the true one, as a share of it. */
export const QUANTILE_ERROR = Math.sqrt(GROWTH) - 1;

/** Counts latencies in buckets of equal relative width: as small for a million of them as for one. */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;
  #best = Infinity;
  #worst = 0;

  /** The shortest, in milliseconds; exact. */
  get best(): number | undefined {
    return this.#total > 0 ? this.#best : undefined;
  }

  /** The longest, in milliseconds; exact. */
  get worst(): number | undefined {
    return this.#total > 0 ? this.#worst : undefined;
  }

  add(milliseconds: number): void {
    const place = Math.ceil(
      Math.log(milliseconds / FIRST_MS) / Math.log(GROWTH),
    );
    this.#counts[Math.min(BUCKETS - 1, Math.max(0, place || 0))] += 1;
    this.#total += 1;
    this.#best = Math.min(this.#best, milliseconds);
    this.#worst = Math.max(this.#worst, milliseconds);
  }

  /** Adds what another one has counted. */
  merge(other: LatencyHistogram): void {
    other.#counts.forEach((count, index) => {
      this.#counts[index] += count;
    });
    this.#total += other.#total;
    this.#best = Math.min(this.#best, other.#best);
    this.#worst = Math.max(this.#worst, other.#worst);
  }

  /**
   * The latency that a share of all did not exceed, in milliseconds.
   *
   * @param share - between 0 and 1, such as 0.99
   * @returns undefined where nothing was counted
   */
  quantile(share: number): number | undefined {
    let left = Math.max(1, Math.ceil(share * this.#total));
    for (let index = 0; index < BUCKETS; index += 1) {
      left -= this.#counts[index];
      if (left <= 0) {
        const middle = FIRST_MS * GROWTH ** (index - 0.5);
        return Math.min(this.#worst, Math.max(this.#best, middle));
      }
    }
    return undefined;
  }
}
