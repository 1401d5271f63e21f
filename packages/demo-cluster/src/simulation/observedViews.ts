import { timestamp } from '../clock/Clock';
import {
  canonicalName,
  destinationLabels,
  serverIdentityOf,
  type InboundPolicy,
} from '../proxies/peers';
import type { Connection } from './Connections';
import type { Exchange } from './Exchange';
import type { ObservedPeer, ObservedRequest } from './observed';
import { outboundOutcome, profileRouteOf, targetOf } from './outboundRecords';
import { identityOf, meshLabelsOf, type SimulatedPod } from './SimulatedPod';

type Header = [name: string, value: string];

function isHttp2(exchange: Exchange): boolean {
  const protocol = exchange.service?.protocol;
  return protocol === 'grpc' || protocol === 'http2';
}

function authorityOf(exchange: Exchange): string {
  const { call, service, client, external } = exchange;
  if (call.authority) {
    return call.authority;
  }
  if (!service) {
    return external?.host ?? '';
  }
  const name =
    service.namespace === client.namespace
      ? service.name
      : `${service.name}.${service.namespace}`;
  return `${name}:${service.port.port}`;
}

/** The path with its placeholder filled, the same on both sides of the exchange. */
function pathOf({ route, requestId }: Exchange): string {
  const { ids } = route;
  if (!ids) {
    return route.path;
  }
  const id = ids[parseInt(requestId.slice(0, 4), 16) % ids.length];
  return route.path.replace(/\{[^}]*\}/, encodeURIComponent(id));
}

function requestHeaders(exchange: Exchange): Header[] {
  const { route, client, requestId } = exchange;
  const authority = authorityOf(exchange);
  const query = route.query ? `?${route.query}` : '';
  const pseudo: Header[] = [
    [':method', route.method],
    [':scheme', 'http'],
    [':authority', authority],
    [':path', `${pathOf(exchange)}${query}`],
  ];
  const agent = `${client.workload.name}/${client.version}`;
  if (exchange.service?.protocol === 'grpc') {
    return [
      ...pseudo,
      ['x-request-id', requestId],
      ['grpc-accept-encoding', 'identity,deflate,gzip'],
      ['accept-encoding', 'identity'],
      ['grpc-timeout', '3000m'],
      ['user-agent', 'grpc-go/1.66.2'],
      ['content-type', 'application/grpc'],
      ['te', 'trailers'],
    ];
  }
  const headers: Header[] = [
    ['user-agent', agent],
    ['x-request-id', requestId],
    ['accept', 'application/json'],
    ...(exchange.external && !exchange.service
      ? [['x-api-key', 'k-123456'] as Header]
      : [
          [
            'authorization',
            'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.',
          ] as Header,
        ]),
  ];
  if (route.requestBytes) {
    headers.push(
      ['content-type', 'application/json'],
      ['content-length', String(route.requestBytes)],
    );
  }
  return isHttp2(exchange)
    ? [...pseudo, ...headers]
    : [...headers, ['host', authority]];
}

function answerHeaders(servedBy: string, bytes: number, at: number): Header[] {
  return [
    ['content-type', 'application/json'],
    ['content-length', String(bytes)],
    ['x-served-by', servedBy],
    ['date', new Date(Date.parse(timestamp(at))).toUTCString()],
  ];
}

function isAnswered({ givenUp, outcome }: Exchange): boolean {
  return givenUp === undefined && !outcome.breaks;
}

/** A gRPC server that fails before its first message says so in the head, and sends no trailers. */
function isTrailersOnly(exchange: Exchange): boolean {
  const { outcome, route } = exchange;
  return (
    isAnswered(exchange) && !!outcome.grpcStatus && route.bodyMs === undefined
  );
}

function grpcTrailers(status: number): Header[] {
  return [
    ['grpc-status', String(status)],
    ['grpc-message', status === 0 ? 'OK' : 'ERROR'],
  ];
}

function responseOf(exchange: Exchange): ObservedRequest['response'] {
  const { headMs, outcome, server, route, startedAt } = exchange;
  if (headMs === undefined) {
    return undefined;
  }
  const at = startedAt + headMs;
  const date: Header = ['date', new Date(at).toUTCString()];
  let headers: Header[];
  if (exchange.admission !== 'allowed') {
    headers = [['content-length', '0'], date];
  } else if (isTrailersOnly(exchange)) {
    headers = [
      [':status', '200'],
      ...grpcTrailers(outcome.grpcStatus ?? 0),
      ['content-type', 'application/grpc+proto'],
      date,
    ];
  } else if (outcome.grpcStatus !== undefined) {
    headers = [
      [':status', '200'],
      ['content-type', 'application/grpc+proto'],
      ['grpc-accept-encoding', 'identity,deflate,gzip'],
      ['grpc-encoding', 'identity'],
      date,
    ];
  } else {
    const servedBy = server?.workload.name ?? 'ext';
    headers = answerHeaders(servedBy, route.responseBytes ?? 0, at);
    if (server) {
      headers.splice(3, 0, ['x-version', server.version]);
    }
    if (isHttp2(exchange)) {
      headers.unshift([':status', String(outcome.status)]);
    }
  }
  return { afterMs: headMs, status: outcome.status, headers };
}

