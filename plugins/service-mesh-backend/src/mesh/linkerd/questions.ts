import {
  LabelMatcher,
  SeriesQuery,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { noneOf } from '../../metrics/labels';
import { countingEnds } from './countingEnds';
import {
  directionMatchers,
  excludedMatchers,
  isEmpty,
  isTcp,
  scopeMatchers,
} from './matchers';
import {
  BUCKETS,
  CALL_METRICS,
  DENIAL_METRICS,
  HTTP_METRICS,
  Metric,
  PRESENCE_METRIC,
  RETRY_METRICS,
  TCP_METRICS,
  TIMEOUT_METRICS,
} from './metricTables';
import { TARGET_OWNERS } from './ownerLabels';
import { PeerResolver } from './PeerResolver';
import { SystemWorkloads } from './SystemWorkloads';

type Labels = Readonly<Record<string, string>>;

/**
 * What a question is about: calls into a workload; calls that it makes, by attempt, or as it got them after retries; how often it
 * retried, or ran into a time limit; or whether its proxy is measured.
 *
 * @internal
 */
export type QuestionSubject =
  | 'inbound'
  | 'outbound'
  | 'calls'
  | 'retries'
  | 'timeouts'
  | 'presence';

/**
 * A query and how to read its answer.
 *
 * @internal
 */
export interface Question {
  query: SeriesQuery;
  subject: QuestionSubject;
  field: Metric['field'];
  /** Which rows to read: others are answered by another question. */
  reads(labels: Labels): boolean;
  /** The calls go to what is asked about; where they come from it too, another question has them. */
  towardsScope: boolean;
}

/** @internal */
export interface QuestionOptions {
  /** What is left out. */
  system: SystemWorkloads;
  /** Ports of the proxies' own server: scrapes and probes are no traffic. */
  adminPorts: readonly string[];
  resolver: PeerResolver;
  request: Pick<
    TrafficRequest,
    'scope' | 'byPod' | 'inboundOnly' | 'part' | 'snapshot'
  >;
}

/** What an outbound call's other end may be named by where no owner label names it. */
const TARGET_NAMES = [
  'dst_namespace',
  'dst_pod',
  'dst_service',
  'dst_external_workload',
  'dst_target_cluster',
  'dst_target_service',
  'dst_target_service_namespace',
  'target_addr',
];

/**
 * The questions that answer a request: as many for a thousand workloads as for one.
 *
 * @internal
 */
export function buildQuestions(options: QuestionOptions): Question[] {
  const { request } = options;
  const latency = request.part === 'latency';
  const inbound = latency
    ? [BUCKETS]
    : [...HTTP_METRICS, ...DENIAL_METRICS, ...TCP_METRICS];
  const outbound = latency ? [BUCKETS] : [...HTTP_METRICS, ...TCP_METRICS];
  return [
    ...inbound.flatMap(metric => inboundQuestions(metric, options)),
    ...(request.inboundOnly
      ? []
      : outbound.flatMap(metric => outboundQuestions(metric, options))),
    ...(latency || request.inboundOnly
      ? []
      : [
          ...callQuestions(CALL_METRICS, 'calls', options),
          ...callQuestions(RETRY_METRICS, 'retries', options),
          ...callQuestions(TIMEOUT_METRICS, 'timeouts', options),
        ]),
    ...(latency ? [] : presenceQuestions(options)),
  ];
}

function inboundQuestions(
  metric: Metric,
  { system, adminPorts, resolver, request }: QuestionOptions,
): Question[] {
  // Buckets are many: who called is not asked with them, only whether it was somebody meshed.
  const extra =
    metric.field === 'bucket'
      ? ['tls', ...metric.by]
      : ['tls', 'client_id', ...metric.by];
  const matchers: LabelMatcher[] = [
    ...(metric.plain ? [] : directionMatchers('inbound', metric)),
    noneOf('target_port', adminPorts),
    ...(isTcp(metric)
      ? []
      : [{ label: 'route_name', op: '!=', value: 'probe' } as const]),
    ...excludedMatchers('namespace', system.excluded),
    ...system.identityMatchers(),
    ...scopeMatchers('', request.scope, request.snapshot),
    ...(metric.matchers ?? []),
  ];
  return countingEnds(resolver, request, metric.rare).map(end => ({
    query: {
      metric: metric.name,
      aggregate: metric.aggregate,
      matchers: [...matchers, ...end.matchers],
      by: ['namespace', ...end.by, ...extra],
    },
    subject: 'inbound',
    field: metric.field,
    reads: end.reads,
    towardsScope: false,
  }));
}

function outboundQuestions(
  metric: Metric,
  options: QuestionOptions,
): Question[] {
  const { system, adminPorts, resolver, request } = options;
  const { excluded } = system;
  const { scope, byPod } = request;
  const extra =
    metric.field === 'bucket' || metric.field === 'grpc'
      ? metric.by
      : ['tls', 'server_id', ...metric.by];
  // Retries are counted by Service.
  const service = metric.field === 'requests' ? ['dst_service'] : [];
  const common: LabelMatcher[] = [
    ...directionMatchers('outbound', metric),
    noneOf('target_port', adminPorts),
    ...excludedMatchers('namespace', excluded),
    ...excludedMatchers('dst_namespace', excluded),
    ...(metric.matchers ?? []),
  ];
  const targetBy = [
    'dst_namespace',
    ...(byPod ? ['dst_pod'] : []),
    ...TARGET_OWNERS,
    ...service,
  ];
  const question = (
    matchers: readonly LabelMatcher[],
    by: readonly string[],
    reads: Question['reads'],
    towardsScope: boolean,
  ): Question => ({
    query: {
      metric: metric.name,
      aggregate: metric.aggregate,
      matchers: [...common, ...matchers],
      by: ['namespace', ...by, ...extra],
    },
    subject: 'outbound',
    field: metric.field,
    reads,
    towardsScope,
  });
  const directions = scope ? ([false, true] as const) : ([false] as const);
  return directions.flatMap(towards => {
    const scoped = [
      ...scopeMatchers(towards ? 'dst_' : '', scope, request.snapshot),
      // The other question has those that come from the scope too.
      ...(towards && !scope?.workloads
        ? excludedMatchers('namespace', scope?.namespaces ?? [])
        : []),
    ];
    return [
      ...countingEnds(resolver, request).map(end =>
        question(
          [...scoped, ...end.matchers],
          [...end.by, ...targetBy],
          labels => end.reads(labels) && TARGET_OWNERS.some(l => labels[l]),
          towards,
        ),
      ),
      question(
        [...scoped, ...TARGET_OWNERS.map(isEmpty)],
        ['pod', ...TARGET_NAMES],
        () => true,
        towards,
      ),
    ];
  });
}

function callQuestions(
  metrics: readonly Metric[],
  subject: 'calls' | 'retries' | 'timeouts',
  { system: { excluded }, resolver, request }: QuestionOptions,
): Question[] {
  return metrics.flatMap(metric =>
    countingEnds(resolver, request, metric.rare).map(end => ({
      query: {
        metric: metric.name,
        aggregate: metric.aggregate,
        matchers: [
          ...(metric.matchers ?? []),
          ...excludedMatchers('namespace', excluded),
          ...(metric.by.includes('parent_namespace')
            ? excludedMatchers('parent_namespace', excluded)
            : []),
          ...scopeMatchers('', request.scope, request.snapshot),
          ...end.matchers,
        ],
        by: ['namespace', ...end.by, ...metric.by],
      },
      subject,
      field: metric.field,
      reads: end.reads,
      towardsScope: false,
    })),
  );
}

function presenceQuestions({
  system: { excluded },
  resolver,
  request,
}: QuestionOptions): Question[] {
  return countingEnds(resolver, request).map(end => ({
    query: {
      metric: PRESENCE_METRIC,
      aggregate: 'last',
      matchers: [
        ...excludedMatchers('namespace', excluded),
        ...scopeMatchers('', request.scope, request.snapshot),
        ...end.matchers,
      ],
      by: ['namespace', ...end.by],
    },
    subject: 'presence',
    field: undefined,
    reads: end.reads,
    towardsScope: false,
  }));
}
