import {
  defaultPolicy,
  inboundPeerOf,
  type InboundPolicy,
} from '../proxies/peers';
import type { TransportSeries } from '../proxies/TransportSeries';
import type { RouteObject } from '../proxies/RouteSeries';
import type { Random } from '../random/Random';
import type { ExternalHost, ServiceModel } from './model';
import type { SimulatedPod } from './SimulatedPod';

/** Parent of what is dialled by a pod's own address. */
const ENDPOINT: RouteObject = {
  group: '',
  kind: 'default',
  namespace: '',
  name: 'endpoint',
};

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

/** Connections stay open and are used again, until one of their ends is gone. */
export class Connections {
  private readonly open = new Map<string, Connection>();

  constructor(private readonly random: Random) {}

  get(ends: ConnectionEnds, now: number): Connection {
    const far = ends.server?.uid ?? ends.external?.host;
    const via = ends.backend ?? ends.service;
    const key = `${ends.client.uid}>${far}>${via?.namespace}/${via?.name}`;
    let connection = this.open.get(key);
    if (!connection) {
      connection = this.connect(ends, now);
      this.open.set(key, connection);
    }
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

  /** Ends what is open to a host or pod under this key, so that the next use connects again. */
  closeAllOf(podUid: string, now: number): void {
    for (const [key, connection] of this.open) {
      if (key.includes(podUid)) {
        connection.close(now);
        this.open.delete(key);
      }
    }
  }

  private connect(ends: ConnectionEnds, now: number): Connection {
    const { client, server, service, policy } = ends;
    const isOpaque = service?.opaque ?? false;
    const isTcp = service?.protocol === 'tcp';
    const detected = detectedAs(isTcp, ends.isHttp2);
    const atClient: [series: TransportSeries, mirrored: boolean][] = [];
    const port =
      service?.port.port ?? ends.external?.port ?? policy.server.port;
    if (client.proxy) {
      const to = {
        ip: server?.ip ?? ends.external?.ip ?? '',
        port: server ? policy.server.port : port,
        server,
        service: ends.backend ?? service,
      };
      atClient.push(
        [client.proxy.fromApplication(ends.clusterIp, port), false],
        [client.proxy.outboundTransport(client, to), true],
      );
      client.proxy.detectOutbound(
        ends.parent,
        isOpaque ? 'opaq' : 'detect',
        detected,
        now,
      );
    }
    const atServer: [series: TransportSeries, mirrored: boolean][] = [];
    if (server?.proxy) {
      const peer = inboundPeerOf(client, isOpaque);
      atServer.push(
        [server.proxy.inboundTransport(peer, policy), false],
        [server.proxy.toApplication(), true],
      );
      if (isTcp) {
        server.proxy.countTcpAllowed(peer, policy, now);
      }
      if (!isOpaque) {
        server.proxy.detectInbound(
          policy,
          client.proxy && !isTcp ? 'http/2' : detected,
          now,
        );
      }
    }
    const all = [...atClient, ...atServer];
    all.forEach(([series]) => series.connect(now));
    return {
      clientPort: 32768 + this.random.integer(28000),
      transfer(outBytes, inBytes, at) {
        for (const [series, mirrored] of all) {
          // A proxy reads from the client's side what it writes to the server's.
          if (mirrored) {
            series.transfer(inBytes, outBytes, at);
          } else {
            series.transfer(outBytes, inBytes, at);
          }
        }
      },
      close(at) {
        all.forEach(([series]) => series.disconnect(at));
      },
    };
  }
}

function detectedAs(isTcp: boolean, isHttp2: boolean) {
  if (isTcp) {
    return 'not_http';
  }
  return isHttp2 ? 'http/2' : 'http/1';
}
