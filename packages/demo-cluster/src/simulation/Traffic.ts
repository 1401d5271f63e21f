import { defaultPolicy } from '../proxies/peers';
import type { SimulatedClock } from '../clock/SimulatedClock';
import { randomUuid, type Random } from '../random/Random';
import type { AdmissionPolicies } from './AdmissionPolicies';
import type { Connection, Connections } from './Connections';
import { isFailure, type Exchange } from './Exchange';
import { recordInboundEnd, recordInboundStart } from './inboundRecords';
import { drawLatency } from './latency';
import type {
  CallModel,
  ExternalHost,
  OutcomeModel,
  RouteModel,
  ServiceModel,
  WorkloadModel,
  WorldModel,
} from './model';
import { refKey } from './model';
import {
  outboundOutcome,
  parentObject,
  profileRouteOf,
  recordOutboundEnd,
  recordOutboundStart,
  routeOutcome,
  routeSeriesOf,
} from './outboundRecords';
import type { PodDirectory } from './PodDirectory';
import type { ServiceDirectory } from './ServiceDirectory';
import type { SimulatedPod } from './SimulatedPod';
import {
  externalNode,
  serviceNode,
  workloadNode,
  type EdgeCounts,
  type TruthLedger,
} from './Truth';

export interface TrafficParts {
  world: WorldModel;
  clock: SimulatedClock;
  random: Random;
  pods: PodDirectory;
  services: ServiceDirectory;
  policies: AdmissionPolicies;
  connections: Connections;
  truth: TruthLedger;
  /** Told of every exchange whose ends somebody watches. */
  onExchange(exchange: Exchange, connection: Connection): void;
}

/** How a call went, for its caller. */
interface CallResult {
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

/** Makes the workloads call each other, request by request, and tells the proxies. */
export class Traffic {
  private readonly counts = new Map<WorkloadModel, Map<string, EdgeCounts>>();

  constructor(private readonly parts: TrafficParts) {}

