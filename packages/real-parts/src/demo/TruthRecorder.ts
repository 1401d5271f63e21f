import type { ClusterTruth } from 'demo-cluster';

type Edge = ClusterTruth['edges'][number];

/** An edge, and what happened on it in a span of time. */
export interface TrueEdge extends Omit<Edge, 'generated'> {
  requests: number;
  successes: number;
  failures: number;
  denied: number;
  /** Attempts that no pod could be found for. */
  unroutable: number;
  bytesOut: number;
  bytesIn: number;
  /** Since the start of the simulation: it keeps no latencies by time. */
  latencyMs: Edge['generated']['latencyMs'];
}

const COUNTS = [
  'requests',
  'successes',
  'failures',
  'denied',
  'unroutable',
  'bytesOut',
  'bytesIn',
] as const;

/** Asks a demo cluster again and again what really happened in it, so that it can be said for any span of time. */
export class TruthRecorder {
  private readonly recorded: ClusterTruth[] = [];
  private timer?: NodeJS.Timeout;
  private flight: Promise<void> = Promise.resolve();

  constructor(private readonly url: string) {}

  async start(everyMs: number): Promise<void> {
    await this.record();
    this.timer = setInterval(() => {
      this.flight = this.flight.then(() => this.record());
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flight;
  }

  /** Asks once more, now. */
  async record(): Promise<void> {
    const response = await fetch(`${this.url}/demo/truth`);
    this.recorded.push(await response.json());
  }

  get newest(): ClusterTruth {
    return this.recorded[this.recorded.length - 1];
  }

  /** What happened between two moments, in milliseconds since the epoch, both within the recording. */
  between(from: number, to: number): TrueEdge[] {
    return this.newest.edges.map(({ generated, ...edge }) => {
      const rise = (field: (typeof COUNTS)[number]) =>
        this.at(to, edge, field) - this.at(from, edge, field);
      return {
        ...edge,
        requests: rise('requests'),
        successes: rise('successes'),
        failures: rise('failures'),
        denied: rise('denied'),
        unroutable: rise('unroutable'),
        bytesOut: rise('bytesOut'),
        bytesIn: rise('bytesIn'),
        latencyMs: generated.latencyMs,
      };
    });
  }

  private at(
    time: number,
    edge: Omit<Edge, 'generated'>,
    field: (typeof COUNTS)[number],
  ): number {
    const after = this.recorded.findIndex(({ now }) => now >= time);
    if (after < 1) {
      throw new RangeError(`The truth at ${time} was not recorded`);
    }
    const [x, y] = [this.recorded[after - 1], this.recorded[after]];
    const [p, q] = [countOf(x, edge, field), countOf(y, edge, field)];
    return p + ((q - p) * (time - x.now)) / Math.max(1, y.now - x.now);
  }
}

function countOf(
  truth: ClusterTruth,
  edge: Omit<Edge, 'generated'>,
  field: (typeof COUNTS)[number],
): number {
  const isSame = (x: Edge['source'], y: Edge['source']) =>
    x.kind === y.kind && x.namespace === y.namespace && x.name === y.name;
  const found = truth.edges.find(
    ({ source, target, protocol }) =>
      protocol === edge.protocol &&
      isSame(source, edge.source) &&
      isSame(target, edge.target),
  );
  return found?.generated[field] ?? 0;
}
