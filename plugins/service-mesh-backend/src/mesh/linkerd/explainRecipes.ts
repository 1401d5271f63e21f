import {
  ExplainedNumber,
  ExplainedSubject,
  NumberExplanation,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  BUCKETS,
  DENIAL_METRICS,
  HTTP_METRICS,
  TCP_METRICS,
} from './metricTables';

/** A number, the metrics that it is made of, and the words for it. */
export interface Recipe {
  number: ExplainedNumber;
  subjects: readonly ExplainedSubject[];
  part: 'counts' | 'latency';
  metrics: readonly string[];
  formula: string;
  counts?: NumberExplanation['counts'];
  leftOut: readonly string[];
}

const ALL: readonly ExplainedSubject[] = [
  'workload',
  'pod',
  'inbound',
  'outbound',
];

const REFUSED =
  'Requests that policy refused: they are counted apart, as denied.';
const OPEN =
  'Requests without an answer in the window: streams count when they end, and what a client gives up before an answer never does.';
const FAILURE =
  'A failure is an HTTP status from 500 on, one of the gRPC statuses 2, 4, 7, 13, 14 and 15, or an answer that broke off.';

export const RECIPES: readonly Recipe[] = [
  {
    number: 'requests',
    subjects: ALL,
    part: 'counts',
    metrics: ['request_total'],
    formula: 'Requests that began in the window ÷ seconds of the window.',
    counts: 'attempts',
    leftOut: [REFUSED],
  },
  {
    number: 'success',
    subjects: ALL,
    part: 'counts',
    metrics: ['response_total'],
    formula: `Successes ÷ (successes + failures) of the responses in the window. ${FAILURE}`,
    counts: 'attempts',
    leftOut: [REFUSED, OPEN],
  },
  {
    number: 'failures',
    subjects: ALL,
    part: 'counts',
    metrics: ['response_total'],
    formula: `Responses in the window that are failures. ${FAILURE}`,
    counts: 'attempts',
    leftOut: [REFUSED, OPEN],
  },
  {
    number: 'denied',
    subjects: ['workload', 'pod', 'inbound'],
    part: 'counts',
    metrics: DENIAL_METRICS.map(({ name }) => name),
    formula:
      'Requests that the policy of the server refused (403), or for which it has no route (404) ÷ seconds of the window, by the identity of the caller.',
    counts: 'attempts',
    leftOut: [],
  },
  {
    number: 'latency',
    subjects: ALL,
    part: 'latency',
    metrics: [BUCKETS.name],
    formula:
      'Time from the request to the first frame of its response. The buckets of all pods are added; p50, p95 and p99 are interpolated in the sum.',
    counts: 'attempts',
    leftOut: [
      'What comes after the first frame: a stream of minutes counts as fast as it began.',
      'Requests that got no response.',
    ],
  },
  {
    number: 'connections',
    subjects: ALL,
    part: 'counts',
    metrics: ['tcp_open_connections'],
    formula: 'Connections that are open at the end of the window.',
    leftOut: ['Connections between the proxy and the application beside it.'],
  },
  {
    number: 'bytes',
    subjects: ALL,
    part: 'counts',
    metrics: TCP_METRICS.map(({ name }) => name).filter(name =>
      name.endsWith('_bytes_total'),
    ),
    formula:
      'Bytes that were read and written in the window ÷ seconds of the window.',
    leftOut: ['Bytes between the proxy and the application beside it.'],
  },
  {
    number: 'mtls',
    subjects: ALL,
    part: 'counts',
    metrics: ['request_total', 'tcp_open_connections'],
    formula:
      'Requests with the label tls="true" ÷ all requests; connections in their place where there are no requests.',
    leftOut: [],
  },
];

export const FROM_CALLER =
  'The calls as the proxies of the callers counted them. What callers without an identity sent is what the workload’s own proxy counted of them.';
export const RETRIED =
  'Where calls are retried, attempts are shown, and beside them what the caller got after retries, by Service.';

/** Metrics of means. */
export const MEANS: readonly string[] = HTTP_METRICS.map(
  ({ name }) => name,
).filter(name => /_(sum|count)$/.test(name));

/** The same for routes and splits. */
export const RULE_WORDS = {
  routes: {
    formula: `What the caller got (effective) by route, after retries, and what was sent for it (actual). Inbound: as the workload’s own proxy sorts the calls. ${FAILURE} In metrics that know no more than an error by name, what a client cancels (UNKNOWN) is no failure; time limits and calls that reached nobody are.`,
    counts: 'calls' as const,
    leftOut: [
      'Calls that leave the cluster: no object sorts them.',
      'On the default route of inbound calls, what a ServiceProfile sorts.',
    ],
  },
  splits: {
    formula:
      'Requests that one Service took ÷ requests that all of them took, beside its weight ÷ the sum of the weights. Under a ServiceProfile, requests to the Services that it hands calls to, where no other calls can be among them.',
    counts: 'attempts' as const,
    leftOut: ['Routes whose calls all stay with the Service that was called.'],
  },
};

/** The families of questions that each is made of. */
export const RULE_FAMILIES: Record<
  'routes' | 'splits',
  Partial<Record<ExplainedSubject, readonly string[]>>
> = {
  routes: {
    workload: ['inbound', 'profile', 'outbound', 'backend'],
    inbound: ['inbound', 'profile'],
    outbound: ['outbound', 'backend', 'profile'],
  },
  splits: {
    workload: ['backend', 'towards', 'override'],
    inbound: ['backend', 'towards', 'override'],
    outbound: ['backend', 'override'],
  },
};
