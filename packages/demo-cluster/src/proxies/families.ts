/** One family of metrics as the proxy describes it. */
export interface MetricFamily {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  unit?: string;
  /**
   * The proxy has two metric libraries. `plain` names its counters `…_total` in the description too and writes a histogram's buckets first;
   * `open` adds `_total` to the samples only, writes UNIT lines, and a histogram's sum and count first.
   */
  style: 'plain' | 'open';
  /** Forgotten after ten minutes without an event. */
  retained?: boolean;
  bounds?: readonly number[];
}

export const LATENCY_BOUNDS_MS = [
  1, 2, 3, 4, 5, 10, 20, 30, 40, 50, 100, 200, 300, 400, 500, 1000, 2000, 3000,
  4000, 5000, 10000, 20000, 30000, 40000, 50000,
];
const ROUTE_BOUNDS = [0.05, 0.5, 1, 10];
const BACKEND_BOUNDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 10];
const FRAME_BOUNDS = [128, 1024, 10240];
const QUEUE_BOUNDS = [0.0005, 0.005, 0.05, 0.5, 1, 3];
const DETECT_BOUNDS = [0.001, 0.1];

function plain(
  name: string,
  type: MetricFamily['type'],
  help: string,
  more: Partial<MetricFamily> = {},
): MetricFamily {
  return { name, type, help, style: 'plain', ...more };
}

function open(
  name: string,
  type: MetricFamily['type'],
  help: string,
  more: Partial<MetricFamily> = {},
): MetricFamily {
  const unit = /_(seconds|bytes)$/.exec(name)?.[1];
  return {
    name,
    type,
    help,
    style: 'open',
    ...(unit ? { unit } : {}),
    ...more,
  };
}

const forgotten = { retained: true };
const latency = { retained: true, bounds: LATENCY_BOUNDS_MS };

const REQUESTS = 'Total count of HTTP requests.';
const RESPONSES = 'Total count of HTTP responses.';
const ELAPSED =
  "Elapsed times between a request's headers being received and its response stream completing";
const INBOUND_HTTP_ERRORS =
  'The total number of inbound HTTP requests that could not be processed due to a proxy error.';

function balancer(prefix: string): MetricFamily[] {
  const p = `${prefix}_balancer`;
  return [
    open(
      `${p}_endpoints`,
      'gauge',
      'The number of endpoints currently in a HTTP request balancer.',
    ),
    open(
      `${p}_p2c_endpoints`,
      'gauge',
      'The number of endpoints currently in the balancer.',
    ),
    open(
      `${p}_p2c_updates`,
      'counter',
      'The total number of service discovery updates received by a balancer.',
    ),
    open(
      `${p}_queue_length`,
      'gauge',
      'The current count of requests waiting in the queue.',
    ),
    open(
      `${p}_queue_requests`,
      'counter',
      'The total number of requests that have entered the queue.',
    ),
    open(
      `${p}_queue_latency_seconds`,
      'histogram',
      'The distribution of durations that requests have spent in the queue.',
      { bounds: QUEUE_BOUNDS },
    ),
    open(
      `${p}_queue_gate_open`,
      'counter',
      'The total number of gate state changes to open.',
    ),
    open(
      `${p}_queue_gate_shut`,
      'counter',
      'The total number of gate state changes from open to shut.',
    ),
    open(
      `${p}_queue_gate_open_time_seconds`,
      'gauge',
      'The time at which the gate was opened.',
    ),
    open(
      `${p}_queue_gate_shut_time_seconds`,
      'gauge',
      'The time at which the gate was shut.',
    ),
    open(
      `${p}_queue_gate_timeout_seconds`,
      'gauge',
      'Indicates the request timeout after which the gate will shut and enter failfast.',
    ),
  ];
}

const DURATION =
  'The time between request initialization and response completion.';
const RESPONSE_DURATION =
  'The time between request completion and response completion.';

function outboundRoutes(protocol: 'http' | 'grpc'): MetricFamily[] {
  const p = `outbound_${protocol}_route`;
  return [
    open(`${p}_request_duration_seconds`, 'histogram', DURATION, {
      bounds: ROUTE_BOUNDS,
    }),
    open(
      `${p}_request_frame_size_bytes`,
      'histogram',
      'Request data frame sizes.',
      { bounds: FRAME_BOUNDS },
    ),
    open(
      `${p}_backend_requests`,
      'counter',
      'The total number of requests dispatched.',
    ),
    open(
      `${p}_backend_response_duration_seconds`,
      'histogram',
      RESPONSE_DURATION,
      { bounds: BACKEND_BOUNDS },
    ),
    open(
      `${p}_backend_response_frame_size_bytes`,
      'histogram',
      'Response data frame sizes.',
      { bounds: FRAME_BOUNDS },
    ),
    open(`${p}_backend_response_statuses`, 'counter', 'Completed responses.'),
    open(
      `${p}_request_statuses`,
      'counter',
      'Completed request-response streams.',
    ),
    open(
      `${p}_retry_limit_exceeded`,
      'counter',
      'Retryable requests not sent due to retry limits.',
    ),
    open(
      `${p}_retry_overflow`,
      'counter',
      'Retryable requests not sent due to circuit breakers.',
    ),
    open(`${p}_retry_requests`, 'counter', 'Retry requests emitted.'),
    open(
      `${p}_retry_successes`,
      'counter',
      'Successful responses to retry requests.',
    ),
  ];
}

