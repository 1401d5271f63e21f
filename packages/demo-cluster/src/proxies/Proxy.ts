import { ControlPlaneSeries } from './ControlPlaneSeries';
import { InboundSide } from './InboundSide';
import { MetricsRegistry } from './MetricsRegistry';
import { OutboundSide } from './OutboundSide';

/** The proxy of one meshed pod: what it has counted so far. */
export class Proxy {
  readonly inbound: InboundSide;
  readonly outbound: OutboundSide;
  private readonly registry = new MetricsRegistry();
  private controlPlane: ControlPlaneSeries | undefined;

  constructor(ip: string, private readonly startedAt: number) {
    this.inbound = new InboundSide(this.registry, ip);
    this.outbound = new OutboundSide(this.registry);
  }

  /** The text of `/metrics`. */
  metrics(now: number): string {
    // Made when it is first asked for: most proxies of a large cluster never are.
    this.controlPlane ??= new ControlPlaneSeries(this.registry, this.startedAt);
    this.controlPlane.update(now);
    return this.registry.render(now);
  }
}
