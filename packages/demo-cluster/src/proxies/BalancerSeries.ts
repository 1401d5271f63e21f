import {
  labelText,
  type Distribution,
  type LabelText,
  type MetricsRegistry,
  type Sample,
} from './MetricsRegistry';

export interface BalancerSettings {
  /** `control_identity`, `outbound_http`… */
  prefix: string;
  labels: LabelText;
  gateTimeoutSeconds: number;
}

/** A balancer over the endpoints of one destination, and the queue before it. */
export class BalancerSeries {
  private readonly p: string;
  private readonly requests: Sample;
  private readonly latency: Distribution;
  private lastCount: number | undefined;

  constructor(
    private readonly registry: MetricsRegistry,
    private readonly settings: BalancerSettings,
    openedAt: number,
  ) {
    const { labels, gateTimeoutSeconds } = settings;
    this.p = `${settings.prefix}_balancer`;
    this.requests = registry.sample(`${this.p}_queue_requests`, labels);
    this.latency = registry.distribution(
      `${this.p}_queue_latency_seconds`,
      labels,
    );
    for (const op of ['Reset', 'Add', 'Remove']) {
      const count = op === 'Reset' ? 1 : 0;
      this.set('p2c_updates', count, openedAt, [['op', op]]);
    }
    this.set('queue_length', 0, openedAt);
    this.requests.add(0, openedAt);
    this.latency.touch(openedAt);
    this.set('queue_gate_open', 1, openedAt);
    this.set('queue_gate_shut', 0, openedAt);
    this.set('queue_gate_open_time_seconds', openedAt / 1000, openedAt);
    this.set('queue_gate_shut_time_seconds', 0, openedAt);
    this.set('queue_gate_timeout_seconds', gateTimeoutSeconds, openedAt);
  }

  endpoints(count: number, now: number): void {
    if (count === this.lastCount) {
      return;
    }
    this.lastCount = count;
    this.set('endpoints', 0, now, [['endpoint_state', 'pending']]);
    this.set('endpoints', count, now, [['endpoint_state', 'ready']]);
    this.set('p2c_endpoints', count, now);
  }

  request(now: number, endpoints?: number): void {
    if (endpoints !== undefined) {
      this.endpoints(endpoints, now);
    }
    this.requests.add(1, now);
    this.latency.observe(0.0002, now);
  }

  private set(
    name: string,
    value: number,
    at: number,
    first: [string, string][] = [],
  ): void {
    const labels = [labelText(first), this.settings.labels]
      .filter(part => part !== '')
      .join(',');
    this.registry.sample(`${this.p}_${name}`, labels).set(value, at);
  }
}
