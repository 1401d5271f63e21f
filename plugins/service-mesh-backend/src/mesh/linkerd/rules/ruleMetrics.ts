/** Linkerd's metrics of routes, of the Services that take their calls, and of policy. */

/** As the proxy of the callee sorts what comes in. */
export const INBOUND = {
  requests: 'request_total',
  responses: 'response_total',
  buckets: 'response_latency_ms_bucket',
} as const;

/** By route of a ServiceProfile, at callers and callees; `actual` at callers alone. */
export const PROFILE = {
  requests: 'route_request_total',
  responses: 'route_response_total',
  actualRequests: 'route_actual_request_total',
  actualResponses: 'route_actual_response_total',
  retries: 'route_retryable_total',
  buckets: 'route_response_latency_ms_bucket',
} as const;

/** At callers: what they got by route, and what the Services behind a route answered. */
export const OUTBOUND = (['http', 'grpc'] as const).map(protocol => ({
  status: `${protocol}_status`,
  statuses: `outbound_${protocol}_route_request_statuses_total`,
  retries: `outbound_${protocol}_route_retry_requests_total`,
  buckets: `outbound_${protocol}_route_request_duration_seconds_bucket`,
  backendRequests: `outbound_${protocol}_route_backend_requests_total`,
  backendStatuses: `outbound_${protocol}_route_backend_response_statuses_total`,
  backendBuckets: `outbound_${protocol}_route_backend_response_duration_seconds_bucket`,
}));

export const POLICY = {
  allowed: ['inbound_http_authz_allow_total', 'inbound_tcp_authz_allow_total'],
  denied: ['inbound_http_authz_deny_total', 'inbound_tcp_authz_deny_total'],
  notFound: 'inbound_http_route_not_found_total',
} as const;

/**
 * All that rules are made of.
 *
 * @internal
 */
export const RULE_METRIC_NAMES: readonly string[] = [
  ...new Set([
    ...Object.values(INBOUND),
    ...Object.values(PROFILE),
    ...OUTBOUND.flatMap(({ status: _, ...names }) => Object.values(names)),
    ...POLICY.allowed,
    ...POLICY.denied,
    POLICY.notFound,
  ]),
];