/** Every family of a proxy's exposition, in the order in which it writes them. */
export const families: readonly MetricFamily[] = [
  plain(
    'inbound_http_authz_allow_total',
    'counter',
    'The total number of inbound HTTP requests that were authorized',
  ),
  plain(
    'inbound_tcp_authz_allow_total',
    'counter',
    'The total number of inbound TCP connections that were authorized',
  ),
  plain('inbound_http_errors_total', 'counter', INBOUND_HTTP_ERRORS),
  plain('inbound_http_authz_deny_total', 'counter', INBOUND_HTTP_ERRORS),
  plain(
    'inbound_tcp_errors_total',
    'counter',
    'The total number of inbound TCP connections that could not be processed due to a proxy error.',
  ),
  plain(
    'inbound_http_route_not_found_total',
    'counter',
    'The total number of inbound HTTP requests that could not be associated with a route',
  ),
  plain('outbound_http_errors_total', 'counter', INBOUND_HTTP_ERRORS),
  plain(
    'outbound_tcp_errors_total',
    'counter',
    'The total number of outbound TCP connections that could not be processed due to a proxy error.',
  ),
  plain('request_total', 'counter', REQUESTS, forgotten),
  plain('response_latency_ms', 'histogram', ELAPSED, latency),
  plain('response_total', 'counter', RESPONSES, forgotten),
  plain('route_request_total', 'counter', REQUESTS, forgotten),
  plain('route_response_latency_ms', 'histogram', ELAPSED, latency),
  plain('route_response_total', 'counter', RESPONSES, forgotten),
  plain(
    'route_retryable_total',
    'counter',
    'Total count of retryable HTTP responses.',
    forgotten,
  ),
  plain('route_actual_request_total', 'counter', REQUESTS, forgotten),
  plain('route_actual_response_total', 'counter', RESPONSES, forgotten),
  plain('control_request_total', 'counter', REQUESTS),
  plain('control_response_latency_ms', 'histogram', ELAPSED, {
    bounds: LATENCY_BOUNDS_MS,
  }),
  plain('control_response_total', 'counter', RESPONSES),
  plain(
    'tcp_open_total',
    'counter',
    'Total count of opened connections',
    forgotten,
  ),
  plain(
    'tcp_open_connections',
    'gauge',
    'Number of currently-open connections',
    forgotten,
  ),
  plain(
    'tcp_read_bytes_total',
    'counter',
    'Total count of bytes read from peers',
    forgotten,
  ),
  plain(
    'tcp_write_bytes_total',
    'counter',
    'Total count of bytes written to peers',
    forgotten,
  ),
  plain(
    'tcp_close_total',
    'counter',
    'Total count of closed connections',
    forgotten,
  ),
  plain(
    'opentelemetry_span_export_streams',
    'counter',
    'Total count of opened span export streams',
  ),
  plain(
    'opentelemetry_span_export_requests',
    'counter',
    'Total count of span export request messages',
  ),
  plain(
    'opentelemetry_span_exports',
    'counter',
    'Total count of spans exported',
  ),
  plain('stack_create_total', 'counter', 'Total number of services created'),
  plain('stack_drop_total', 'counter', 'Total number of services dropped'),
  plain('stack_poll_total', 'counter', 'Total number of stack polls'),
  plain(
    'stack_poll_total_ms',
    'counter',
    'Total number of milliseconds this service has spent awaiting readiness',
  ),
  plain('proxy_build_info', 'gauge', 'Proxy build info.'),
  plain('rustls_info', 'gauge', 'Proxy TLS info.'),
  open(
    'tokio_rt_workers',
    'gauge',
    'The number of worker threads used by the runtime.',
  ),
  open(
    'tokio_rt_park',
    'counter',
    'Total number of times worker threads parked.',
  ),
  open(
    'tokio_rt_noop',
    'counter',
    'Number of times workers unparked but found no new work.',
  ),
  open(
    'tokio_rt_steal',
    'counter',
    'Number of tasks stolen by workers from others.',
  ),
  open(
    'tokio_rt_steal_operations',
    'counter',
    'Number of times workers stole tasks from other.',
  ),
  open(
    'tokio_rt_remote_schedule',
    'counter',
    'Total number of remote schedule operations.',
  ),
  open(
    'tokio_rt_local_schedule',
    'counter',
    'Total number of local schedule operations.',
  ),
  open('tokio_rt_overflow', 'counter', 'Total number of overflow operations.'),
  open(
    'tokio_rt_polls',
    'counter',
    'The number of tasks that have been polled across all worker threads.',
  ),
  open(
    'tokio_rt_busy_seconds',
    'counter',
    'Total duration of time when worker threads were busy processing tasks.',
  ),
  open(
    'tokio_rt_injection_queue_depth',
    'gauge',
    "The number of tasks currently scheduled in the runtime's injection queue.",
  ),
  open(
    'tokio_rt_local_queue_depth',
    'gauge',
    "The total number of tasks currently scheduled in workers' local queues.",
  ),
  open(
    'tokio_rt_budget_forced_yield',
    'counter',
    'Number of times a worker thread was forced to yield due to budget exhaustion.',
  ),
  open(
    'tokio_rt_io_driver_ready',
    'counter',
    'Number of times the IO driver was woken up.',
  ),
  open(
    'control_dns_resolutions',
    'counter',
    'Counts the number of DNS records that have been resolved..',
  ),
  open(
    'control_identity_cert_expiration_timestamp_seconds',
    'gauge',
    "Time when this proxy's current mTLS identity certificate will expire (in seconds since the UNIX epoch).",
  ),
  open(
    'control_identity_cert_refresh_timestamp_seconds',
    'gauge',
    "Time when this proxy's current mTLS identity certificate was last updated.",
  ),
  open(
    'control_identity_cert_refreshes',
    'counter',
    "The total number of times this proxy's mTLS identity certificate has been refreshed by the Identity provider.",
  ),
  ...balancer('control_identity'),
  ...balancer('control_destination'),
  ...balancer('control_policy'),
  open(
    'inbound_tcp_detect_http_duration_seconds',
    'histogram',
    'Time taken for protocol detection.',
    { bounds: DETECT_BOUNDS },
  ),
  open(
    'inbound_tcp_detect_http_results',
    'counter',
    'Protocol detection results.',
  ),
  open(
    'inbound_tcp_transport_header_connections',
    'counter',
    'TCP connections with transport headers.',
  ),
  open(
    'inbound_http_requests',
    'counter',
    'The total number of requests dispatched.',
  ),
  open(
    'inbound_http_request_frame_size_bytes',
    'histogram',
    'Request data frame sizes.',
    { bounds: FRAME_BOUNDS },
  ),
  open('inbound_http_request_duration_seconds', 'histogram', DURATION, {
    bounds: BACKEND_BOUNDS,
  }),
  open(
    'inbound_http_response_frame_size_bytes',
    'histogram',
    'Response data frame sizes.',
    { bounds: FRAME_BOUNDS },
  ),
  open(
    'inbound_http_response_duration_seconds',
    'histogram',
    RESPONSE_DURATION,
    { bounds: ROUTE_BOUNDS },
  ),
  open('inbound_http_statuses', 'counter', 'Completed HTTP responses.'),
  open(
    'outbound_tcp_protocol_connections',
    'counter',
    'Outbound TCP connections by protocol configuration.',
  ),
  open(
    'outbound_tcp_detect_http_duration_seconds',
    'histogram',
    'Time taken for protocol detection.',
    { bounds: DETECT_BOUNDS },
  ),
  open(
    'outbound_tcp_detect_http_results',
    'counter',
    'Protocol detection results.',
  ),
  ...outboundRoutes('http'),
  ...balancer('outbound_http'),
  ...balancer('outbound_tcp'),
  ...outboundRoutes('grpc'),
  open(
    'outbound_tcp_route_open',
    'counter',
    'The number of connections opened.',
  ),
  open(
    'outbound_tcp_route_close',
    'counter',
    'The number of connections closed.',
  ),
  open(
    'outbound_tcp_transfer_cost_bytes',
    'counter',
    'The total amount of data transferred in and out of this proxy, by cost zone.',
  ),
  open(
    'process_start_time_seconds',
    'gauge',
    'Time that the process started (in seconds since the UNIX epoch).',
  ),
  open(
    'process_clock_time_seconds',
    'gauge',
    'Current system time for this process.',
  ),
  open(
    'process_uptime_seconds',
    'counter',
    'Total time since the process started (in seconds)',
  ),
  open(
    'process_cpu_seconds',
    'counter',
    'Total user and system CPU time spent in seconds',
  ),
  open('process_virtual_memory_bytes', 'gauge', 'Virtual memory size in bytes'),
  open(
    'process_resident_memory_bytes',
    'gauge',
    'Resident memory size in bytes',
  ),
  open('process_open_fds', 'gauge', 'Number of open file descriptors'),
  open('process_max_fds', 'gauge', 'Maximum number of open file descriptors'),
  open(
    'process_network_receive_bytes',
    'counter',
    'Number of bytes received by the process over the network',
  ),
  open(
    'process_network_transmit_bytes',
    'counter',
    'Number of bytes sent by the process over the network',
  ),
  open('process_threads', 'gauge', 'Number of OS threads in the process.'),
];

export const familyByName: ReadonlyMap<string, MetricFamily> = new Map(
  families.map(family => [family.name, family]),
);
