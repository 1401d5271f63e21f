import { defaultPolicy, inboundLabels } from './peers';
import type { InboundPeer, InboundPolicy, OutboundTarget } from './peers';
import { ADMIN_PORT, outboundLabels } from './peers';
import { HttpSeries, type HttpOutcome } from './HttpSeries';
import { BalancerSeries } from './BalancerSeries';
import { MetricsRegistry } from './MetricsRegistry';
import {
  balancerLabels,
  InboundRouteSeries,
  OutboundRouteSeries,
  parentLabels,
  tcpRouteLabels,
  type RouteObject,
} from './RouteSeries';
import { ControlPlaneSeries } from './ControlPlaneSeries';
import { TransportSeries } from './TransportSeries';
import type { ServiceModel } from '../simulation/model';
import type { SimulatedPod } from '../simulation/SimulatedPod';

const DETECTION_RESULTS = [
  'http/1',
  'http/2',
  'not_http',
  'read_timeout',
  'error',
] as const;

const TCP_ROUTE_ERRORS = [
  '',
  'forbidden',
  'invalid_backend',
  'invalid_policy',
  'unexpected',
];

/** Where a proxy takes in what is meant for its application. */
const INBOUND_PORT = 4143;

export type Detected = (typeof DETECTION_RESULTS)[number];

/** The proxy of one meshed pod: what it has counted so far. */
export class Proxy {
  private readonly registry = new MetricsRegistry();
  private readonly series = new Map<string, unknown>();
  private readonly controlPlane: ControlPlaneSeries;

  constructor(private readonly ip: string, startedAt: number) {
    this.controlPlane = new ControlPlaneSeries(this.registry, startedAt);
  }

  /** The text of `/metrics`. */
  metrics(now: number): string {
    this.controlPlane.update(now);
    return this.registry.render(now);
  }

  /** Gives back what was kept about a pod that is gone. Its series stay until they are forgotten. */
  forgetPeer(podUid: string): void {
    for (const key of this.series.keys()) {
      if (key.includes(podUid)) {
        this.series.delete(key);
      }
    }
  }

  outboundHttp(client: SimulatedPod, to: OutboundTarget): HttpSeries {
    return this.once(
      `out-http ${keyOf(to)}`,
      () => new HttpSeries(this.registry, outboundLabels.http(client, to)),
    );
  }

  outboundTransport(client: SimulatedPod, to: OutboundTarget): TransportSeries {
    return this.once(
      `out-tcp ${keyOf(to)}`,
      () =>
        new TransportSeries(
          this.registry,
          outboundLabels.transport(client, to),
        ),
    );
  }

  fromApplication(ip: string, port: number): TransportSeries {
    return this.once(
      `from-app ${ip}:${port}`,
      () =>
        new TransportSeries(
          this.registry,
          outboundLabels.fromApplication(ip, port),
        ),
    );
  }

  toApplication(): TransportSeries {
    return this.once(
      'to-app',
      () => new TransportSeries(this.registry, inboundLabels.toApplication()),
    );
  }

