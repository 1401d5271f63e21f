import { BalancerSeries } from './BalancerSeries';
import { countDetection, type Detected } from './detection';
import { HttpSeries } from './HttpSeries';
import type { MetricsRegistry } from './MetricsRegistry';
import { outboundLabels, type OutboundTarget } from './peers';
import {
  balancerLabels,
  OutboundRouteSeries,
  parentLabels,
  tcpRouteLabels,
  type RouteObject,
} from './RouteSeries';
import { SeriesCache } from './SeriesCache';
import { TransportSeries } from './TransportSeries';
import type { ServiceModel } from '../simulation/model';
import type { SimulatedPod } from '../simulation/SimulatedPod';

const TCP_ROUTE_ERRORS = [
  '',
  'forbidden',
  'invalid_backend',
  'invalid_policy',
  'unexpected',
];

/** The half of a proxy that its application's calls leave by. */
export class OutboundSide {
  private readonly cache = new SeriesCache();

  constructor(private readonly registry: MetricsRegistry) {}

  /** Gives back what was kept about a pod that is gone. Its series stay until they are forgotten. */
  forgetPeer(podUid: string): void {
    this.cache.forget(podUid);
  }

  http(client: SimulatedPod, to: OutboundTarget): HttpSeries {
    return this.cache.once(
      `http ${keyOf(to)}`,
      () => new HttpSeries(this.registry, outboundLabels.http(client, to)),
    );
  }

  transport(client: SimulatedPod, to: OutboundTarget): TransportSeries {
    return this.cache.once(
      `tcp ${keyOf(to)}`,
      () =>
        new TransportSeries(
          this.registry,
          outboundLabels.transport(client, to),
        ),
    );
  }

  fromApplication(ip: string, port: number): TransportSeries {
    return this.cache.once(
      `from-app ${ip}:${port}`,
      () =>
        new TransportSeries(
          this.registry,
          outboundLabels.fromApplication(ip, port),
        ),
    );
  }

  route(
    protocol: 'http' | 'grpc',
    parent: RouteObject,
    route: RouteObject,
    retries: boolean,
    now: number,
  ): OutboundRouteSeries {
    return this.cache.once(
      `route ${protocol} ${parent.namespace}/${parent.name}:${parent.port} ${route.name}`,
      () =>
        new OutboundRouteSeries(
          this.registry,
          protocol,
          parent,
          route,
          retries,
          now,
        ),
    );
  }

  profileRoute(
    service: ServiceModel,
    route: string | undefined,
    kind: 'route_' | 'route_actual_' = 'route_',
  ): HttpSeries {
    return this.cache.once(
      `profile ${kind} ${service.namespace}/${service.name} ${route}`,
      () =>
        new HttpSeries(
          this.registry,
          outboundLabels.profileRoute('outbound', service, route),
          kind,
        ),
    );
  }

  countRetryable(service: ServiceModel, route: string, now: number): void {
    const labels = outboundLabels.profileRoute('outbound', service, route);
    this.registry.sample('route_retryable_total', labels).add(1, now);
    this.registry
      .sample('route_retryable_total', `${labels},skipped="no_budget"`)
      .add(0, now);
  }

  /** The balancer before a Service's pods. */
  balancer(
    kind: 'http' | 'tcp',
    parent: RouteObject,
    backend: RouteObject,
    canonicalName: string,
    now: number,
  ): BalancerSeries {
    return this.cache.once(
      `balancer ${kind} ${parent.namespace}/${parent.name} ${backend.namespace}/${backend.name}`,
      () => {
        const labels = balancerLabels(parent, backend);
        return new BalancerSeries(
          this.registry,
          {
            prefix: `outbound_${kind}`,
            labels:
              kind === 'tcp'
                ? `${labels},logical="${canonicalName}",concrete="${canonicalName}"`
                : labels,
            gateTimeoutSeconds: 3,
          },
          now,
        );
      },
    );
  }

  /** A connection that the application opened. */
  detect(
    parent: RouteObject,
    protocol: 'detect' | 'opaq',
    detected: Detected,
    now: number,
  ): void {
    const labels = parentLabels(parent);
    this.registry
      .sample(
        'outbound_tcp_protocol_connections',
        `protocol="${protocol}",${labels}`,
      )
      .add(1, now);
    if (protocol === 'detect') {
      countDetection(
        this.registry,
        'outbound_tcp_detect_http',
        labels,
        detected,
        now,
      );
    }
  }

  openTcpRoute(parent: RouteObject, now: number): void {
    const labels = tcpRouteLabels(parent);
    this.registry.sample('outbound_tcp_route_open', labels).add(1, now);
    for (const error of TCP_ROUTE_ERRORS) {
      this.countTcpRouteClose(parent, error, 0, now);
    }
  }

  closeTcpRoute(parent: RouteObject, now: number): void {
    this.countTcpRouteClose(parent, '', 1, now);
  }

  /** Bytes by what they cost: they stay in the zone, leave it, or nobody knows. */
  countTransfer(
    locality: 'Local' | 'Remote' | 'Unknown',
    sent: number,
    received: number,
    now: number,
  ): void {
    const name = 'outbound_tcp_transfer_cost_bytes';
    const zone = `zone_locality="${locality}"`;
    this.registry.sample(name, `op="Send",${zone}`).add(sent, now);
    this.registry.sample(name, `op="Recv",${zone}`).add(received, now);
  }

  countHttpError(
    error: 'failfast' | 'loadshed' | 'unexpected',
    now: number,
  ): void {
    this.registry
      .sample('outbound_http_errors_total', `error="${error}"`)
      .add(1, now);
  }

  countTcpError(ip: string, port: number, now: number): void {
    this.registry
      .sample(
        'outbound_tcp_errors_total',
        `target_addr="${ip}:${port}",target_ip="${ip}",target_port="${port}",error="unexpected"`,
      )
      .add(1, now);
  }

  private countTcpRouteClose(
    parent: RouteObject,
    error: string,
    count: number,
    now: number,
  ): void {
    this.registry
      .sample(
        'outbound_tcp_route_close',
        `${tcpRouteLabels(parent)},error="${error}"`,
      )
      .add(count, now);
  }
}

function keyOf(to: OutboundTarget): string {
  const service = to.service
    ? `${to.service.namespace}/${to.service.name}`
    : '';
  return `${to.server?.uid ?? to.ip} ${to.port} ${service}`;
}