function endOf(exchange: Exchange): NonNullable<ObservedRequest['end']> {
  const { outcome, endMs } = exchange;
  const trailers: Header[] = [];
  const isWhole = isAnswered(exchange);
  if (
    isWhole &&
    outcome.grpcStatus !== undefined &&
    !isTrailersOnly(exchange)
  ) {
    trailers.push(...grpcTrailers(outcome.grpcStatus));
  }
  return {
    afterMs: endMs,
    trailers,
    ...(isWhole && outcome.grpcStatus !== undefined
      ? { grpcStatus: outcome.grpcStatus }
      : {}),
    ...(outcome.breaks?.kind === 'reset'
      ? { resetCode: outcome.breaks.code }
      : {}),
  };
}

function common(exchange: Exchange) {
  const { client, route, startedAt, service } = exchange;
  return {
    method: route.method,
    scheme: 'http' as const,
    authority: authorityOf(exchange),
    path: pathOf(exchange),
    query: route.query ?? '',
    startedAt,
    // The client's proxy names the profile; without one the server's cannot know it.
    ...(client.proxy && service?.profile
      ? { profileRoute: profileRouteOf(exchange) ?? '' }
      : {}),
  };
}

/** What the client's proxy sees. */
export function outboundView(
  exchange: Exchange,
  connection: Connection,
): ObservedRequest {
  const { client, service, outcome } = exchange;
  const to = targetOf(exchange);
  const serverId = serverIdentityOf(to);
  const closed = outcome.breaks?.kind === 'close';
  const response = closed
    ? {
        afterMs: exchange.endMs,
        status: 500,
        headers: [['content-length', '0']] as Header[],
      }
    : responseOf(exchange);
  const hasEnd = outboundOutcome(exchange) !== undefined;
  const headers = requestHeaders(exchange);
  if (service?.profile) {
    headers.push(['l5d-dst-canonical', canonicalName(service)]);
  }
  return {
    ...common(exchange),
    direction: 'outbound',
    podUid: client.uid,
    source: {
      ip: client.ip,
      port: connection.clientPort,
      labels: { ...meshLabelsOf(client), tls: 'loopback' },
    },
    destination: {
      ip: to.ip,
      port: to.port,
      labels: {
        ...withoutEmpty(destinationLabels(client, to)),
        ...(serverId
          ? { tls: 'true', server_id: serverId }
          : { tls: 'not_provided_by_service_discovery' }),
      },
    },
    headers,
    ...(response ? { response } : {}),
    ...(hasEnd ? { end: endOf(exchange) } : {}),
  };
}

/** What the server's proxy sees. */
export function inboundView(
  exchange: Exchange,
  connection: Connection,
): ObservedRequest {
  const { client, server, policy, givenUp, headMs, service } = exchange;
  if (!server) {
    throw new Error('a host outside has no proxy that could see a request');
  }
  const response = responseOf(exchange);
  // The client's proxy left before the head: to the server's the request never ends.
  const hasEnd = !(givenUp !== undefined && headMs === undefined);
  const headers = requestHeaders(exchange);
  if (client.proxy && service?.profile) {
    headers.push(['l5d-dst-canonical', canonicalName(service)]);
  }
  if (client.proxy) {
    headers.push(['l5d-client-id', identityOf(client)]);
  }
  return {
    ...common(exchange),
    direction: 'inbound',
    podUid: server.uid,
    source: {
      ip: client.ip,
      port: connection.clientPort,
      labels: {
        ...meshLabelsOf(client),
        ...(client.proxy
          ? { tls: 'true', client_id: identityOf(client) }
          : { tls: 'no_tls_from_remote' }),
      },
    },
    destination: inboundDestination(server, policy),
    headers,
    ...(response ? { response } : {}),
    ...(hasEnd ? { end: endOf(exchange) } : {}),
  };
}

function inboundDestination(
  pod: SimulatedPod,
  { server, route, authorization }: InboundPolicy,
): ObservedPeer {
  return {
    ip: pod.ip,
    port: server.port,
    labels: {
      ...meshLabelsOf(pod),
      tls: 'loopback',
      srv_group: server.group,
      srv_kind: server.kind,
      srv_name: server.name,
      route_group: route.group,
      route_kind: route.kind,
      route_name: route.name,
      authz_group: authorization.group,
      authz_kind: authorization.kind,
      authz_name: authorization.name,
    },
  };
}

function withoutEmpty(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter(([, value]) => value !== ''),
  );
}

/** What a proxy sees of the kubelet asking its application. */
export function probeView(
  pod: SimulatedPod,
  policy: InboundPolicy,
  path: string,
  clientPort: number,
  at: number,
): ObservedRequest {
  const host = `${pod.ip}:${policy.server.port}`;
  return {
    direction: 'inbound',
    podUid: pod.uid,
    source: {
      ip: '10.244.0.1',
      port: clientPort,
      labels: { tls: 'no_tls_from_remote', node: pod.node },
    },
    destination: inboundDestination(pod, policy),
    method: 'GET',
    scheme: 'http',
    authority: host,
    path,
    query: '',
    headers: [
      ['host', host],
      ['accept-encoding', 'identity'],
      ['user-agent', 'kube-probe/1.34'],
      ['accept', '*/*'],
    ],
    startedAt: at,
    response: {
      afterMs: 1.1,
      status: 200,
      headers: answerHeaders(pod.workload.name, 8, at),
    },
    end: { afterMs: 1.6, trailers: [] },
  };
}
