import {
  LabelMatcher,
  RulesPart,
  RulesRequest,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { escapePattern, noneOf, oneOf } from '../../../metrics/labels';
import { excludedMatchers, scopeMatchers } from '../matchers';
import { SystemWorkloads } from '../SystemWorkloads';
import { ProfileObject } from './objects/ProfileObject';
import { INBOUND, OUTBOUND, POLICY, PROFILE } from './ruleMetrics';

/**
 * What the rows of an answer are.
 *
 * - `inbound.*`: calls into a workload, by the route that its own proxy sorts them under
 * - `profile.*`: calls by route of a ServiceProfile, at either end
 * - `outbound.*`: what callers got from a Service, by route
 * - `backend.*`: what the Services behind a route answered; `towards.*` the same, of callers that are not asked about
 * - `disguised`: failures that the metrics of HTTP routes take for successes
 * - `override.*`: calls to the Services that a ServiceProfile hands calls to
 * - `allowed`, `denied`, `notFound`: what policy did
 *
 * @internal
 */
export type RuleSubject =
  | `inbound.${'requests' | 'responses' | 'buckets'}`
  | `profile.${keyof typeof PROFILE}`
  | `outbound.${'statuses' | 'retries' | 'buckets'}`
  | `${'backend' | 'towards'}.${'requests' | 'statuses' | 'buckets'}`
  | `override.${'sent' | 'requests' | 'responses' | 'buckets'}`
  | 'disguised'
  | 'allowed'
  | 'denied'
  | 'notFound';

/** @internal */
export interface RuleQuestion {
  subject: RuleSubject;
  query: SeriesQuery;
}

/** @internal */
export interface RuleQuestionOptions {
  /** What is left out. */
  system: SystemWorkloads;
  /** Ports of the proxies' own server: scrapes and probes are no traffic. */
  adminPorts: readonly string[];
  request: Pick<RulesRequest, 'scope' | 'snapshot' | 'parts'>;
  /** ServiceProfiles that hand calls to other Services. */
  overriding: readonly ProfileObject[];
}

const PARENT = ['parent_namespace', 'parent_name', 'parent_port'];
const ROUTE = ['route_group', 'route_kind', 'route_namespace', 'route_name'];
const BACKEND = ['backend_namespace', 'backend_name', 'backend_port'];
const SERVER = ['srv_kind', 'srv_name', 'srv_port'];

/** Only an object can split calls: default routes have one Service behind them. */
const BY_OBJECT: LabelMatcher = {
  label: 'route_kind',
  op: '=~',
  value: 'GRPCRoute|HTTPRoute',
};

/** ServiceProfiles that one question names at most. */
const MAX_OVERRIDES = 50;

/**
 * The questions about routes, splits and policy: as many for a namespace as for one workload.
 *
 * @internal
 */
export function buildRuleQuestions(
  options: RuleQuestionOptions,
): RuleQuestion[] {
  const { parts } = options.request;
  const asks = (part: RulesPart) => !parts || parts.includes(part);
  return [
    ...(asks('routes')
      ? [
          ...inboundQuestions(options),
          ...profileQuestions(options),
          ...outboundQuestions(options),
        ]
      : []),
    ...(asks('routes') || asks('splits') ? backendQuestions(options) : []),
    ...(asks('splits')
      ? [...splitQuestions(options), ...overrideQuestions(options)]
      : []),
    ...(asks('policy') ? policyQuestions(options) : []),
  ];
}

function inboundQuestions(options: RuleQuestionOptions): RuleQuestion[] {
  const matchers: LabelMatcher[] = [
    { label: 'direction', op: '=', value: 'inbound' },
    ...callMatchers(options),
  ];
  const by = ['srv_kind', 'route_group', 'route_kind', 'route_name'];
  return [
    ask('inbound.requests', INBOUND.requests, matchers, by),
    ask('inbound.responses', INBOUND.responses, matchers, [
      ...by,
      'classification',
    ]),
    ask('inbound.buckets', INBOUND.buckets, matchers, [...by, 'le']),
  ];
}

function profileQuestions(options: RuleQuestionOptions): RuleQuestion[] {
  const matchers = countedBy(options);
  const by = ['direction', 'dst', 'rt_route'];
  const outcome = [...by, 'classification'];
  return [
    ask('profile.requests', PROFILE.requests, matchers, by),
    ask('profile.responses', PROFILE.responses, matchers, [
      ...outcome,
      'error',
    ]),
    ask('profile.actualRequests', PROFILE.actualRequests, matchers, by),
    ask('profile.actualResponses', PROFILE.actualResponses, matchers, outcome),
    ask(
      'profile.retries',
      PROFILE.retries,
      // The others were not retried: the budget was used up.
      [...matchers, { label: 'skipped', op: '=', value: '' }],
      by,
    ),
    ask('profile.buckets', PROFILE.buckets, matchers, [...by, 'le']),
  ];
}

function outboundQuestions(options: RuleQuestionOptions): RuleQuestion[] {
  const matchers = [...countedBy(options), ...serviceMatchers(options)];
  const by = [...PARENT, ...ROUTE];
  return OUTBOUND.flatMap(names => [
    ask('outbound.statuses', names.statuses, matchers, [
      ...by,
      names.status,
      'error',
    ]),
    ask('outbound.retries', names.retries, matchers, by),
    ask('outbound.buckets', names.buckets, matchers, [...by, 'le']),
  ]);
}

function backendQuestions(options: RuleQuestionOptions): RuleQuestion[] {
  const matchers = [...countedBy(options), ...serviceMatchers(options)];
  const by = [...PARENT, ...ROUTE, ...BACKEND];
  return [
    ...OUTBOUND.flatMap(names => [
      ask('backend.requests', names.backendRequests, matchers, by),
      ask('backend.statuses', names.backendStatuses, matchers, [
        ...by,
        names.status,
        'error',
      ]),
    ]),
    disguisedQuestion(countedBy(options), options),
  ];
}

/**
 * Metrics of HTTP routes know of a response no more than the status in its head: a gRPC failure without a GRPCRoute, and a body that
 * broke off, read like a success there. Resets by name (`h2(…)`) they know.
 */
function disguisedQuestion(
  matchers: readonly LabelMatcher[],
  { system: { excluded } }: RuleQuestionOptions,
): RuleQuestion {
  return ask(
    'disguised',
    INBOUND.responses,
    [
      { label: 'direction', op: '=', value: 'outbound' },
      { label: 'classification', op: '=', value: 'failure' },
      { label: 'status_code', op: '=~', value: '[1-4][0-9][0-9]' },
      { label: 'error', op: '=~', value: '|unclassified' },
      ...matchers,
      ...excludedMatchers('dst_namespace', excluded),
    ],
    ['dst_namespace', 'dst_service'],
  );
}

function splitQuestions(options: RuleQuestionOptions): RuleQuestion[] {
  const {
    system: { excluded },
    request,
  } = options;
  const common = [...serviceMatchers(options), BY_OBJECT];
  const own = [...countedBy(options), ...common];
  const towards = [
    ...excludedMatchers('namespace', excluded),
    oneOf('backend_namespace', namespacesOf(request.scope)),
    ...common,
  ];
  const by = [...PARENT, ...ROUTE, ...BACKEND];
  return [
    ...OUTBOUND.flatMap(names => [
      ask('backend.buckets', names.backendBuckets, own, [...by, 'le']),
      ask('towards.requests', names.backendRequests, towards, by),
      ask('towards.statuses', names.backendStatuses, towards, [
        ...by,
        names.status,
        'error',
      ]),
      ask('towards.buckets', names.backendBuckets, towards, [...by, 'le']),
    ]),
    disguisedQuestion(
      [
        ...excludedMatchers('namespace', excluded),
        oneOf('dst_namespace', namespacesOf(request.scope)),
      ],
      options,
    ),
  ];
}

/** The calls that ServiceProfiles hand on: their metrics name the Service that took them, not the one that was called. */
function overrideQuestions(options: RuleQuestionOptions): RuleQuestion[] {
  const overriding = options.overriding.slice(0, MAX_OVERRIDES);
  if (overriding.length === 0) {
    return [];
  }
  const leaves = overriding.flatMap(({ overrides }) => overrides);
  const unique = (values: readonly string[]) => [...new Set(values)];
  const called: LabelMatcher[] = [
    { label: 'direction', op: '=', value: 'outbound' },
    ...excludedMatchers('namespace', options.system.excluded),
    oneOf('dst_namespace', unique(leaves.map(({ namespace }) => namespace))),
    oneOf('dst_service', unique(leaves.map(({ name }) => name))),
  ];
  const by = ['dst_namespace', 'dst_service'];
  const apexes = overriding.map(
    ({ service }) =>
      `${escapePattern(service.name)}\\.${escapePattern(
        service.namespace,
      )}\\.svc\\..+`,
  );
  return [
    ask(
      'override.sent',
      PROFILE.actualRequests,
      [
        { label: 'direction', op: '=', value: 'outbound' },
        ...excludedMatchers('namespace', options.system.excluded),
        { label: 'dst', op: '=~', value: unique(apexes).sort().join('|') },
      ],
      ['dst'],
    ),
    ask('override.requests', INBOUND.requests, called, by),
    ask('override.responses', INBOUND.responses, called, [
      ...by,
      'classification',
    ]),
    ask('override.buckets', INBOUND.buckets, called, [...by, 'le']),
  ];
}

function policyQuestions(options: RuleQuestionOptions): RuleQuestion[] {
  const matchers = callMatchers(options);
  const route = ['route_group', 'route_kind', 'route_name'];
  return [
    ...POLICY.allowed.map(name =>
      ask('allowed', name, matchers, [
        ...SERVER,
        ...route,
        'authz_kind',
        'authz_name',
      ]),
    ),
    ...POLICY.denied.map(name =>
      ask('denied', name, matchers, [...SERVER, ...route, 'client_id']),
    ),
    ask('notFound', POLICY.notFound, matchers, [...SERVER, 'client_id']),
  ];
}

/** Calls into what is asked about, without those of the mesh itself and of the kubelet. */
function callMatchers(options: RuleQuestionOptions): LabelMatcher[] {
  return [
    noneOf('target_port', options.adminPorts),
    { label: 'route_name', op: '!=', value: 'probe' },
    ...options.system.identityMatchers(),
    ...countedBy(options),
  ];
}

/** Rows of the proxies of what is asked about. */
function countedBy({
  system: { excluded },
  request,
}: RuleQuestionOptions): LabelMatcher[] {
  return [
    ...excludedMatchers('namespace', excluded),
    ...scopeMatchers('', request.scope, request.snapshot),
  ];
}

/** Calls to Services, without those of the mesh itself: what leaves the cluster has no route. */
function serviceMatchers({
  system: { excluded },
}: RuleQuestionOptions): LabelMatcher[] {
  return [
    { label: 'parent_kind', op: '=', value: 'Service' },
    ...excludedMatchers('parent_namespace', excluded),
  ];
}

function ask(
  subject: RuleSubject,
  metric: string,
  matchers: readonly LabelMatcher[],
  by: readonly string[],
): RuleQuestion {
  return {
    subject,
    // A namespace has few pods: asked by pod, one question finds bare ones too.
    query: {
      metric,
      aggregate: 'increase',
      matchers,
      by: ['namespace', 'pod', ...by],
    },
  };
}

/** @internal */
export function namespacesOf(scope: RulesRequest['scope']): string[] {
  return [
    ...new Set(
      scope.workloads?.map(({ namespace }) => namespace) ??
        scope.namespaces ??
        [],
    ),
  ];
}
