import {
  labelText,
  type Distribution,
  type LabelText,
  type MetricsRegistry,
  type Sample,
} from './MetricsRegistry';

/** An object that a route metric names: the Service called, the route, the backend chosen. */
export interface RouteObject {
  group: string;
  kind: string;
  namespace: string;
  name: string;
  port?: string;
}

/** What a caller got, in the words of the route metrics. */
export interface RouteOutcome {
  status: string;
  error: string;
}

const GRPC_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

export function grpcStatusName(code: number): string {
  return GRPC_NAMES[code] ?? 'UNKNOWN';
}

function objectLabels(
  prefix: string,
  object: RouteObject,
  withPort: boolean,
): [string, string][] {
  const labels: [string, string][] = [
    [`${prefix}_group`, object.group],
    [`${prefix}_kind`, object.kind],
    [`${prefix}_namespace`, object.namespace],
    [`${prefix}_name`, object.name],
  ];
  return withPort
    ? [
        ...labels,
        [`${prefix}_port`, object.port ?? ''],
        [`${prefix}_section_name`, ''],
      ]
    : labels;
}

export function parentLabels(parent: RouteObject): LabelText {
  return labelText(objectLabels('parent', parent, true));
}

/** What a balancer is for: the Service called, and the one that answers. */
export function balancerLabels(
  parent: RouteObject,
  backend: RouteObject,
): LabelText {
  return labelText([
    ...objectLabels('parent', parent, true),
    ...objectLabels('backend', backend, true),
  ]);
}

/** The opaque route that connections take which are no HTTP. */
export function tcpRouteLabels(parent: RouteObject): LabelText {
  return labelText([
    ...objectLabels('parent', parent, true),
    ['route_group', ''],
    ['route_kind', 'default'],
    ['route_namespace', ''],
    ['route_name', 'opaq'],
    ['target_ip', ''],
    ['target_port', parent.port ?? ''],
  ]);
}

interface Statuses {
  name: string;
  labels: LabelText;
  counters: Map<string, Sample>;
}

/** The attempts that reach one backend of a route. */
export class OutboundBackendSeries {
  private readonly requests: Sample;
  private readonly durations: Distribution;
  private readonly frames: Distribution;
  private readonly statuses: Statuses;

  constructor(
    private readonly registry: MetricsRegistry,
    private readonly protocol: 'http' | 'grpc',
    labels: LabelText,
  ) {
    const p = `outbound_${protocol}_route_backend`;
    this.requests = registry.sample(`${p}_requests`, labels);
    this.durations = registry.distribution(
      `${p}_response_duration_seconds`,
      labels,
    );
    this.frames = registry.distribution(
      `${p}_response_frame_size_bytes`,
      labels,
    );
    this.statuses = {
      name: `${p}_response_statuses`,
      labels,
      counters: new Map(),
    };
  }

  request(now: number): void {
    this.requests.add(1, now);
    this.frames.touch(now);
  }

  response(
    outcome: RouteOutcome,
    durationMs: number,
    responseBytes: number,
    now: number,
  ): void {
    this.durations.observe(durationMs / 1000, now);
    if (responseBytes > 0) {
      this.frames.observe(responseBytes, now);
    }
    countStatus(this.registry, this.protocol, this.statuses, outcome, now);
  }
}

/** What one proxy counts of the calls that it makes by one route. */
export class OutboundRouteSeries {
  private readonly durations: Distribution;
  private readonly requestFrames: Distribution;
  private readonly statuses: Statuses;
  private readonly backends = new Map<string, OutboundBackendSeries>();
  private readonly routeLabels: LabelText;
  private readonly retries?: Record<string, Sample>;

