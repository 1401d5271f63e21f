import {
  canonicalName,
  externalTarget,
  type OutboundTarget,
} from '../proxies/peers';
import type { HttpOutcome } from '../proxies/HttpSeries';
import {
  grpcStatusName,
  type OutboundRouteSeries,
  type RouteObject,
  type RouteOutcome,
} from '../proxies/RouteSeries';
import { isFailure, type Exchange } from './Exchange';
import { profileRoute, type ServiceModel } from './model';

const NO_BACKEND: RouteObject = {
  group: '',
  kind: 'default',
  namespace: '',
  name: 'unknown',
};

const EGRESS: RouteObject = {
  group: '',
  kind: 'default',
  namespace: '',
  name: 'egress-fallback',
};

export function serviceObject(service: ServiceModel): RouteObject {
  return {
    group: 'core',
    kind: 'Service',
    namespace: service.namespace,
    name: service.name,
    port: String(service.port.port),
  };
}

/** Parent of the calls to a Service, or to an address that is none. */
export function parentObject(service: ServiceModel | undefined): RouteObject {
  return service ? serviceObject(service) : EGRESS;
}

function routeObject(service: ServiceModel | undefined): RouteObject {
  if (!service) {
    return EGRESS;
  }
  if (service.route) {
    return {
      group: 'gateway.networking.k8s.io',
      kind: service.route.kind,
      namespace: service.namespace,
      name: service.route.name,
    };
  }
  return { group: '', kind: 'default', namespace: '', name: 'http' };
}

/** Route metrics speak gRPC only where a GRPCRoute says that it is gRPC. */
function protocolOf(service: ServiceModel | undefined): 'http' | 'grpc' {
  return service?.route?.kind === 'GRPCRoute' ? 'grpc' : 'http';
}

/** The series of the route that the client's proxy takes to a Service; none where a ServiceProfile is in charge, or where there is no proxy. */
export function routeSeriesOf(
  exchange: Pick<Exchange, 'client' | 'service'>,
  now: number,
): OutboundRouteSeries | undefined {
  const { client, service } = exchange;
  if (!client.proxy || service?.profile) {
    return undefined;
  }
  return client.proxy.outbound.route(
    protocolOf(service),
    parentObject(service),
    routeObject(service),
    service?.route?.retries !== undefined,
    now,
  );
}

const TIMED_OUT: HttpOutcome = { failure: true, error: 'unclassified' };

/** Its own name for a time limit has a ServiceProfile alone. */
const PROFILE_TIMED_OUT: HttpOutcome = { failure: true, error: 'timeout' };

/** What the caller gets where a ServiceProfile is in charge. */
export function profileOutcome(exchange: Exchange): HttpOutcome | undefined {
  return exchange.givenUp === 'deadline'
    ? PROFILE_TIMED_OUT
    : outboundOutcome(exchange);
}

/** What the client's proxy says of how an attempt went, in the words of the classic metrics. */
export function outboundOutcome(exchange: Exchange): HttpOutcome | undefined {
  const { outcome, givenUp, headMs } = exchange;
  if (givenUp === 'deadline') {
    // A profile gives up before its attempts are looked at: those are as if the client had left.
    return exchange.service?.profile ? undefined : TIMED_OUT;
  }
  if (givenUp === 'client') {
    // Before the head nothing is counted; after it, it looks like a success.
    return headMs === undefined
      ? undefined
      : {
          status: outcome.status,
          failure: false,
          ...(outcome.grpcStatus === undefined ? {} : { grpcStatus: 2 }),
        };
  }
  if (outcome.breaks?.kind === 'close') {
    return { status: 500, failure: true };
  }
  return answeredOutcome(exchange);
}

/** The same, where both ends saw the same. */
export function answeredOutcome({ outcome, headMs }: Exchange): HttpOutcome {
  const { breaks } = outcome;
  return {
    ...(headMs === undefined ? {} : { status: outcome.status }),
    failure: isFailure(outcome),
    ...(outcome.grpcStatus === undefined
      ? {}
      : { grpcStatus: outcome.grpcStatus }),
    ...(breaks
      ? {
          error:
            breaks.kind === 'reset' ? `h2(${breaks.name})` : 'unclassified',
        }
      : {}),
  };
}

