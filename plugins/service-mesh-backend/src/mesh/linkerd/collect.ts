import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import {
  MeshPeer,
  MetricsScope,
  SeriesResult,
} from '@backstage-mesh/plugin-service-mesh-node';
import { EdgeTable, peerKey } from './EdgeTable';
import { Flow, FlowField } from './Flow';
import { PeerResolver } from './PeerResolver';
import { Question } from './questions';
import {
  calledService,
  callsKey,
  isRouteFailure,
  isTimeout,
  isUnreachable,
  RetriedCalls,
} from './retriedCalls';

type Labels = Readonly<Record<string, string>>;

const CLASSES: Readonly<Record<string, FlowField | undefined>> = {
  success: 'successes',
  failure: 'failures',
};

/** Nobody that is meshed: the caller has no identity. */
export const ANONYMOUS = '';

/**
 * Calls into one workload, or one of its pods, by the identity of the callers.
 *
 * @internal
 */
export interface Inbound {
  target: Extract<MeshPeer, { type: 'workload' }>;
  byClient: Map<string, Flow>;
  /** Latency of meshed callers and of others, where buckets were asked. */
  meshed: Flow;
  unmeshed: Flow;
  /** A proxy of it is measured, whether or not it has traffic. */
  measured: boolean;
}

/** @internal */
export interface Collected {
  inbound: ReadonlyMap<string, Inbound>;
  edges: EdgeTable;
  /** What callers got after retries, by caller and Service. */
  calls: ReadonlyMap<string, RetriedCalls>;
  /** Attempts that ran into a time limit, by caller and the Service that was to answer. */
  timeouts: ReadonlyMap<string, number>;
  /** What could not be asked: it is unknown, not zero. */
  missing: ReadonlySet<string>;
}

/**
 * Reads the answers into flows between peers.
 *
 * @internal
 */
