import type { Clock } from '../clock/Clock';
import { randomUuid, type Random } from '../random/Random';
import type { AdmissionPolicies } from './AdmissionPolicies';
import { isFailure, type Exchange } from './Exchange';
import type { ExchangeRecorder } from './ExchangeRecorder';
import { retryLimitOf } from './callRules';
import { drawLatency } from './latency';
import {
  backendsOf,
  type CallModel,
  type ExternalHost,
  type OutcomeModel,
  type RouteModel,
  type ServiceModel,
  type WorldModel,
} from './model';
import { drawOutcome, settle } from './outcomes';
import {
  outboundOutcome,
  profileOutcome,
  profileRouteOf,
  routeOutcome,
  routeSeriesOf,
} from './outboundRecords';
import { isDuring } from './phases';
import type { PodDirectory } from './PodDirectory';
import type { RuleLedger } from './RuleLedger';
import type { ServiceDirectory } from './ServiceDirectory';
import type { SimulatedPod } from './SimulatedPod';
import type { Timeline } from './Timeline';

export interface TrafficParts {
  world: WorldModel;
  clock: Clock;
  timeline: Timeline;
  random: Random;
  pods: PodDirectory;
  services: ServiceDirectory;
  policies: AdmissionPolicies;
  recorder: ExchangeRecorder;
  rules: RuleLedger;
}

/** How a call went, for its caller. */
interface CallResult {
  /** It failed, or was refused by policy: the application has no use for either. */
  failed: boolean;
  ms: number;
}

/** Where a call goes. */
interface Destination {
  server?: SimulatedPod;
  external?: ExternalHost;
  service?: ServiceModel;
  backend?: ServiceModel;
  endpoints?: number;
}

/** What an unanswered path gets. */
const UNKNOWN_ROUTE: RouteModel = {
  name: 'unknown',
  method: 'GET',
  path: '/unknown',
  latency: { medianMs: 1, p99Factor: 2 },
  outcomes: { '*': [{ share: 1, status: 404 }] },
};

const DENIED: OutcomeModel = { share: 1, status: 403 };
const NOT_FOUND: OutcomeModel = { share: 1, status: 404 };
const PROXY_OVERHEAD_MS = 0.8;
const FAILFAST_AFTER_MS = 3000;
const CONNECT_TIMEOUT_MS = 1000;

/** Makes the workloads call each other, request by request, and tells the proxies. */
export class Traffic {
  private readonly startedAt: number;

  constructor(private readonly parts: TrafficParts) {
    this.startedAt = parts.clock.now();
  }

  /** Draws what happened in the step that ends now. */
  step(stepMs: number): void {
    const { world, clock, random, pods } = this.parts;
    const from = clock.now() - stepMs;
    for (const workload of world.workloads) {
      for (const drive of workload.drives ?? []) {
        if (!isDuring(drive.call.during, from - this.startedAt)) {
          continue;
        }
        const ready = pods.ofWorkload(workload).filter(pod => pod.isReady);
        if (ready.length === 0) {
          continue;
        }
        const rate =
          drive.ratePerSecond * (drive.perPod === true ? ready.length : 1);
        const count = random.poisson((rate * stepMs) / 1000);
        for (let i = 0; i < count; i++) {
          const client = random.pick(ready);
          const at = from + random.next() * stepMs;
          const result = this.call(client, drive.call, at, randomUuid(random));
          if (drive.onBehalfOf) {
            this.parts.recorder.recordPassedOn(
              client,
              drive.onBehalfOf,
              result,
              at,
            );
          }
        }
      }
    }
  }

  private call(
    client: SimulatedPod,
    call: CallModel,
    startedAt: number,
    requestId: string,
  ): CallResult {
    if ('external' in call.to) {
      const host = call.to.external;
      const external = this.parts.world.externals.find(
        item => item.host === host,
      );
      return this.attempts(client, call, { external }, startedAt, requestId);
    }
    const service = this.parts.services.get(call.to);
    if (service.protocol === 'tcp') {
      return this.tcpCall(client, call, service, startedAt);
    }
    return this.attempts(client, call, { service }, startedAt, requestId);
  }

  private attempts(
    client: SimulatedPod,
    call: CallModel,
    to: Destination,
    startedAt: number,
    requestId: string,
  ): CallResult {
    const profile = to.service?.profile;
    const retries = profile ? undefined : to.service?.route?.retries;
    const limit = retryLimitOf(to.service);
    let elapsed = 0;
    for (let attempt = 0; ; attempt++) {
      const destination = this.resolve(to);
      if (!destination) {
        return this.unroutable(client, call, to, startedAt);
      }
      const exchange = this.exchange(
        client,
        call,
        destination,
        startedAt + elapsed,
        requestId,
        attempt > 0,
      );
      elapsed += exchange.endMs;
      const failed = outboundOutcome(exchange)?.failure ?? true;
      const mayRetry =
        client.proxy !== undefined &&
        exchange.givenUp === undefined &&
        (retries?.statuses.includes(exchange.outcome.status) === true ||
          (failed &&
            profile?.retryable.includes(profileRouteOf(exchange) ?? '') ===
              true));
      const isRetried = mayRetry && attempt < limit;
      this.parts.recorder.record(exchange, isRetried);
      if (isRetried) {
        continue;
      }
      this.finish(exchange, startedAt, elapsed, attempt, mayRetry, failed);
      return {
        failed: failed || exchange.admission === 'denied',
        ms: elapsed,
      };
    }
  }

