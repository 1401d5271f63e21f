import {
  LatencyBuckets,
  RequestIncrease,
} from '@backstage-mesh/plugin-service-mesh-node';
import { isRouteFailure, isTimeout } from '../retriedCalls';

type Labels = Readonly<Record<string, string>>;

const MS_PER_SECOND = 1000;

/**
 * Adds up calls by their outcome.
 *
 * @internal
 */
export class Tally {
  private successes = 0;
  private failures = 0;
  private begun?: number;
  private timedOut?: number;
  private readonly cumulative = new Map<number, number>();

  addRequests(value: number): void {
    this.begun = (this.begun ?? 0) + value;
  }

  /** A row of metrics that know the classification. */
  addClassified({ classification }: Labels, value: number): void {
    if (classification === 'failure') {
      this.failures += value;
    } else if (classification === 'success') {
      this.successes += value;
    }
  }

  /** A row of metrics that know the status: nothing else says how many there were. */
  addStatus(labels: Labels, value: number): void {
    if (isRouteFailure(labels)) {
      this.failures += value;
    } else {
      this.successes += value;
    }
    this.addTimeouts(labels, value);
  }

  /** A row of metrics that tell a time limit by its error: of those that tell none, there was none. */
  addTimeouts(labels: Labels, value: number): void {
    this.timedOut = (this.timedOut ?? 0) + (isTimeout(labels) ? value : 0);
  }

  /** Bounds in ms or, of some metrics, in seconds. Prometheus 3 writes le="1.0" where others write le="1": both are one. */
  addBucket({ le }: Labels, value: number, unit: 'ms' | 's'): void {
    const bound = le === '+Inf' ? Infinity : Number(le ?? Number.NaN);
    if (!Number.isNaN(bound)) {
      // 0.025 s must not become 25.000000000000004 ms.
      const ms =
        unit === 's' && Number.isFinite(bound)
          ? Math.round(bound * MS_PER_SECOND * 1000) / 1000
          : bound;
      this.cumulative.set(ms, (this.cumulative.get(ms) ?? 0) + value);
    }
  }

  /** Some of what was taken for successes were failures. */
  unmask(failures: number): void {
    const moved = Math.min(failures, this.successes);
    this.successes -= moved;
    this.failures += moved;
  }

  get answered(): number {
    return this.successes + this.failures;
  }

  get timeouts(): number | undefined {
    return this.timedOut;
  }

  /** What of this the other one does not hold. */
  without(other: Tally): Tally {
    const rest = new Tally();
    rest.successes = Math.max(0, this.successes - other.successes);
    rest.failures = Math.max(0, this.failures - other.failures);
    if (this.begun !== undefined) {
      rest.begun = Math.max(0, this.begun - (other.begun ?? other.answered));
    }
    this.cumulative.forEach((value, bound) => {
      const left = value - (other.cumulative.get(bound) ?? 0);
      rest.cumulative.set(bound, Math.max(0, left));
    });
    return rest;
  }

  /** Adds up what several callers counted. */
  addAll(other: Tally): void {
    this.successes += other.successes;
    this.failures += other.failures;
    if (other.begun !== undefined) {
      this.addRequests(other.begun);
    }
    other.cumulative.forEach((value, bound) => {
      this.cumulative.set(bound, (this.cumulative.get(bound) ?? 0) + value);
    });
  }

  /**
   * @param options - `requestsFromAnswers`: the metrics count requests when they are over, so that as many began as ended
   */
  http(options?: { requestsFromAnswers: boolean }): RequestIncrease {
    const requests = options?.requestsFromAnswers ? this.answered : this.begun;
    return {
      successes: this.successes,
      failures: this.failures,
      ...(requests !== undefined && { requests }),
    };
  }

  latency(): LatencyBuckets | undefined {
    return this.cumulative.size > 0 ? this.cumulative : undefined;
  }
}
