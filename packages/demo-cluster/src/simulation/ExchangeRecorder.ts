import { defaultPolicy, gatewayPolicy } from '../proxies/peers';
import type { Connection, Connections } from './Connections';
import { countEnd } from './countEnd';
import type { Exchange } from './Exchange';
import { recordInboundEnd, recordInboundStart } from './inboundRecords';
import {
  refKey,
  type ObjectRef,
  type ServiceModel,
  type WorkloadModel,
} from './model';
import {
  parentObject,
  recordOutboundEnd,
  recordOutboundStart,
  routeSeriesOf,
  serviceObject,
} from './outboundRecords';
import type { RuleLedger } from './RuleLedger';
import type { ServiceDirectory } from './ServiceDirectory';
import { identityOfAccount, type SimulatedPod } from './SimulatedPod';
import type { Timeline } from './Timeline';
import {
  externalNode,
  originNode,
  serviceNode,
  workloadNode,
  type EdgeCounts,
  type TruthLedger,
  type TruthNode,
} from './Truth';

export interface ExchangeRecorderParts {
  timeline: Timeline;
  services: ServiceDirectory;
  connections: Connections;
  truth: TruthLedger;
  rules: RuleLedger;
  /** Told of every exchange, for those who watch one of its ends. */
  onExchange(exchange: Exchange, connection: Connection): void;
}

/** Writes down what happens between two pods. */
export class ExchangeRecorder {
  private readonly counts = new Map<WorkloadModel, Map<string, EdgeCounts>>();

  constructor(private readonly parts: ExchangeRecorderParts) {}

  /** Tells both proxies and the ledger of one attempt, at the moments when things happen. */
  record(exchange: Exchange, isRetried: boolean): void {
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
    this.parts.timeline.at(startedAt, now => {
      counts.requests += 1;
      this.parts.rules.startAttempt(exchange);
      recordOutboundStart(exchange, now);
      recordInboundStart(exchange, now);
      connection.transfer(120 + (exchange.route.requestBytes ?? 0), 0, now);
    });
    this.parts.onExchange(exchange, connection);
    this.parts.timeline.at(startedAt + endMs, now => {
      countEnd(exchange, counts);
      this.parts.rules.endAttempt(exchange);
      recordOutboundEnd(exchange, now, isRetried);
      recordInboundEnd(exchange, now);
      connection.transfer(0, 90 + (exchange.route.responseBytes ?? 0), now);
    });
  }

  /** Bytes that went to a port which speaks no HTTP, and back. */
  recordTcp(
    client: SimulatedPod,
    server: SimulatedPod,
    service: ServiceModel,
    bytes: { out: number; in: number },
    at: number,
  ): void {
    const { truth, connections, services, timeline } = this.parts;
    const counts = truth.counts(
      workloadNode(client.workload),
      workloadNode(server.workload),
      'tcp',
    );
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
      at,
    );
    timeline.at(at, now => {
      counts.bytesOut += bytes.out;
      counts.bytesIn += bytes.in;
      connection.transfer(bytes.out, bytes.in, now);
    });
  }

  /** What a gateway was asked from another cluster: it answers as it was answered. */
  recordPassedOn(
    gateway: SimulatedPod,
    client: ObjectRef,
    result: { failed: boolean; ms: number },
    at: number,
  ): void {
    const series = gateway.proxy?.inbound.of(
      { clientId: identityOfAccount(client.namespace, client.name) },
      gatewayPolicy,
    );
    if (!series) {
      return;
    }
    const { timeline } = this.parts;
    timeline.at(at, now => {
      series.allowed.add(1, now);
      series.http.request(now);
    });
    timeline.at(at + result.ms, now => {
      series.http.response(
        { status: result.failed ? 500 : 200, failure: result.failed },
        result.ms,
        now,
      );
    });
  }

  /** A call that no pod could be found for: either it waited for one, or it was not even let into the queue. */
  recordUnroutable(
    client: SimulatedPod,
    service: ServiceModel,
    hasWaited: boolean,
    durationMs: number,
    at: number,
  ): void {
    const counts = this.parts.truth.counts(
      workloadNode(client.workload),
      serviceNode(service),
      service.protocol,
    );
    this.parts.timeline.at(at, now => {
      counts.unroutable += 1;
      client.proxy?.outbound.countHttpError(
        hasWaited ? 'failfast' : 'loadshed',
        now,
      );
      const routes = routeSeriesOf({ client, service }, now);
      const outcome = {
        status: '',
        error: hasWaited ? 'FAIL_FAST' : 'LOAD_SHED',
      };
      routes?.done(outcome, durationMs, 0, now);
      if (hasWaited) {
        const backend = routes?.backend(serviceObject(service));
        backend?.request(now);
        backend?.response(outcome, durationMs, 0, now);
      }
    });
  }

  private countsOf(exchange: Exchange): EdgeCounts {
    const { client, server, external, service, backend } = exchange;
    const mirror = backend?.mirror;
    const protocol = service?.protocol ?? 'http';
    let known = this.counts.get(client.workload);
    if (!known) {
      known = new Map();
      this.counts.set(client.workload, known);
    }
    const target = mirror
      ? `${mirror.cluster} ${refKey(mirror.origin)}`
      : external?.host;
    const key = `${protocol} ${server ? refKey(server.workload) : target}`;
    let counts = known.get(key);
    if (!counts) {
      counts = this.parts.truth.counts(
        workloadNode(client.workload),
        calleeOf(exchange),
        protocol,
      );
      known.set(key, counts);
    }
    return counts;
  }
}

/** Who answers: where it is in another cluster, the Service that is known of it here. */
function calleeOf({ server, backend, external }: Exchange): TruthNode {
  if (server) {
    return workloadNode(server.workload);
  }
  return backend?.mirror
    ? originNode(backend.mirror)
    : externalNode(external?.host ?? '');
}
