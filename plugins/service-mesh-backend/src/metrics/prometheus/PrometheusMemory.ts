import { Moments, sampleAt } from './moments';
import { PrometheusAnswer } from './decodeAnswer';
import { buildSelector, Dialect } from './promql';

/** @internal */
export interface MemoryOptions {
  ask(
    promql: string,
    moments: Moments,
    signal?: AbortSignal,
  ): Promise<PrometheusAnswer>;
  presenceMetric: string;
  dialect: Dialect;
  now(): number;
}

/** For so long what was remembered is taken to be remembered still. */
const KEEP_MS = 5 * 60_000;

/** With fewer, counters show no increase. */
const LEAST_SCRAPES = 2;

/** A window of which less was scraped counts too little. */
const COVERED_SHARE = 0.7;

/** How many moments of a window are looked at to find where its memory begins. */
const LOOKS = 60;

/**
 * Tells how far back a Prometheus knows the proxies: it may be young, keep little, or have stood still.
 *
 * @internal
 */
export class PrometheusMemory {
  /** The earliest moment that was found to be remembered lately. */
  private known?: { moment: number; foundAt: number };

  constructor(private readonly options: MemoryOptions) {}

  /**
   * The moments in whose windows the proxies were scraped often enough: where they were not, too little was counted, or nothing, which
   * is not zero.
   *
   * @param options - `intervalSeconds`: between scrapes, where it is known
   * @returns their indices
   * @throws PrometheusError
   */
  async remembered(
    options: { windowSeconds: number; intervalSeconds?: number },
    parts: readonly Moments[],
    signal?: AbortSignal,
  ): Promise<ReadonlySet<number>> {
    const { windowSeconds, intervalSeconds = Infinity } = options;
    const least = Math.max(
      LEAST_SCRAPES,
      Math.floor((COVERED_SHARE * windowSeconds) / intervalSeconds),
    );
    const promql = `count(count_over_time(${this.selector()}[${windowSeconds}s]) >= ${least})`;
    const known = new Set<number>();
    let before = 0;
    for (const moments of parts) {
      const answer = await this.options.ask(promql, moments, signal);
      for (const { at } of sampleAt(answer, moments)) {
        known.add(before + at);
      }
      before += moments.times.length;
    }
    return known;
  }

  /**
   * Where the memory of a window begins.
   *
   * @param window - its two ends, in ms since the epoch
   * @returns its first end where all of it is remembered; undefined where nothing is
   * @throws PrometheusError
   */
  async begin(
    window: { from: number; to: number },
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    const { now, ask } = this.options;
    if (
      this.known &&
      this.known.moment <= window.from &&
      now() - this.known.foundAt < KEEP_MS
    ) {
      return window.from;
    }
    const promql = `count(${this.selector()})`;
    const { samples } = await ask(promql, { times: [window.from] }, signal);
    if (samples.length > 0) {
      this.known = { moment: window.from, foundAt: now() };
      return window.from;
    }
    const stepMs = Math.ceil((window.to - window.from) / LOOKS);
    const times = Array.from(
      { length: LOOKS },
      (_, i) => window.to - (LOOKS - 1 - i) * stepMs,
    );
    const moments = { times, stepMs };
    const seen = [...sampleAt(await ask(promql, moments, signal), moments)];
    return seen.length > 0
      ? times[Math.min(...seen.map(({ at }) => at))]
      : undefined;
  }

  private selector(): string {
    return buildSelector(this.options.presenceMetric, [], this.options.dialect);
  }
}