  outboundRoute(
    protocol: 'http' | 'grpc',
    parent: RouteObject,
    route: RouteObject,
    retries: boolean,
    now: number,
  ): OutboundRouteSeries {
    return this.once(
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
    direction: 'inbound' | 'outbound',
    service: ServiceModel,
    route: string | undefined,
    kind: 'route_' | 'route_actual_' = 'route_',
  ): HttpSeries {
    return this.once(
      `profile ${direction} ${kind} ${service.namespace}/${service.name} ${route}`,
      () =>
        new HttpSeries(
          this.registry,
          outboundLabels.profileRoute(direction, service, route),
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
    return this.once(
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
    for (const [op, bytes] of [
      ['Send', sent],
      ['Recv', received],
    ] as const) {
      this.registry
        .sample(
          'outbound_tcp_transfer_cost_bytes',
          `op="${op}",zone_locality="${locality}"`,
        )
        .add(bytes, now);
    }
  }

  countOutboundTcpError(ip: string, port: number, now: number): void {
    this.registry
      .sample(
        'outbound_tcp_errors_total',
        `target_addr="${ip}:${port}",target_ip="${ip}",target_port="${port}",error="unexpected"`,
      )
      .add(1, now);
  }

  /** A connection from another proxy, which says in a header of its own which port it wants. */
  countTransportHeader(clientId: string, port: number, now: number): void {
    this.registry
      .sample(
        'inbound_tcp_transport_header_connections',
        `session_protocol="http/2",target_port="${port}",target_name="",client_id="${clientId}"`,
      )
      .add(1, now);
  }

  /** The application broke the connection before it answered. */
  countInboundHttpError({ server }: InboundPolicy, now: number): void {
    const { ip } = this;
    this.registry
      .sample(
        'inbound_http_errors_total',
        `error="unexpected",target_addr="${ip}:${INBOUND_PORT}",target_ip="${ip}",target_port="${INBOUND_PORT}",srv_group="${server.group}",srv_kind="${server.kind}",srv_name="${server.name}",srv_port="${server.port}"`,
      )
      .add(1, now);
  }

  /** Somebody connected and said nothing: so does the kubelet where a probe is for the port alone. */
  countSilentConnection(port: number, now: number): void {
    const { ip } = this;
    this.registry
      .sample(
        'inbound_tcp_errors_total',
        `error="i/o",target_addr="${ip}:${port}",target_ip="${ip}",target_port="${port}"`,
      )
      .add(1, now);
    this.detectInbound(defaultPolicy(port), 'error', now);
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

  countOutboundError(
    error: 'failfast' | 'loadshed' | 'unexpected',
    now: number,
  ): void {
    this.registry
      .sample('outbound_http_errors_total', `error="${error}"`)
      .add(1, now);
  }

  inboundHttp(peer: InboundPeer, policy: InboundPolicy): HttpSeries {
    const labels = inboundLabels.http(this.ip, peer, policy);
    return this.once(
      `in-http ${labels}`,
      () => new HttpSeries(this.registry, labels),
    );
  }

  inboundRoute(policy: InboundPolicy): InboundRouteSeries {
    const labels = inboundLabels.route(policy);
    return this.once(
      `in-route ${labels}`,
      () => new InboundRouteSeries(this.registry, labels),
    );
  }

  inboundTransport(peer: InboundPeer, policy: InboundPolicy): TransportSeries {
    const labels = inboundLabels.transport(this.ip, peer, policy);
    return this.once(
      `in-tcp ${labels}`,
      () => new TransportSeries(this.registry, labels),
    );
  }

  countAllowed(peer: InboundPeer, policy: InboundPolicy, now: number): void {
    this.registry
      .sample(
        'inbound_http_authz_allow_total',
        inboundLabels.allowed(this.ip, peer, policy),
      )
      .add(1, now);
  }

  countDenied(peer: InboundPeer, policy: InboundPolicy, now: number): void {
    this.registry
      .sample(
        'inbound_http_authz_deny_total',
        inboundLabels.denied(this.ip, peer, policy),
      )
      .add(1, now);
  }

  countWithoutRoute(
    peer: InboundPeer,
    policy: InboundPolicy,
    now: number,
  ): void {
    this.registry
      .sample(
        'inbound_http_route_not_found_total',
        inboundLabels.noRoute(this.ip, peer, policy),
      )
      .add(1, now);
  }

  countTcpAllowed(peer: InboundPeer, policy: InboundPolicy, now: number): void {
    this.registry
      .sample(
        'inbound_tcp_authz_allow_total',
        inboundLabels.tcpAllowed(this.ip, peer, policy),
      )
      .add(1, now);
  }

  /** A connection that came in, and what the proxy took it for. */
  detectInbound(policy: InboundPolicy, detected: Detected, now: number): void {
    const { server } = policy;
    this.detect(
      'inbound_tcp_detect_http',
      `srv_group="${server.group}",srv_kind="${server.kind}",srv_name="${server.name}",srv_port="${server.port}"`,
      detected,
      now,
    );
  }

  /** A connection that the application opened. */
  detectOutbound(
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
      this.detect('outbound_tcp_detect_http', labels, detected, now);
    }
  }

  /** The kubelet and the scraper knock at the proxy's own port. */
  countAdminRequest(
    peer: InboundPeer,
    route: 'default' | 'probe',
    status: number,
    bytes: number,
    now: number,
  ): void {
    const policy = defaultPolicy(ADMIN_PORT, route);
    const outcome: HttpOutcome = { status, failure: status >= 500 };
    this.countAllowed(peer, policy, now);
    const http = this.inboundHttp(peer, policy);
    http.request(now);
    http.response(outcome, bytes > 1000 ? 3 : 0, now);
    const transport = this.inboundTransport(peer, policy);
    if (route === 'probe') {
      transport.connect(now);
      transport.transfer(140, bytes, now);
      transport.disconnect(now);
      this.detectInbound(policy, 'http/1', now);
    } else {
      transport.transfer(40, bytes, now);
    }
  }

  private detect(
    prefix: string,
    labels: string,
    detected: Detected,
    now: number,
  ): void {
    this.registry
      .distribution(`${prefix}_duration_seconds`, labels)
      .observe(0.000004, now);
    for (const result of DETECTION_RESULTS) {
      this.registry
        .sample(`${prefix}_results`, `result="${result}",${labels}`)
        .add(result === detected ? 1 : 0, now);
    }
  }

  private once<T>(key: string, make: () => T): T {
    let found = this.series.get(key) as T | undefined;
    if (found === undefined) {
      found = make();
      this.series.set(key, found);
    }
    return found;
  }
}

function keyOf(to: OutboundTarget): string {
  const service = to.service
    ? `${to.service.namespace}/${to.service.name}`
    : '';
  return `${to.server?.uid ?? to.ip} ${to.port} ${service}`;
}
