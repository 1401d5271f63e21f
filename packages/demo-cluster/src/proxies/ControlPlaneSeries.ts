import { BalancerSeries } from './BalancerSeries';
import { labelText, type MetricsRegistry } from './MetricsRegistry';

const LINKERD_IDENTITY = 'serviceaccount.identity.linkerd.cluster.local';

interface ControlClient {
  name: 'identity' | 'destination' | 'policy';
  addr: string;
  serverId: string;
}

const CLIENTS: ControlClient[] = [
  {
    name: 'identity',
    addr: 'linkerd-identity-headless.linkerd.svc.cluster.local:8080',
    serverId: `linkerd-identity.linkerd.${LINKERD_IDENTITY}`,
  },
  {
    name: 'destination',
    addr: 'linkerd-dst-headless.linkerd.svc.cluster.local:8086',
    serverId: `linkerd-destination.linkerd.${LINKERD_IDENTITY}`,
  },
  {
    name: 'policy',
    addr: 'linkerd-policy.linkerd.svc.cluster.local:8090',
    serverId: `linkerd-destination.linkerd.${LINKERD_IDENTITY}`,
  },
];

const STACKS: [direction: string, protocol: string, name: string][] = [
  ['inbound', 'http', 'logical'],
  ...['http', 'opaq', 'tls'].flatMap(protocol =>
    ['balance', 'endpoint', 'forward'].map(
      name => ['outbound', protocol, name] as [string, string, string],
    ),
  ),
];

/** Numbers of the runtime that stand still in a proxy with one worker. */
const RUNTIME: [string, number][] = [
  ['tokio_rt_workers', 1],
  ['tokio_rt_steal', 0],
  ['tokio_rt_steal_operations', 0],
  ['tokio_rt_remote_schedule', 7],
  ['tokio_rt_overflow', 0],
  ['tokio_rt_injection_queue_depth', 0],
  ['tokio_rt_local_queue_depth', 0],
  ['tokio_rt_budget_forced_yield', 0],
];

const CERTIFICATE_LIFETIME_S = 24 * 3600;
const BUSY_PER_SECOND = 0.0013;

