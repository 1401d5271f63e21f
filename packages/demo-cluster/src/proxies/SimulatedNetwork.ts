import {
  DialError,
  type NetworkRequest,
  type NetworkResponse,
  type PodNetwork,
} from '../api/network';
import type { Clock } from '../clock/Clock';
import type { Pod } from '../objects/KubernetesObject';
import type { LinkModel } from '../simulation/model';
import type { PodDirectory } from '../simulation/PodDirectory';
import type { SimulatedPod } from '../simulation/SimulatedPod';
import { GatewayProbes } from './GatewayProbes';
import { ADMIN_PORT } from './peers';

export interface NetworkSettings {
  /** How long the API server waits for an address that drops packets. */
  dialTimeoutMs: number;
}

/** Ports of the mesh's own dashboards that let nobody in without the right identity. */
const GUARDED = new Map([
  ['prometheus', 9090],
  ['metrics-api', 8085],
]);

const WEB_HOSTS =
  /^(localhost|127\.0\.0\.1|web\.linkerd-viz\.svc\.cluster\.local|web\.linkerd-viz\.svc|\[::1\])(:\d+)?$/;

/** What the API server meets when it connects to a pod. */
export class SimulatedNetwork implements PodNetwork {
  private readonly probes = new WeakMap<SimulatedPod, GatewayProbes>();

  constructor(
    private readonly clock: Clock,
    private readonly pods: PodDirectory,
    private readonly settings: NetworkSettings,
  ) {}

  async request(
    pod: Pod,
    port: number,
    request: NetworkRequest,
  ): Promise<NetworkResponse> {
    const target = this.pods.get(pod.metadata.uid);
    const address = `${pod.status.podIP ?? ''}:${port}`;
    if (!target || pod.status.podIP === undefined) {
      throw new DialError(`dial tcp ${address}: connect: no route to host`);
    }
    if (target.workload.reachability === 'unreachable') {
      throw new DialError(
        `dial tcp ${address}: connect: network is unreachable`,
      );
    }
    if (target.workload.reachability === 'hangs') {
      await new Promise(resolve =>
        setTimeout(resolve, this.settings.dialTimeoutMs),
      );
      throw new DialError(`dial tcp ${address}: i/o timeout`);
    }
    const answer =
      port === ADMIN_PORT
        ? this.proxyAnswer(target, request)
        : this.applicationAnswer(target, port, request);
    if (!answer) {
      throw new DialError(`dial tcp ${address}: connect: connection refused`);
    }
    return answer;
  }

  private proxyAnswer(
    pod: SimulatedPod,
    request: NetworkRequest,
  ): NetworkResponse | undefined {
    const { proxy } = pod;
    if (!proxy) {
      return undefined;
    }
    const now = this.clock.now();
    const path = request.path.split('?')[0];
    if (path === '/metrics') {
      const body = proxy.metrics(now);
      proxy.inbound.countAdminRequest({}, 'default', body.length, now);
      return text(200, body);
    }
    if (path === '/ready' || path === '/live') {
      return text(200, `${path.slice(1)}\n`);
    }
    return { status: 404, headers: {}, body: '' };
  }

  private applicationAnswer(
    pod: SimulatedPod,
    port: number,
    request: NetworkRequest,
  ): NetworkResponse | undefined {
    const { workload } = pod;
    if (!pod.isReady || !workload.ports.some(item => item.port === port)) {
      return undefined;
    }
    const path = request.path.split('?')[0];
    if (workload.mirrors && path === '/metrics') {
      return text(200, this.probesOf(pod, workload.mirrors));
    }
    if (workload.namespace === 'linkerd-viz') {
      if (GUARDED.get(workload.name) === port) {
        return { status: 403, headers: {}, body: '' };
      }
      if (workload.name === 'web') {
        return dashboard(request.host, path);
      }
    }
    const headers = {
      'Content-Type': 'application/json',
      'X-Served-By': workload.name,
    };
    return path === '/'
      ? { status: 200, headers, body: '{}' }
      : { status: 404, headers, body: '{"error":"not found"}' };
  }

  private probesOf(pod: SimulatedPod, link: LinkModel): string {
    let probes = this.probes.get(pod);
    if (!probes) {
      probes = new GatewayProbes(link, pod.startedAt);
      this.probes.set(pod, probes);
    }
    return probes.metrics(this.clock.now());
  }
}

function text(status: number, body: string): NetworkResponse {
  return { status, headers: { 'Content-Type': 'text/plain' }, body };
}

function dashboard(host: string, path: string): NetworkResponse {
  if (!WEB_HOSTS.test(host)) {
    return {
      status: 400,
      headers: {
        'Content-Type': 'text/plain; charset=utf-8',
        'X-Content-Type-Options': 'nosniff',
      },
      body: `It appears that you are trying to reach this service with a host of '${host}'.\nThis does not match /${WEB_HOSTS.source}/ and has been denied for security reasons.\nPlease see https://linkerd.io/dns-rebinding for an explanation of what is happening and how to fix it.\n`,
    };
  }
  return path === '/api/version'
    ? {
        status: 200,
        headers: { 'Content-Type': 'application/json' },
        body: '{"version":"edge-26.8.3"}',
      }
    : { status: 404, headers: {}, body: '' };
}
