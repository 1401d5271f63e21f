import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import {
  EdgeTraffic,
  MeshPeer,
  RequestIncrease,
  TcpIncrease,
  WorkloadTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import { ANONYMOUS, Collected, Inbound } from './collect';
import { Edge, EdgeTable } from './EdgeTable';
import { Flow } from './Flow';
import { parseIdentity } from './identity';
import { PeerResolver } from './PeerResolver';
import { joinRetriedCalls } from './retriedCalls';

/** The window of the numbers, and how long a pod must have lived in it to be measured at its own side. */
interface Window {
  from: number;
  to: number;
  shortestMs: number;
}

/**
 * Joins what callers and callees counted: each call once, counted by its caller where that has a proxy that lived long enough, by its
 * callee otherwise.
 *
 * @internal
 */
export function assemble(
  { inbound, edges, calls, timeouts, missing }: Collected,
  resolver: PeerResolver,
  window: Window,
): { workloads: WorkloadTraffic[]; edges: EdgeTraffic[] } {
  for (const callee of inbound.values()) {
    joinCallers(callee, edges, resolver, window);
  }
  if (!missing.has('calls:responses')) {
    joinRetriedCalls(
      edges.all().filter(({ countedBy }) => countedBy === 'source'),
      calls,
      timeouts,
    );
  }
  return {
    workloads: [...inbound.values()].flatMap(callee =>
      workloadTraffic(callee, missing),
    ),
    edges: edges.all().flatMap(edge => edgeTraffic(edge, missing)),
  };
}

function joinCallers(
  callee: Inbound,
  edges: EdgeTable,
  resolver: PeerResolver,
  window: Window,
): void {
  // The edges that callers counted, before others are made.
  const counted = edges.to(callee.target);
  for (const [client, flow] of callee.byClient) {
    if (client === ANONYMOUS) {
      if (flow.active) {
        const edge = edges.edge({ type: 'unmeshed' }, callee.target, 'target');
        edge.flow.addAll(flow);
      }
    } else {
      joinClient({ client, flow, callee, counted, edges, resolver, window });
    }
  }
  if ((callee.unmeshed.buckets()?.get(Infinity) ?? 0) > 0) {
    edges
      .edge({ type: 'unmeshed' }, callee.target, 'target')
      .flow.addAll(callee.unmeshed);
  }
}

function joinClient(options: {
  client: string;
  flow: Flow;
  callee: Inbound;
  counted: readonly Edge[];
  edges: EdgeTable;
  resolver: PeerResolver;
  window: Window;
}): void {
  const { client, flow, callee, counted, edges, resolver, window } = options;
  const candidates = resolver.isGateway(callee.target.workload)
    ? []
    : resolver.candidates(client);
  const keys = new Set(candidates.map(workloadKey));
  const callers = counted.filter(
    ({ source }) =>
      source.type === 'workload' && keys.has(workloadKey(source.workload)),
  );
  callers.forEach(edge => {
    edge.clientIdentity = client;
  });
  const shortLived = candidates.filter(workload =>
    resolver.isShortLived(workload, window),
  );
  const isShort = (edge: Edge) =>
    edge.source.type === 'workload' &&
    shortLived.some(
      workload =>
        edge.source.type === 'workload' &&
        workloadKey(workload) === workloadKey(edge.source.workload),
    );
  const longLived = callers.filter(edge => !isShort(edge));

  if (callee.target.pod === undefined && shortLived.length === 1) {
    // Its own series were scraped a few times only, if at all: what the callee counted and no other caller did is its.
    const rest = withoutDenied(flow).without(longLived.map(edge => edge.flow));
    if (longLived.length === 0 || rest.get('requests') >= 1) {
      replaceByCallee(
        edges.edge(
          { type: 'workload', workload: shortLived[0] },
          callee.target,
          'target',
        ),
        rest,
        client,
      );
    }
  } else if (callers.length === 0 && flow.active) {
    // Its proxy is not measured: it is in another cluster, or can not be read.
    const source: MeshPeer =
      candidates.length === 1
        ? { type: 'workload', workload: candidates[0] }
        : { type: 'external', host: nameOf(client), identity: client };
    replaceByCallee(
      edges.edge(source, callee.target, 'target'),
      withoutDenied(flow),
      client,
    );
  }
  joinDenials(flow.get('denied'), client, callee, edges, keys);
}

/** Puts refused calls to the one who made them, or to all of whom it was one. */
function joinDenials(
  denied: number,
  client: string,
  callee: Inbound,
  edges: EdgeTable,
  candidates: ReadonlySet<string>,
): void {
  if (denied <= 0) {
    return;
  }
  const callers = edges
    .to(callee.target)
    .filter(
      edge =>
        edge.clientIdentity === client ||
        (edge.source.type === 'workload' &&
          candidates.has(workloadKey(edge.source.workload))),
    );
  if (callers.length > 1) {
    callers.forEach(edge => {
      edge.deniedAmong = (edge.deniedAmong ?? 0) + denied;
    });
  }
  if (callers.length !== 1) {
    return;
  }
  const [{ flow, countedBy }] = callers;
  flow.add('denied', denied);
  if (countedBy === 'source') {
    // At its caller a refusal looks like any other answer that is no failure.
    const answered = flow.get('successes');
    flow.add('successes', -Math.min(denied, answered));
  }
}

function replaceByCallee(edge: Edge, flow: Flow, client: string): void {
  const identity = edge.flow.identity();
  const replaced = new Flow();
  replaced.addAll(flow);
  if (identity) {
    replaced.addIdentity(identity, 1);
  }
  edge.flow = replaced;
  edge.countedBy = 'target';
  edge.clientIdentity = client;
}

function withoutDenied(flow: Flow): Flow {
  const copy = new Flow();
  copy.addAll(flow);
  copy.add('denied', -copy.get('denied'));
  return copy;
}

function nameOf(identity: string): string {
  const account = parseIdentity(identity);
  return account ? `${account.serviceAccount}.${account.namespace}` : identity;
}

function workloadTraffic(
  inbound: Inbound,
  missing: ReadonlySet<string>,
): WorkloadTraffic[] {
  const total = new Flow();
  inbound.byClient.forEach(flow => total.addAll(flow));
  const latency = new Flow();
  latency.addAll(inbound.meshed);
  latency.addAll(inbound.unmeshed);
  const buckets = latency.buckets();
  if (inbound.byClient.size === 0 && !inbound.measured && !buckets) {
    return [];
  }
  if (inbound.measured) {
    // It is measured, and nobody called: that is a zero.
    (
      [
        'requests',
        'successes',
        'failures',
        'openConnections',
        'readBytes',
        'writeBytes',
      ] as const
    ).forEach(field => total.add(field, 0));
  }
  return [
    {
      workload: inbound.target.workload,
      ...(inbound.target.pod && { pod: inbound.target.pod }),
      ...numbers(total, 'inbound', missing),
      ...(buckets && { latency: buckets }),
      ...(total.mtls().mtls && { mtls: total.mtls().mtls }),
    },
  ];
}

function edgeTraffic(edge: Edge, missing: ReadonlySet<string>): EdgeTraffic[] {
  const { flow } = edge;
  const buckets = flow.buckets();
  if (!flow.active && !buckets) {
    return [];
  }
  const side = edge.countedBy === 'source' ? 'outbound' : 'inbound';
  const values = byCaller(numbers(flow, side, missing), side);
  const serverIdentity = flow.identity();
  if (values.http) {
    values.http = {
      ...values.http,
      ...(edge.timeouts && { timeouts: edge.timeouts }),
      ...(edge.calls && { calls: edge.calls }),
    };
  }
  return [
    {
      source: edge.source,
      target: edge.target,
      protocol: protocolOf(flow, values.http),
      countedBy: edge.countedBy,
      ...values,
      ...(buckets && { latency: buckets }),
      ...flow.mtls(),
      ...(edge.clientIdentity && { clientIdentity: edge.clientIdentity }),
      ...(serverIdentity && { serverIdentity }),
      ...(edge.deniedAmong && { deniedAmong: edge.deniedAmong }),
    },
  ];
}

/** The caller reads what its callee writes: edges tell bytes as the caller sees them, whoever counted. */
function byCaller<T extends { tcp?: TcpIncrease }>(
  values: T,
  side: 'inbound' | 'outbound',
): T {
  if (!values.tcp || side === 'outbound') {
    return values;
  }
  const { readBytes, writeBytes, ...rest } = values.tcp;
  return {
    ...values,
    tcp: {
      ...rest,
      ...(writeBytes !== undefined && { readBytes: writeBytes }),
      ...(readBytes !== undefined && { writeBytes: readBytes }),
    },
  };
}

function protocolOf(
  flow: Flow,
  http: RequestIncrease | undefined,
): EdgeTraffic['protocol'] {
  if (flow.isGrpc) {
    return 'grpc';
  }
  return http || flow.buckets() ? 'http' : 'tcp';
}

function numbers(
  flow: Flow,
  side: 'inbound' | 'outbound',
  missing: ReadonlySet<string>,
): { http?: RequestIncrease; tcp?: TcpIncrease } {
  const lacks = (field: string) => missing.has(`${side}:${field}`);
  let http = lacks('responses') ? undefined : flow.http();
  if (http && lacks('requests')) {
    const { requests: _, ...rest } = http;
    http = rest;
  }
  if (http && (lacks('latencySumMs') || lacks('latencyCount'))) {
    const { latencySumMs: _, latencyCount: __, ...rest } = http;
    http = rest;
  }
  let tcp = flow.tcp();
  for (const field of ['openConnections', 'readBytes', 'writeBytes'] as const) {
    if (tcp && lacks(field)) {
      const { [field]: _, ...rest } = tcp;
      tcp = rest;
    }
  }
  return { ...(http && { http }), ...(tcp && { tcp }) };
}
