import {
  canonicalName,
  defaultPolicy,
  inboundPeerOf,
  type InboundPolicy,
} from '../proxies/peers';
import type { TransportSeries } from '../proxies/TransportSeries';
import type { RouteObject } from '../proxies/RouteSeries';
import type { Random } from '../random/Random';
import type { ExternalHost, ServiceModel } from './model';
import { identityOf, type SimulatedPod } from './SimulatedPod';

/** The way between two pods, or to a host outside. */
export interface Connection {
  /** The client's own, as the server sees it. */
  clientPort: number;
  transfer(outBytes: number, inBytes: number, now: number): void;
  close(now: number): void;
}

export interface ConnectionEnds {
  client: SimulatedPod;
  server?: SimulatedPod;
  external?: ExternalHost;
  service?: ServiceModel;
  backend?: ServiceModel;
  clusterIp: string;
  policy: InboundPolicy;
  parent: RouteObject;
  isHttp2: boolean;
}

/** A TCP client comes back with a new connection after so many uses, on average. */
const USES_OF_A_TCP_CONNECTION = 80;
/** What is not meshed speaks HTTP/1 without a proxy that would keep connections for it. */
const USES_OF_AN_UNMESHED_CONNECTION = 4;

/** Parent of what is dialled by a pod's own address. */
const ENDPOINT: RouteObject = {
  group: '',
  kind: 'default',
  namespace: '',
  name: 'endpoint',
};

/** A series of one end, and whether it looks the other way: reads what goes back and writes what goes out. */
type End = [series: TransportSeries, looksBack: boolean];

/** Connections stay open and are used again, until one of their ends has had enough or is gone. */
export class Connections {
  private readonly open = new Map<string, Connection>();

  constructor(private readonly random: Random) {}

  get(ends: ConnectionEnds, now: number): Connection {
    const key = keyOf(ends);
    const existing = this.open.get(key);
    if (existing && !this.hasHadEnough(ends)) {
      return existing;
    }
    existing?.close(now);
    const connection = this.connect(ends, now);
    this.open.set(key, connection);
    return connection;
  }

  /** A connection to a pod's own address, without a Service. */
  toAddress(
    client: SimulatedPod,
    server: SimulatedPod,
    port: number,
    now: number,
  ): Connection {
    return this.get(
      {
        client,
        server,
        clusterIp: server.ip,
        policy: defaultPolicy(port),
        parent: ENDPOINT,
        isHttp2: false,
      },
      now,
    );
  }

  /** Ends what is open from or to a pod. */
  closeAllOf(podUid: string, now: number): void {
    for (const [key, connection] of this.open) {
      if (key.includes(podUid)) {
        connection.close(now);
        this.open.delete(key);
      }
    }
  }

  private hasHadEnough({ service, server, external }: ConnectionEnds): boolean {
    if (service?.protocol === 'tcp') {
      return this.random.chance(1 / USES_OF_A_TCP_CONNECTION);
    }
    if (service?.mirror) {
      return false;
    }
    const isUnmeshed = external !== undefined || server?.proxy === undefined;
    return isUnmeshed && this.random.chance(1 / USES_OF_AN_UNMESHED_CONNECTION);
  }

  private connect(ends: ConnectionEnds, now: number): Connection {
    const all = [...clientEnds(ends, now), ...serverEnds(ends, now)];
    all.forEach(([series]) => series.connect(now));
    const { client, server, parent, service } = ends;
    const locality = localityOf(ends);
    return {
      clientPort: 32768 + this.random.integer(28000),
      transfer(outBytes, inBytes, at) {
        for (const [series, looksBack] of all) {
          if (looksBack) {
            series.transfer(inBytes, outBytes, at);
          } else {
            series.transfer(outBytes, inBytes, at);
          }
        }
        client.proxy?.outbound.countTransfer(locality, outBytes, inBytes, at);
      },
      close(at) {
        all.forEach(([series]) => series.disconnect(at));
        if (service?.protocol === 'tcp' && server) {
          client.proxy?.outbound.closeTcpRoute(parent, at);
        }
      },
    };
  }
}

function keyOf(ends: ConnectionEnds): string {
  const far = ends.server?.uid ?? ends.external?.host;
  const via = ends.backend ?? ends.service;
  return `${ends.client.uid}>${far}>${via?.namespace}/${via?.name}`;
}

function localityOf({ client, server, service }: ConnectionEnds) {
  if (!server || !service) {
    return 'Unknown';
  }
  return server.zone === client.zone ? 'Local' : 'Remote';
}

function clientEnds(ends: ConnectionEnds, now: number): End[] {
  const { client, server, external, service, policy, parent } = ends;
  const { proxy } = client;
  if (!proxy) {
    return [];
  }
  const port = service?.port.port ?? external?.port ?? policy.server.port;
  const isTcp = service?.protocol === 'tcp';
  proxy.outbound.detect(
    parent,
    service?.opaque === true ? 'opaq' : 'detect',
    detectedAs(isTcp, ends.isHttp2),
    now,
  );
  if (isTcp && service) {
    proxy.outbound.openTcpRoute(parent, now);
    const balancer = proxy.outbound.balancer(
      'tcp',
      parent,
      parent,
      canonicalName(service),
      now,
    );
    balancer.endpoints(1, now);
    balancer.request(now);
  }
  const to = {
    ip: server?.ip ?? external?.ip ?? '',
    port: server ? policy.server.port : external?.port ?? port,
    ...(server ? { server } : {}),
    ...(ends.backend ?? service ? { service: ends.backend ?? service } : {}),
  };
  return [
    [proxy.outbound.fromApplication(ends.clusterIp, port), false],
    [proxy.outbound.transport(client, to), true],
  ];
}

function serverEnds(ends: ConnectionEnds, now: number): End[] {
  const { client, server, service, policy } = ends;
  const proxy = server?.proxy;
  if (!proxy) {
    return [];
  }
  const isOpaque = service?.opaque ?? false;
  const isTcp = service?.protocol === 'tcp';
  const peer = inboundPeerOf(client, isOpaque);
  const series = proxy.inbound.of(peer, policy);
  if (isTcp) {
    series.tcpAllowed.add(1, now);
  }
  if (!isOpaque) {
    const isProxied = client.proxy !== undefined && !isTcp;
    proxy.inbound.detect(
      policy,
      isProxied ? 'http/2' : detectedAs(isTcp, ends.isHttp2),
      now,
    );
    if (isProxied) {
      proxy.inbound.countTransportHeader(
        identityOf(client),
        policy.server.port,
        now,
      );
    }
  }
  return [
    [series.transport, false],
    [proxy.inbound.toApplication(), true],
  ];
}

function detectedAs(isTcp: boolean, isHttp2: boolean) {
  if (isTcp) {
    return 'not_http';
  }
  return isHttp2 ? 'http/2' : 'http/1';
}