  /** Draws what happened in the step that ends now. */
  step(stepMs: number): void {
    const { world, clock, random, pods } = this.parts;
    const from = clock.now() - stepMs;
    for (const workload of world.workloads) {
      for (const drive of workload.drives ?? []) {
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
          this.call(client, drive.call, at, randomUuid(random));
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
    const retries = to.service?.route?.retries;
    const profile = to.service?.profile;
    const limit = retries?.limit ?? (profile ? 1 : 0);
    let elapsed = 0;
    for (let attempt = 0; ; attempt++) {
      const destination = this.resolve(to);
      if (!destination) {
        return this.unroutable(client, to, startedAt);
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
      this.record(exchange, isRetried);
      if (isRetried) {
        continue;
      }
      this.finish(exchange, startedAt, elapsed, attempt, mayRetry, failed);
      return { failed, ms: elapsed };
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
    this.at(startedAt + elapsed, now => {
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
      const outcome = outboundOutcome(exchange);
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
    const backends = service.route?.backends;
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
    const { server, external, service } = to;
    const port = service?.port.port ?? external?.port ?? 80;
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
    const { route, server, call, service } = exchange;
    const version = server?.version ?? '*';
    exchange.outcome = drawOutcome(
      route.outcomes[version] ?? route.outcomes['*'],
      random,
    );
    let work =
      drawLatency(route.latency, random) * (exchange.outcome.slower ?? 1);
    let isFailedByCallee = false;
    for (const next of route.calls ?? []) {
      if (!server || !random.chance(next.share ?? 1)) {
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
    const head = work + PROXY_OVERHEAD_MS;
    const end = head + (route.bodyMs ?? 0) + 0.1 * random.next();
    const { breaks } = exchange.outcome;
    const hasHead =
      breaks === undefined ||
      breaks.kind === 'cut' ||
      (breaks.kind === 'reset' && breaks.afterHead);
    exchange.headMs = hasHead ? head : undefined;
    exchange.endMs = end;
    const deadline = service?.route?.timeoutMs ?? Infinity;
    const patience = call.abandonAfterMs ?? Infinity;
    const limit = Math.min(deadline, patience);
    if (end > limit && exchange.client.proxy !== undefined) {
      exchange.givenUp = deadline <= patience ? 'deadline' : 'client';
      exchange.endMs = limit;
      exchange.headMs = head <= limit ? exchange.headMs : undefined;
    }
  }

  private record(exchange: Exchange, isRetried: boolean): void {
    const { startedAt, endMs, service, server, external, client } = exchange;
    const counts = this.countsOf(exchange);
    const connection = this.parts.connections.get(
      {
        client,
        server,
        external,
        service,
        backend: exchange.backend,
        clusterIp: service
          ? this.parts.services.clusterIp(service)
          : external?.ip ?? '',
        policy: exchange.policy,
        parent: parentObject(service),
        isHttp2: service !== undefined && service.protocol !== 'http',
      },
      startedAt,
    );
    this.at(startedAt, now => {
      counts.requests += 1;
      recordOutboundStart(exchange, now);
      recordInboundStart(exchange, now);
      connection.transfer(120 + (exchange.route.requestBytes ?? 0), 0, now);
    });
    this.parts.onExchange(exchange, connection);
    this.at(startedAt + endMs, now => {
      countOutcome(exchange, counts);
      recordOutboundEnd(exchange, now, isRetried);
      recordInboundEnd(exchange, now);
      connection.transfer(0, 90 + (exchange.route.responseBytes ?? 0), now);
    });
  }

  private countsOf(exchange: Exchange): EdgeCounts {
    const { client, server, external, service } = exchange;
    const protocol = service?.protocol ?? 'http';
    let known = this.counts.get(client.workload);
    if (!known) {
      known = new Map();
      this.counts.set(client.workload, known);
    }
    const key = `${protocol} ${
      server ? refKey(server.workload) : external?.host
    }`;
    let counts = known.get(key);
    if (!counts) {
      counts = this.parts.truth.counts(
        workloadNode(client.workload),
        server
          ? workloadNode(server.workload)
          : externalNode(external?.host ?? ''),
        protocol,
      );
      known.set(key, counts);
    }
    return counts;
  }

  private tcpCall(
    client: SimulatedPod,
    call: CallModel,
    service: ServiceModel,
    startedAt: number,
  ): CallResult {
    const { pods, random, connections, services, truth } = this.parts;
    const endpoints = pods.endpoints(service);
    if (endpoints.length === 0) {
      return { failed: true, ms: 1000 };
    }
    const server = random.pick(endpoints);
    const counts = truth.counts(
      workloadNode(client.workload),
      workloadNode(server.workload),
      'tcp',
    );
    const bytes = call.bytes ?? { out: 60, in: 400 };
    const connection = connections.get(
      {
        client,
        server,
        service,
        clusterIp: services.clusterIp(service),
        policy: defaultPolicy(service.port.port),
        parent: parentObject(service),
        isHttp2: false,
      },
      startedAt,
    );
    const ms = 0.5 + 2 * random.next();
    this.at(startedAt + ms, now => {
      counts.bytesOut += bytes.out;
      counts.bytesIn += bytes.in;
      connection.transfer(bytes.out, bytes.in, now);
    });
    return { failed: false, ms };
  }

  /** No pod is ready: the proxy waits a while, then fails everything at once. */
  private unroutable(
    client: SimulatedPod,
    to: Destination,
    startedAt: number,
  ): CallResult {
    const { random, truth } = this.parts;
    const { service } = to;
    if (!service) {
      return { failed: true, ms: 0 };
    }
    const counts = truth.counts(
      workloadNode(client.workload),
      serviceNode(service),
      service.protocol,
    );
    const isFirst = random.chance(0.3);
    const ms = isFirst ? FAILFAST_AFTER_MS : random.next();
    this.at(startedAt + ms, now => {
      counts.unroutable += 1;
      client.proxy?.outbound.countHttpError(
        isFirst ? 'failfast' : 'loadshed',
        now,
      );
      const routes = routeSeriesOf({ client, service }, now);
      const outcome = {
        status: '',
        error: isFirst ? 'FAIL_FAST' : 'LOAD_SHED',
      };
      routes?.done(outcome, ms, 0, now);
      if (isFirst) {
        const backend = routes?.backend({
          group: 'core',
          kind: 'Service',
          namespace: service.namespace,
          name: service.name,
          port: String(service.port.port),
        });
        backend?.request(now);
        backend?.response(outcome, ms, 0, now);
      }
    });
    return { failed: true, ms };
  }

  /** Does it at once where that moment is past, else when it comes. */
  private at(time: number, run: (now: number) => void): void {
    const { clock } = this.parts;
    const wait = time - clock.now();
    if (wait <= 0) {
      run(time);
    } else {
      clock.after(wait, () => run(time));
    }
  }
}

function drawOutcome(outcomes: OutcomeModel[], random: Random): OutcomeModel {
  let rest = random.next();
  for (const outcome of outcomes.slice(1)) {
    rest -= outcome.share;
    if (rest < 0) {
      return outcome;
    }
  }
  return outcomes[0];
}

function countOutcome(exchange: Exchange, counts: EdgeCounts): void {
  const outcome = outboundOutcome(exchange);
  if (!outcome) {
    counts.abandoned += 1;
    return;
  }
  if (outcome.failure) {
    counts.failures += 1;
  } else {
    counts.successes += 1;
  }
  if (exchange.admission !== 'allowed') {
    counts.denied += 1;
  }
  if (exchange.headMs !== undefined && exchange.givenUp !== 'deadline') {
    counts.observeLatency(exchange.headMs);
  }
}
