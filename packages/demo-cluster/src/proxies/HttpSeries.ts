import {
  labelText,
  type Distribution,
  type LabelText,
  type MetricsRegistry,
  type Sample,
} from './MetricsRegistry';

/** How a request went, as a proxy counts it. */
export interface HttpOutcome {
  /** Absent where no response head came. */
  status?: number;
  failure: boolean;
  grpcStatus?: number;
  /** Of the transport: `unclassified`, `h2(REFUSED_STREAM)`… */
  error?: string;
}

/** The request, response and latency series of one peer, in one direction. */
export class HttpSeries {
  private readonly requests: Sample;
  private readonly responses = new Map<string, Sample>();
  private readonly latencies = new Map<number | undefined, Distribution>();

  constructor(
    private readonly registry: MetricsRegistry,
    private readonly labels: LabelText,
    private readonly prefix: '' | 'route_' | 'route_actual_' = '',
  ) {
    this.requests = registry.sample(`${prefix}request_total`, labels);
  }

  request(now: number): void {
    this.requests.add(1, now);
  }

  response(outcome: HttpOutcome, latencyMs: number, now: number): void {
    const key = `${outcome.status}|${outcome.grpcStatus}|${outcome.error}|${outcome.failure}`;
    let counter = this.responses.get(key);
    if (!counter) {
      counter = this.registry.sample(
        `${this.prefix}response_total`,
        `${this.labels},${labelText([
          ['status_code', outcome.status?.toString()],
          ['classification', outcome.failure ? 'failure' : 'success'],
          ['grpc_status', outcome.grpcStatus?.toString() ?? ''],
          ['error', outcome.error ?? ''],
        ])}`,
      );
      this.responses.set(key, counter);
    }
    counter.add(1, now);
    if (this.prefix === 'route_actual_') {
      return;
    }
    const latency = this.latency(outcome.status);
    if (outcome.status === undefined) {
      // Such a series is there, and stays at nothing.
      latency.touch(now);
    } else {
      latency.observe(Math.round(latencyMs), now);
    }
  }

  private latency(status: number | undefined): Distribution {
    let latency = this.latencies.get(status);
    if (!latency) {
      const own = labelText([['status_code', status?.toString()]]);
      latency = this.registry.distribution(
        `${this.prefix}response_latency_ms`,
        [this.labels, own].filter(part => part !== '').join(','),
      );
      this.latencies.set(status, latency);
    }
    return latency;
  }
}
