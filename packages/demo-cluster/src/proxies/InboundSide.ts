import { countDetection, type Detected } from './detection';
import { HttpSeries } from './HttpSeries';
import type { MetricsRegistry, Sample } from './MetricsRegistry';
import {
  ADMIN_PORT,
  defaultPolicy,
  inboundLabels,
  outboundLabels,
  type DefaultRoute,
  type InboundPeer,
  type InboundPolicy,
} from './peers';
import { InboundRouteSeries } from './RouteSeries';
import { SeriesCache } from './SeriesCache';
import { TransportSeries } from './TransportSeries';
import type { ServiceModel } from '../simulation/model';

/** Where a proxy takes in what is meant for its application. */
const INBOUND_PORT = 4143;

/** What is counted of one kind of client under one policy. Series are born with their first event. */
export interface InboundSeries {
  allowed: Sample;
  denied: Sample;
  withoutRoute: Sample;
  tcpAllowed: Sample;
  http: HttpSeries;
  route: InboundRouteSeries;
  transport: TransportSeries;
}

/** The half of a proxy that stands before its application. */
export class InboundSide {
  private readonly cache = new SeriesCache();

  constructor(
    private readonly registry: MetricsRegistry,
    private readonly ip: string,
  ) {}

  of(peer: InboundPeer, policy: InboundPolicy): InboundSeries {
    const { server, route } = policy;
    const key = `${server.port} ${server.name} ${route.name} ${peer.clientId} ${peer.isOpaquePort}`;
    return this.cache.once(key, () => this.make(peer, policy));
  }

  toApplication(): TransportSeries {
    return this.cache.once(
      'to-app',
      () => new TransportSeries(this.registry, inboundLabels.toApplication()),
    );
  }

  profileRoute(service: ServiceModel, route: string | undefined): HttpSeries {
    return this.cache.once(
      `profile ${service.namespace}/${service.name} ${route}`,
      () =>
        new HttpSeries(
          this.registry,
          outboundLabels.profileRoute('inbound', service, route),
          'route_',
        ),
    );
  }

  /** A connection that came in, and what the proxy took it for. */
  detect({ server }: InboundPolicy, detected: Detected, now: number): void {
    if (server.kind === 'server') {
      // A Server says what is spoken behind it: nothing to detect.
      return;
    }
    countDetection(
      this.registry,
      'inbound_tcp_detect_http',
      `srv_group="${server.group}",srv_kind="${server.kind}",srv_name="${server.name}",srv_port="${server.port}"`,
      detected,
      now,
    );
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
  countBrokenAnswer({ server }: InboundPolicy, now: number): void {
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
    this.detect(defaultPolicy(port), 'error', now);
  }

  /** The kubelet and the scraper knock at the proxy's own port. */
  countAdminRequest(
    peer: InboundPeer,
    route: DefaultRoute,
    bytes: number,
    now: number,
  ): void {
    const policy = defaultPolicy(ADMIN_PORT, route);
    const { allowed, http, transport } = this.of(peer, policy);
    allowed.add(1, now);
    http.request(now);
    http.response(
      { status: 200, failure: false },
      route === 'probe' ? 0 : 3,
      now,
    );
    if (route === 'probe') {
      transport.connect(now);
      transport.transfer(140, bytes, now);
      transport.disconnect(now);
      this.detect(policy, 'http/1', now);
    } else {
      transport.transfer(40, bytes, now);
    }
  }

  private make(peer: InboundPeer, policy: InboundPolicy): InboundSeries {
    const { registry, ip } = this;
    const sample = (name: string, labels: string) =>
      registry.sample(name, labels);
    return {
      allowed: sample(
        'inbound_http_authz_allow_total',
        inboundLabels.allowed(ip, peer, policy),
      ),
      denied: sample(
        'inbound_http_authz_deny_total',
        inboundLabels.denied(ip, peer, policy),
      ),
      withoutRoute: sample(
        'inbound_http_route_not_found_total',
        inboundLabels.noRoute(ip, peer, policy),
      ),
      tcpAllowed: sample(
        'inbound_tcp_authz_allow_total',
        inboundLabels.tcpAllowed(ip, peer, policy),
      ),
      http: new HttpSeries(registry, inboundLabels.http(ip, peer, policy)),
      route: new InboundRouteSeries(registry, inboundLabels.route(policy)),
      transport: new TransportSeries(
        registry,
        inboundLabels.transport(ip, peer, policy),
      ),
    };
  }
}