  /** What the caller got in the end, after all attempts. */
  private finish(
    exchange: Exchange,
    startedAt: number,
    elapsed: number,
    retries: number,
    wouldRetry: boolean,
    failed: boolean,
  ): void {
    const { client, service } = exchange;
    this.parts.timeline.at(startedAt + elapsed, now => {
      this.parts.rules.endCall(exchange, failed, wouldRetry);
      const routes = routeSeriesOf(exchange, now);
      routes?.done(
        routeOutcome(exchange),
        elapsed,
        exchange.route.requestBytes ?? 0,
        now,
      );
      for (let i = 0; i < retries; i++) {
        routes?.retried(i === retries - 1 && !failed, now);
      }
      if (wouldRetry) {
        routes?.retryLimitExceeded(now);
      }
      const outcome = profileOutcome(exchange);
      if (client.proxy && service?.profile && outcome) {
        const series = client.proxy.outbound.profileRoute(
          service,
          profileRouteOf(exchange),
        );
        series.request(now);
        series.response(outcome, elapsed, now);
      }
    });
  }

  /** Picks the backend and its pod. Undefined where no pod is ready. */
  private resolve(to: Destination): Destination | undefined {
    if (to.external) {
      return to;
    }
    const { random, services, pods } = this.parts;
    const { service } = to;
    if (!service) {
      return undefined;
    }
    let backend = service;
    const backends = backendsOf(service);
    if (backends) {
      let rest =
        random.next() * backends.reduce((sum, item) => sum + item.weight, 0);
      const chosen =
        backends.find(item => {
          rest -= item.weight;
          return rest < 0;
        }) ?? backends[0];
      backend = services.get(chosen);
    }
    if (backend.mirror) {
      const { cluster, gateway, routes } = backend.mirror;
      const external = { host: `gateway of ${cluster}`, ...gateway, routes };
      return { service, backend, external, endpoints: 1 };
    }
    const endpoints = pods.endpoints(backend);
    return endpoints.length === 0
      ? undefined
      : {
          service,
          backend,
          server: random.pick(endpoints),
          endpoints: endpoints.length,
        };
  }

  private exchange(
    client: SimulatedPod,
    call: CallModel,
    to: Destination,
    startedAt: number,
    requestId: string,
    isRetry: boolean,
  ): Exchange {
    const { random, policies } = this.parts;
    const { server, external } = to;
    const port = to.backend?.port.port ?? external?.port ?? 80;
    const routes = server?.workload.routes ?? external?.routes ?? [];
    const route = routes.find(item => item.name === call.route);
    const { policy, admission } = policies.admit(server, port, client, route);
    const known = route ?? UNKNOWN_ROUTE;
    const exchange: Exchange = {
      startedAt,
      client,
      ...to,
      call,
      route: known,
      outcome: NOT_FOUND,
      policy,
      admission,
      endMs: 1 + random.next(),
      isRetry,
      requestId,
    };
    if (admission !== 'allowed') {
      exchange.outcome = admission === 'denied' ? DENIED : NOT_FOUND;
      exchange.headMs = exchange.endMs;
      return exchange;
    }
    this.answer(exchange);
    return exchange;
  }

  /** Lets the server work on it, and gives up where the client would. */
  private answer(exchange: Exchange): void {
    const { random } = this.parts;
    const { route, server } = exchange;
    const version = server?.version ?? '*';
    const sinceMs = exchange.startedAt - this.startedAt;
    const outcomes =
      route.trouble && isDuring(route.trouble.during, sinceMs)
        ? route.trouble.outcomes
        : route.outcomes[version] ?? route.outcomes['*'];
    exchange.outcome = drawOutcome(outcomes, random);
    let work =
      drawLatency(route.latency, random) * (exchange.outcome.slower ?? 1);
    let isFailedByCallee = false;
    for (const next of route.calls ?? []) {
      if (
        !server ||
        !isDuring(next.during, sinceMs) ||
        !random.chance(next.share ?? 1)
      ) {
        continue;
      }
      const result = this.call(
        server,
        next,
        exchange.startedAt + work,
        exchange.requestId,
      );
      work += result.ms;
      if (result.failed && random.chance(next.failsCaller ?? 1)) {
        isFailedByCallee = true;
      }
    }
    if (isFailedByCallee && !isFailure(exchange.outcome)) {
      exchange.outcome =
        exchange.outcome.grpcStatus === undefined
          ? { share: 1, status: 500 }
          : { share: 1, status: 200, grpcStatus: 14 };
    }
    settle(exchange, work + PROXY_OVERHEAD_MS, 0.1 * random.next());
  }

  private tcpCall(
    client: SimulatedPod,
    call: CallModel,
    service: ServiceModel,
    startedAt: number,
  ): CallResult {
    const { pods, random, recorder } = this.parts;
    const endpoints = pods.endpoints(service);
    if (endpoints.length === 0) {
      return { failed: true, ms: CONNECT_TIMEOUT_MS };
    }
    const ms = 0.5 + 2 * random.next();
    recorder.recordTcp(
      client,
      random.pick(endpoints),
      service,
      call.bytes ?? { out: 60, in: 400 },
      startedAt + ms,
    );
    return { failed: false, ms };
  }

  /** No pod is ready: the proxy waits a while, then fails everything at once. */
  private unroutable(
    client: SimulatedPod,
    call: CallModel,
    { service }: Destination,
    startedAt: number,
  ): CallResult {
    const { random, recorder, rules, timeline } = this.parts;
    if (!service) {
      return { failed: true, ms: 0 };
    }
    const hasWaited = random.chance(0.3);
    const ms = hasWaited ? FAILFAST_AFTER_MS : random.next();
    recorder.recordUnroutable(client, service, hasWaited, ms, startedAt + ms);
    timeline.at(startedAt + ms, () =>
      rules.endUnroutable(client.workload, service, call.route),
    );
    return { failed: true, ms };
  }
}
