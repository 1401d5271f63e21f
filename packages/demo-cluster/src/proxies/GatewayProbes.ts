import { Random } from '../random/Random';
import { drawLatency } from '../simulation/latency';
import type { LinkModel } from '../simulation/model';
import { isDuring } from '../simulation/phases';
import { labelText } from './MetricsRegistry';

const PERIOD_MS = 3000;

const BOUNDS_MS = [1, 10, 100, 1000, 10_000].flatMap(decade =>
  [1, 2, 3, 4, 5].map(factor => factor * decade),
);

/** What a service mirror counts of its probes to the other cluster's gateway, as Go's Prometheus client writes it. */
export class GatewayProbes {
  private readonly random: Random;
  private readonly counts = BOUNDS_MS.map(() => 0);
  private readonly outcomes = { true: 0, false: 0 };
  private sum = 0;
  private latest = 0;
  private isAlive = false;
  private next: number;

  constructor(
    private readonly link: LinkModel,
    private readonly startedAt: number,
  ) {
    this.random = Random.named(link.cluster, 'probes');
    this.next = startedAt;
  }

  /** The text of `/metrics`. */
  metrics(now: number): string {
    this.probeUntil(now);
    const labels = labelText([['target_cluster_name', this.link.cluster]]);
    const gauge = (name: string, help: string, value: number) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      `${name}{${labels}} ${value}`,
    ];
    const histogram = 'gateway_probe_latency_ms';
    const answered = this.outcomes.true;
    return [
      ...gauge(
        'gateway_alive',
        'A gauge which is 1 if the gateway is alive and 0 if it is not.',
        Number(this.isAlive),
      ),
      ...gauge(
        'gateway_enabled',
        'A gauge which is 1 if the gateway is enabled, and 0 if it is not',
        1,
      ),
      ...gauge(
        'gateway_latency',
        'A gauge which is the latency of the last probe to the gateway.',
        Math.round(this.latest),
      ),
      `# HELP ${histogram} A histogram of latencies to a gateway in a target cluster.`,
      `# TYPE ${histogram} histogram`,
      ...BOUNDS_MS.map(
        (bound, i) =>
          `${histogram}_bucket{${labels},le="${bound}"} ${this.counts[i]}`,
      ),
      `${histogram}_bucket{${labels},le="+Inf"} ${answered}`,
      `${histogram}_sum{${labels}} ${this.sum}`,
      `${histogram}_count{${labels}} ${answered}`,
      '# HELP gateway_probes A counter for the number of actual performed probes to a gateway',
      '# TYPE gateway_probes counter',
      ...(['false', 'true'] as const).map(
        outcome =>
          `gateway_probes{probe_successful="${outcome}",${labels}} ${this.outcomes[outcome]}`,
      ),
      '',
    ].join('\n');
  }

  private probeUntil(now: number): void {
    for (; this.next <= now; this.next += PERIOD_MS) {
      const { down, probeLatency } = this.link;
      this.isAlive = !down || !isDuring(down, this.next - this.startedAt);
      this.outcomes[`${this.isAlive}`] += 1;
      if (this.isAlive) {
        this.latest = drawLatency(probeLatency, this.random);
        this.sum += Math.round(this.latest);
        BOUNDS_MS.forEach((bound, i) => {
          this.counts[i] += Number(this.latest <= bound);
        });
      }
    }
  }
}
