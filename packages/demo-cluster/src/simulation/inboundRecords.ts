import { inboundPeerOf } from '../proxies/peers';
import type { Exchange } from './Exchange';
import { answeredOutcome, profileRouteOf } from './outboundRecords';
import type { HttpOutcome } from '../proxies/HttpSeries';

/** Whether the application behind the server's proxy gets to see the request. */
function isAdmitted(exchange: Exchange): boolean {
  return (
    exchange.server?.proxy !== undefined && exchange.admission === 'allowed'
  );
}

export function recordInboundStart(exchange: Exchange, now: number): void {
  const { server, client, policy, admission, service } = exchange;
  const proxy = server?.proxy;
  if (!proxy) {
    return;
  }
  const peer = inboundPeerOf(client);
  if (admission === 'denied') {
    proxy.inbound.of(peer, policy).denied.add(1, now);
    return;
  }
  if (admission === 'no-route') {
    proxy.inbound.of(peer, policy).withoutRoute.add(1, now);
    return;
  }
  const series = proxy.inbound.of(peer, policy);
  series.allowed.add(1, now);
  series.http.request(now);
  series.route.request(exchange.route.requestBytes ?? 0, now);
  if (service?.profile) {
    proxy.inbound.profileRoute(service, profileRouteOf(exchange)).request(now);
  }
}

export function recordInboundEnd(exchange: Exchange, now: number): void {
  const { server, client, policy, service } = exchange;
  const proxy = server?.proxy;
  const outcome = inboundOutcome(exchange);
  if (!proxy || !outcome || !isAdmitted(exchange)) {
    return;
  }
  const latency = exchange.headMs ?? exchange.endMs;
  if (exchange.outcome.breaks && exchange.headMs === undefined) {
    proxy.inbound.countBrokenAnswer(policy, now);
  }
  const series = proxy.inbound.of(inboundPeerOf(client), policy);
  series.http.response(outcome, latency, now);
  series.route.response(
    outcome.status,
    exchange.endMs,
    exchange.route.responseBytes ?? 0,
    now,
  );
  if (service?.profile) {
    proxy.inbound
      .profileRoute(service, profileRouteOf(exchange))
      .response(outcome, latency, now);
  }
}

/** The server's side of how it went. Undefined: the client left before the head, so nothing is counted. */
export function inboundOutcome(exchange: Exchange): HttpOutcome | undefined {
  const { givenUp, headMs, outcome } = exchange;
  if (givenUp !== undefined) {
    return headMs === undefined
      ? undefined
      : {
          status: outcome.status,
          failure: false,
          ...(outcome.grpcStatus === undefined ? {} : { grpcStatus: 2 }),
        };
  }
  return answeredOutcome(exchange);
}