/** What a proxy tells about itself: its process, its runtime and its talk with the control plane. */
export class ControlPlaneSeries {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly startedAt: number,
  ) {
    this.writeOnce();
  }

  update(now: number): void {
    const uptime = Math.max(0, (now - this.startedAt) / 1000);
    this.set('process_clock_time_seconds', Math.floor(now / 1000), now);
    this.set('process_uptime_seconds', uptime, now);
    this.set('process_cpu_seconds', round(uptime * BUSY_PER_SECOND, 2), now);
    this.set('process_network_receive_bytes', Math.round(uptime * 660), now);
    this.set('process_network_transmit_bytes', Math.round(uptime * 1870), now);
    this.set('tokio_rt_park', Math.round(uptime * 15), now);
    this.set('tokio_rt_noop', Math.round(uptime * 4), now);
    this.set('tokio_rt_local_schedule', Math.round(uptime * 25), now);
    this.set('tokio_rt_polls', Math.round(uptime * 25), now);
    this.set('tokio_rt_busy_seconds', uptime * BUSY_PER_SECOND, now);
    this.set('tokio_rt_io_driver_ready', Math.round(uptime * 8), now);
  }

  private writeOnce(): void {
    const at = this.startedAt;
    const seconds = at / 1000;
    this.set('process_start_time_seconds', seconds, at);
    this.set('process_virtual_memory_bytes', 117858304, at);
    this.set('process_resident_memory_bytes', 25907200, at);
    this.set('process_open_fds', 24, at);
    this.set('process_max_fds', 20000, at);
    this.set('process_threads', 2, at);
    this.set('opentelemetry_span_export_streams', 0, at);
    this.set('opentelemetry_span_export_requests', 0, at);
    this.set('opentelemetry_span_exports', 0, at);
    for (const [name, value] of RUNTIME) {
      this.set(name, value, at);
    }
    this.set('proxy_build_info', 1, at, [
      ['date', '2026-11-20T23:32:40Z'],
      ['git_sha', '29637b64f'],
      ['profile', 'release'],
      ['vendor', ''],
      ['version', '0.0.0-dev'],
    ]);
    this.set('rustls_info', 1, at, [
      [
        'tls_suites',
        'TLS13_AES_128_GCM_SHA256,TLS13_AES_256_GCM_SHA384,TLS13_CHACHA20_POLY1305_SHA256,',
      ],
      ['tls_kx_groups', 'X25519MLKEM768,X25519,secp256r1,secp384r1,'],
      ['tls_rand', 'AwsLcRs'],
      ['tls_key_provider', 'AwsLcRs'],
      ['tls_fips', 'false'],
    ]);
    this.set(
      'control_identity_cert_expiration_timestamp_seconds',
      Math.floor(seconds) + CERTIFICATE_LIFETIME_S,
      at,
    );
    this.set(
      'control_identity_cert_refresh_timestamp_seconds',
      seconds + 2,
      at,
    );
    this.set('control_identity_cert_refreshes', 1, at, [['result', 'ok']]);
    this.set('control_identity_cert_refreshes', 0, at, [['result', 'error']]);
    STACKS.forEach(stack => this.writeStack(stack));
    CLIENTS.forEach(client => this.writeClient(client));
    for (const client of [
      ...CLIENTS.map(({ name }) => name),
      'trace_collector',
    ]) {
      for (const type of ['SRV', 'A/AAAA']) {
        for (const result of ['ok', 'not_found']) {
          const isUsed = client !== 'trace_collector';
          const isFound = (type === 'SRV') === (result === 'not_found');
          this.set('control_dns_resolutions', isUsed && isFound ? 2 : 0, at, [
            ['client', client],
            ['record_type', type],
            ['result', result],
          ]);
        }
      }
    }
  }

  private writeStack([direction, protocol, name]: (typeof STACKS)[number]) {
    const at = this.startedAt;
    const labels: [string, string][] = [
      ['direction', direction],
      ['protocol', protocol],
      ['name', name],
    ];
    this.set('stack_create_total', direction === 'inbound' ? 1 : 0, at, labels);
    this.set('stack_drop_total', 0, at, labels);
    for (const ready of ['true', 'false', 'error']) {
      this.set('stack_poll_total', 0, at, [...labels, ['ready', ready]]);
    }
    this.set('stack_poll_total_ms', 0, at, labels);
  }

  private writeClient({ name, addr, serverId }: ControlClient): void {
    const at = this.startedAt;
    const balancer = new BalancerSeries(
      this.registry,
      {
        prefix: `control_${name}`,
        labels: labelText([['addr', addr]]),
        gateTimeoutSeconds: 30,
      },
      at,
    );
    // The identity service is asked once, and let go.
    balancer.endpoints(name === 'identity' ? 0 : 1, at);
    balancer.request(at);

    const labels: [string, string][] = [
      ['addr', addr],
      ['tls', 'true'],
      ['server_id', serverId],
    ];
    this.set('control_request_total', 1, at, labels);
    const status: [string, string] = ['status_code', '200'];
    // Streams of the policy controller end when their time is up, which counts as a failure.
    const ends: [classification: string, grpcStatus: string][] =
      name === 'policy'
        ? [
            ['success', '2'],
            ['failure', '4'],
          ]
        : [['success', name === 'identity' ? '0' : '2']];
    for (const [classification, grpcStatus] of ends) {
      this.set('control_response_total', 1, at, [
        ...labels,
        status,
        ['classification', classification],
        ['grpc_status', grpcStatus],
        ['error', ''],
      ]);
    }
    this.registry
      .distribution(
        'control_response_latency_ms',
        labelText([...labels, status]),
      )
      .observe(5, at);
  }

  private set(
    name: string,
    value: number,
    at: number,
    labels: [string, string][] = [],
  ): void {
    this.registry.sample(name, labelText(labels)).set(value, at);
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