export function collect(
  questions: readonly Question[],
  answers: SeriesResult['results'],
  resolver: PeerResolver,
  scope: MetricsScope | undefined,
): Collected {
  const inbound = new Map<string, Inbound>();
  const edges = new EdgeTable();
  const calls = new Map<string, RetriedCalls>();
  const timeouts = new Map<string, number>();
  const missing = new Set<string>();
  const isInScope = scopeTest(scope);

  // The same objects come again in every answer: their keys are made once.
  const byPeer = new Map<MeshPeer, Inbound>();

  const inboundOf = (target: Inbound['target']) => {
    const seen = byPeer.get(target);
    if (seen) {
      return seen;
    }
    const key = peerKey(target);
    const known = inbound.get(key);
    if (known) {
      byPeer.set(target, known);
      return known;
    }
    const made: Inbound = {
      target,
      byClient: new Map(),
      meshed: new Flow(),
      unmeshed: new Flow(),
      measured: false,
    };
    inbound.set(key, made);
    byPeer.set(target, made);
    return made;
  };

  const callsOf = (self: Inbound['target'], labels: Labels) => {
    const service = calledService(labels);
    if (!service) {
      return undefined;
    }
    const key = callsKey(self, service);
    const known = calls.get(key);
    if (known) {
      return known;
    }
    const made: RetriedCalls = {
      successes: 0,
      failures: 0,
      timeouts: 0,
      retried: false,
    };
    calls.set(key, made);
    return made;
  };

  /** Calls that reached nobody belong to the Service that was called. */
  const addUnreachable = (
    self: Inbound['target'],
    question: Question,
    labels: Labels,
    value: number,
  ) => {
    const target: MeshPeer = {
      type: 'service',
      namespace: labels.parent_namespace,
      name: labels.parent_name,
    };
    if (value <= 0 || resolver.isLeftOut(target)) {
      return;
    }
    const edge = edges.edge(self, target, 'source');
    edge.flow.add('requests', value);
    edge.flow.add('failures', value);
    if (question.field === 'grpc') {
      edge.flow.add('grpc', value);
    }
    edge.calls ??= { successes: 0, failures: 0, timeouts: 0, unreachable: 0 };
    edge.calls.failures += value;
    edge.calls.unreachable = (edge.calls.unreachable ?? 0) + value;
  };

  const addCalls = (
    self: Inbound['target'],
    question: Question,
    labels: Labels,
    value: number,
  ) => {
    if (isUnreachable(labels)) {
      addUnreachable(self, question, labels, value);
      return;
    }
    const made = callsOf(self, labels);
    if (!made) {
      return;
    }
    const failed = labels.classification
      ? labels.classification === 'failure'
      : isRouteFailure(labels);
    made[failed ? 'failures' : 'successes'] += value;
    if (isTimeout(labels)) {
      made.timeouts += value;
    }
  };

  const readRow = (question: Question, labels: Labels, value: number) => {
    const self = resolver.counting(labels);
    if (self?.type !== 'workload') {
      return;
    }
    switch (question.subject) {
      case 'presence':
        inboundOf(self).measured = true;
        return;
      case 'inbound':
        addInbound(inboundOf(self), question, labels, value);
        return;
      case 'calls':
        addCalls(self, question, labels, value);
        return;
      case 'retries': {
        const made = callsOf(self, labels);
        if (made && value > 0) {
          made.retried = true;
        }
        return;
      }
      case 'timeouts': {
        const { backend_namespace: namespace, backend_name: name } = labels;
        const key = callsKey(self, `${namespace}/${name}`);
        timeouts.set(key, (timeouts.get(key) ?? 0) + value);
        return;
      }
      default: {
        const target = resolver.target(labels);
        if (target && !(question.towardsScope && isInScope(self))) {
          const { flow } = edges.edge(self, target, 'source');
          addTo(flow, question, labels, value);
          if (question.field === 'requests' && labels.dst_service) {
            flow.addService(
              `${labels.dst_namespace}/${labels.dst_service}`,
              value,
            );
          }
          if (labels.server_id && value > 0) {
            flow.addIdentity(labels.server_id, value);
          }
        }
      }
    }
  };

  questions.forEach((question, i) => {
    const rows = answers[i];
    if (!rows) {
      missing.add(`${question.subject}:${fieldsOf(question)}`);
      return;
    }
    for (const { labels, value } of rows) {
      if (Number.isFinite(value) && question.reads(labels)) {
        readRow(question, labels, value);
      }
    }
  });
  return { inbound, edges, calls, timeouts, missing };
}

function addInbound(
  inbound: Inbound,
  question: Question,
  labels: Labels,
  value: number,
): void {
  if (question.field === 'bucket') {
    addTo(
      labels.tls === 'true' ? inbound.meshed : inbound.unmeshed,
      question,
      labels,
      value,
    );
    return;
  }
  const client = labels.client_id ?? ANONYMOUS;
  const flow = inbound.byClient.get(client) ?? new Flow();
  inbound.byClient.set(client, flow);
  addTo(flow, question, labels, value);
}

function addTo(
  flow: Flow,
  question: Question,
  labels: Labels,
  value: number,
): void {
  if (question.field === 'bucket') {
    // Prometheus 3 writes le="1.0" where others write le="1": read as a number, both are one.
    const bound =
      labels.le === '+Inf' ? Infinity : Number(labels.le ?? Number.NaN);
    if (!Number.isNaN(bound)) {
      flow.addBucket(bound, value);
    }
    return;
  }
  const field = question.field ?? CLASSES[labels.classification ?? ''];
  if (field) {
    flow.add(field, value, labels.tls);
  }
}

function fieldsOf({ field }: Question): string {
  return field ?? 'responses';
}

function scopeTest(
  scope: MetricsScope | undefined,
): (peer: MeshPeer) => boolean {
  if (scope?.workloads) {
    const keys = new Set(scope.workloads.map(workloadKey));
    return peer =>
      peer.type === 'workload' && keys.has(workloadKey(peer.workload));
  }
  const namespaces = new Set(scope?.namespaces ?? []);
  return peer =>
    peer.type === 'workload' && namespaces.has(peer.workload.namespace);
}