  constructor(
    private readonly registry: MetricsRegistry,
    private readonly protocol: 'http' | 'grpc',
    parent: RouteObject,
    route: RouteObject,
    retries: boolean,
    now: number,
  ) {
    const p = `outbound_${protocol}_route`;
    this.routeLabels = `${parentLabels(parent)},${labelText(
      objectLabels('route', route, false),
    )}`;
    const labels = `${this.routeLabels},hostname=""`;
    this.durations = registry.distribution(
      `${p}_request_duration_seconds`,
      labels,
    );
    this.requestFrames = registry.distribution(
      `${p}_request_frame_size_bytes`,
      labels,
    );
    this.statuses = {
      name: `${p}_request_statuses`,
      labels,
      counters: new Map(),
    };
    if (retries) {
      this.retries = {};
      for (const what of [
        'limit_exceeded',
        'overflow',
        'requests',
        'successes',
      ]) {
        this.retries[what] = registry.sample(`${p}_retry_${what}`, labels);
        this.retries[what].add(0, now);
      }
    }
  }

  /** What the caller got in the end. */
  done(
    outcome: RouteOutcome,
    durationMs: number,
    requestBytes: number,
    now: number,
  ): void {
    this.durations.observe(durationMs / 1000, now);
    this.requestFrames.touch(now);
    if (requestBytes > 0) {
      this.requestFrames.observe(requestBytes, now);
    }
    countStatus(this.registry, this.protocol, this.statuses, outcome, now);
  }

  retried(successful: boolean, now: number): void {
    this.retries?.requests.add(1, now);
    if (successful) {
      this.retries?.successes.add(1, now);
    }
  }

  retryLimitExceeded(now: number): void {
    this.retries?.limit_exceeded.add(1, now);
  }

  backend(backend: RouteObject): OutboundBackendSeries {
    const key = `${backend.kind}/${backend.namespace}/${backend.name}/${backend.port}`;
    let series = this.backends.get(key);
    if (!series) {
      series = new OutboundBackendSeries(
        this.registry,
        this.protocol,
        `${this.routeLabels},${labelText(
          objectLabels('backend', backend, true),
        )}`,
      );
      this.backends.set(key, series);
    }
    return series;
  }
}

function countStatus(
  registry: MetricsRegistry,
  protocol: 'http' | 'grpc',
  statuses: Statuses,
  outcome: RouteOutcome,
  now: number,
): void {
  const key = `${outcome.status}|${outcome.error}`;
  let counter = statuses.counters.get(key);
  if (!counter) {
    counter = registry.sample(
      statuses.name,
      `${statuses.labels},${protocol}_status="${outcome.status}",error="${outcome.error}"`,
    );
    statuses.counters.set(key, counter);
  }
  counter.add(1, now);
}

/** The requests that a proxy lets in by one route of a Server, whoever sends them. */
export class InboundRouteSeries {
  private readonly requests: Sample;
  private readonly requestFrames: Distribution;
  private readonly durations: Distribution;
  private readonly responseFrames: Distribution;
  private readonly responseDurations: Distribution;
  private readonly statuses = new Map<string, Sample>();

  constructor(
    private readonly registry: MetricsRegistry,
    private readonly labels: LabelText,
  ) {
    const p = 'inbound_http';
    this.requests = registry.sample(`${p}_requests`, labels);
    this.requestFrames = registry.distribution(
      `${p}_request_frame_size_bytes`,
      labels,
    );
    this.durations = registry.distribution(
      `${p}_request_duration_seconds`,
      labels,
    );
    this.responseFrames = registry.distribution(
      `${p}_response_frame_size_bytes`,
      labels,
    );
    this.responseDurations = registry.distribution(
      `${p}_response_duration_seconds`,
      labels,
    );
  }

  request(requestBytes: number, now: number): void {
    this.requests.add(1, now);
    this.requestFrames.touch(now);
    if (requestBytes > 0) {
      this.requestFrames.observe(requestBytes, now);
    }
  }

  response(
    status: number | undefined,
    durationMs: number,
    responseBytes: number,
    now: number,
  ): void {
    this.durations.observe(durationMs / 1000, now);
    this.responseDurations.observe(durationMs / 1000, now);
    this.responseFrames.touch(now);
    if (responseBytes > 0) {
      this.responseFrames.observe(responseBytes, now);
    }
    const text = status?.toString() ?? '';
    let counter = this.statuses.get(text);
    if (!counter) {
      counter = this.registry.sample(
        'inbound_http_statuses',
        `${this.labels},status="${text}"`,
      );
      this.statuses.set(text, counter);
    }
    counter.add(1, now);
  }
}