/** The same in the words of the route metrics. */
export function routeOutcome(exchange: Exchange): RouteOutcome {
  const { outcome, givenUp, headMs, service } = exchange;
  const isGrpc = protocolOf(service) === 'grpc';
  if (givenUp === 'deadline') {
    return {
      status: isGrpc ? 'DEADLINE_EXCEEDED' : '',
      error: 'REQUEST_TIMEOUT',
    };
  }
  if (givenUp === 'client') {
    if (isGrpc) {
      return { status: 'UNKNOWN', error: 'UNKNOWN' };
    }
    return {
      status: headMs === undefined ? '' : String(outcome.status),
      error: 'UNKNOWN',
    };
  }
  const { breaks } = outcome;
  if (breaks?.kind === 'close') {
    return { status: '500', error: '' };
  }
  if (breaks) {
    const status = headMs === undefined ? '' : String(outcome.status);
    return {
      status,
      error: breaks.kind === 'cut' ? 'UNKNOWN' : resetError(breaks.name),
    };
  }
  return {
    status: isGrpc
      ? grpcStatusName(outcome.grpcStatus ?? 0)
      : String(outcome.status),
    error: '',
  };
}

function resetError(name: string): string {
  if (name === 'REFUSED_STREAM') {
    return 'REFUSED';
  }
  return name === 'ENHANCE_YOUR_CALM' ? name : 'RESET';
}

export function targetOf(exchange: Exchange): OutboundTarget {
  if (exchange.external) {
    return {
      ...externalTarget(exchange.external),
      ...(exchange.backend ? { service: exchange.backend } : {}),
    };
  }
  return {
    ip: exchange.server?.ip ?? '',
    port: exchange.policy.server.port,
    server: exchange.server,
    service: exchange.backend,
  };
}

export function recordOutboundStart(exchange: Exchange, now: number): void {
  const { client, service, backend } = exchange;
  if (!client.proxy) {
    return;
  }
  client.proxy.outbound.http(client, targetOf(exchange)).request(now);
  if (service && backend) {
    client.proxy.outbound
      .balancer(
        'http',
        serviceObject(service),
        serviceObject(backend),
        canonicalName(backend),
        now,
      )
      .request(now, exchange.endpoints);
  }
  routeSeriesOf(exchange, now)
    ?.backend(backend ? serviceObject(backend) : NO_BACKEND)
    .request(now);
  if (service?.profile) {
    client.proxy.outbound
      .profileRoute(service, profileRouteOf(exchange), 'route_actual_')
      .request(now);
  }
}

export function recordOutboundEnd(
  exchange: Exchange,
  now: number,
  isRetried: boolean,
): void {
  const { client, service, backend } = exchange;
  if (!client.proxy) {
    return;
  }
  const outcome = outboundOutcome(exchange);
  const latency = exchange.headMs ?? exchange.endMs;
  if (outcome) {
    client.proxy.outbound
      .http(client, targetOf(exchange))
      .response(outcome, latency, now);
  }
  if (exchange.givenUp === 'deadline') {
    client.proxy.outbound.countHttpError('unexpected', now);
  }
  const { ip, port } = targetOf(exchange);
  if (exchange.givenUp === 'client' || exchange.outcome.breaks) {
    client.proxy.outbound.countTcpError(ip, port, now);
  }
  const seen = routeOutcome(exchange);
  routeSeriesOf(exchange, now)
    ?.backend(backend ? serviceObject(backend) : NO_BACKEND)
    .response(
      // The body of an answer that is tried again is dropped.
      isRetried ? { ...seen, error: 'UNKNOWN' } : seen,
      exchange.endMs,
      exchange.route.responseBytes ?? 0,
      now,
    );
  if (service?.profile && outcome) {
    const route = profileRouteOf(exchange);
    client.proxy.outbound
      .profileRoute(service, route, 'route_actual_')
      .response(outcome, latency, now);
    if (outcome.failure && route && service.profile.retryable.includes(route)) {
      client.proxy.outbound.countRetryable(service, route, now);
    }
  }
}

/** Name of the profile's route that a request falls under; undefined is its default route. */
export function profileRouteOf(exchange: Exchange): string | undefined {
  const { service, route } = exchange;
  return service && profileRoute(service, route.name);
}

/** How long a ServiceProfile lets a request wait for its head. */
export function profileTimeoutMs(exchange: Exchange): number {
  return (
    exchange.service?.profile?.timeoutsMs?.[profileRouteOf(exchange) ?? ''] ??
    Infinity
  );
}
