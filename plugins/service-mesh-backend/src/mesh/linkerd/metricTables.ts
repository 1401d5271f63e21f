import {
  LabelMatcher,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { oneOf } from '../../metrics/labels';
import { FlowField } from './Flow';
import { ROUTE_TIMEOUTS } from './retriedCalls';
import { RULE_METRIC_NAMES } from './rules/ruleMetrics';

/**
 * A metric, what its values count, and what else they are asked by.
 *
 * @internal
 */
export interface Metric {
  name: string;
  aggregate: SeriesQuery['aggregate'];
  /** `bucket` reads `le` too. Undefined where the labels of a row tell it. */
  field: FlowField | 'bucket' | undefined;
  by: readonly string[];
  matchers?: readonly LabelMatcher[];
  /** It has no label `direction`. */
  plain?: boolean;
  /** Only where something is amiss has it series: they are so few that they are asked by pod, in one question. */
  rare?: boolean;
}

export const TCP_METRICS: readonly Metric[] = [
  {
    name: 'tcp_open_connections',
    aggregate: 'last',
    field: 'openConnections',
    by: [],
  },
  {
    name: 'tcp_read_bytes_total',
    aggregate: 'increase',
    field: 'readBytes',
    by: [],
  },
  {
    name: 'tcp_write_bytes_total',
    aggregate: 'increase',
    field: 'writeBytes',
    by: [],
  },
];

export const HTTP_METRICS: readonly Metric[] = [
  { name: 'request_total', aggregate: 'increase', field: 'requests', by: [] },
  {
    name: 'response_total',
    aggregate: 'increase',
    field: undefined,
    by: ['classification'],
  },
  {
    name: 'response_total',
    aggregate: 'increase',
    field: 'grpc',
    by: [],
    matchers: [{ label: 'grpc_status', op: '!=', value: '' }],
  },
  {
    name: 'response_latency_ms_sum',
    aggregate: 'increase',
    field: 'latencySumMs',
    by: [],
  },
  {
    name: 'response_latency_ms_count',
    aggregate: 'increase',
    field: 'latencyCount',
    by: [],
  },
];

export const DENIAL_METRICS: readonly Metric[] = [
  'inbound_http_authz_deny_total',
  'inbound_http_route_not_found_total',
].map(name => ({
  name,
  aggregate: 'increase',
  field: 'denied',
  by: [],
  plain: true,
  rare: true,
}));

export const BUCKETS: Metric = {
  name: 'response_latency_ms_bucket',
  aggregate: 'increase',
  field: 'bucket',
  by: ['le'],
};

/** What callers got after retries, also where there was no endpoint to call: by route, and by route of a ServiceProfile. */
export const CALL_METRICS: readonly Metric[] = [
  {
    name: 'outbound_http_route_request_statuses_total',
    aggregate: 'increase',
    field: undefined,
    by: ['parent_namespace', 'parent_name', 'http_status', 'error'],
    matchers: [{ label: 'parent_kind', op: '=', value: 'Service' }],
  },
  {
    name: 'outbound_grpc_route_request_statuses_total',
    aggregate: 'increase',
    field: 'grpc',
    by: ['parent_namespace', 'parent_name', 'grpc_status', 'error'],
    matchers: [{ label: 'parent_kind', op: '=', value: 'Service' }],
  },
  {
    name: 'route_response_total',
    aggregate: 'increase',
    field: undefined,
    by: ['dst', 'classification', 'error'],
    matchers: [{ label: 'direction', op: '=', value: 'outbound' }],
  },
];

export const RETRY_METRICS: readonly Metric[] = [
  ...['http', 'grpc'].map(
    (protocol): Metric => ({
      name: `outbound_${protocol}_route_retry_requests_total`,
      aggregate: 'increase',
      field: undefined,
      by: ['parent_namespace', 'parent_name'],
      matchers: [{ label: 'parent_kind', op: '=', value: 'Service' }],
      rare: true,
    }),
  ),
  {
    name: 'route_retryable_total',
    aggregate: 'increase',
    field: undefined,
    by: ['dst'],
    matchers: [
      { label: 'direction', op: '=', value: 'outbound' },
      // The others were not retried: the budget was used up.
      { label: 'skipped', op: '=', value: '' },
    ],
    rare: true,
  },
];

/** Attempts that ran into a time limit of their route, by the Service that was to answer. */
export const TIMEOUT_METRICS: readonly Metric[] = ['http', 'grpc'].map(
  protocol => ({
    name: `outbound_${protocol}_route_backend_response_statuses_total`,
    aggregate: 'increase',
    field: undefined,
    by: ['backend_namespace', 'backend_name'],
    matchers: [
      { label: 'backend_kind', op: '=', value: 'Service' },
      oneOf('error', ROUTE_TIMEOUTS),
    ],
    rare: true,
  }),
);

/** A metric of which each proxy has one series, with the value 1. */
export const PRESENCE_METRIC = 'proxy_build_info';

/**
 * All that is ever asked about.
 *
 * @internal
 */
export const METRIC_NAMES: readonly string[] = [
  ...new Set([
    ...[
      ...TCP_METRICS,
      ...HTTP_METRICS,
      ...DENIAL_METRICS,
      BUCKETS,
      ...CALL_METRICS,
      ...RETRY_METRICS,
      ...TIMEOUT_METRICS,
    ].map(({ name }) => name),
    ...RULE_METRIC_NAMES,
    PRESENCE_METRIC,
  ]),
];
