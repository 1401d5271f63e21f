import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { KubernetesObject, Pod } from '../objects/KubernetesObject';
import type { ObjectStore } from '../objects/ObjectStore';
import { DialError, type PodNetwork } from './network';
import type { RequestInfo } from './requestInfo';
import { acceptsGzip, sendBody } from './responses';
import { badRequest, notFound, serviceUnavailable } from './status';

interface Target {
  name: string;
  port: string;
}

/** `name`, `name:port`, `scheme:name:port`, as the API server takes them. */
function readTarget(text: string): Target {
  const parts = text.split(':');
  if (parts.length > 3) {
    throw badRequest(`invalid proxy request ${JSON.stringify(text)}`);
  }
  const [name, port] = parts.length === 3 ? parts.slice(1) : parts;
  return { name, port: port ?? '' };
}

interface ServicePort {
  name?: string;
  port: number;
  targetPort: number | string;
}

/** A Service that leads out of the simulation, to a real server. */
export interface ServiceForward {
  namespace: string;
  name: string;
  port: number;
  /** Where its requests go, without a path. */
  url: string;
}

/** Headers of a request that concern the way to the API server, not the one behind it. */
const OWN_HEADERS = new Set(['authorization', 'host', 'connection']);

/** Answers `…/pods/{pod}/proxy/…` and `…/services/{service}/proxy/…`. */
export class ResourceProxy {
  constructor(
    private readonly store: ObjectStore,
    private readonly network: PodNetwork,
    private readonly forwards: readonly ServiceForward[] = [],
  ) {}

  /** @throws ApiError 404 or 503, as recorded. */
  async proxy(
    info: RequestInfo,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const target = readTarget(info.name ?? '');
    const forward = this.findForward(info, target);
    if (forward) {
      await sendOn(forward, info, request, response);
      return;
    }
    const { pod, port } =
      info.resource === 'pods'
        ? this.findPod(info, target)
        : this.findEndpoint(info, target);
    const query = info.query.toString();
    try {
      const answer = await this.network.request(pod, port, {
        method: request.method ?? 'GET',
        path: `${info.rest || '/'}${query ? `?${query}` : ''}`,
        host: request.headers.host ?? '',
        acceptsGzip: acceptsGzip(request),
      });
      response.statusCode = answer.status;
      for (const [name, value] of Object.entries(answer.headers)) {
        response.setHeader(name, value);
      }
      // The proxies compress whatever they are asked to compress.
      await sendBody(request, response, answer.body, 1);
    } catch (error) {
      if (error instanceof DialError) {
        throw serviceUnavailable(
          `error trying to reach service: ${error.message}`,
        );
      }
      throw error;
    }
  }

  private findForward(
    info: RequestInfo,
    { name, port }: Target,
  ): ServiceForward | undefined {
    return info.resource === 'services'
      ? this.forwards.find(
          item =>
            item.namespace === info.namespace &&
            item.name === name &&
            (port === '' || port === String(item.port)),
        )
      : undefined;
  }

  private findPod(
    info: RequestInfo,
    target: Target,
  ): { pod: Pod; port: number } {
    const pod = this.store.get<Pod>('pods', info.namespace, target.name);
    if (!pod) {
      throw notFound('pods', target.name);
    }
    const port = target.port === '' ? firstPort(pod) : Number(target.port);
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      throw badRequest(`invalid port ${JSON.stringify(target.port)}`);
    }
    return { pod, port };
  }

  private findEndpoint(
    info: RequestInfo,
    target: Target,
  ): { pod: Pod; port: number } {
    const service = this.store.get('services', info.namespace, target.name);
    if (!service) {
      throw notFound('services', target.name);
    }
    const port = servicePort(service, target.port);
    const pod = this.readyPodOf(service);
    if (!port || !pod) {
      throw serviceUnavailable(
        `no endpoints available for service "${info.name?.split(':')[0]}"`,
      );
    }
    return {
      pod,
      port:
        typeof port.targetPort === 'number' ? port.targetPort : firstPort(pod),
    };
  }

  private readyPodOf(service: KubernetesObject): Pod | undefined {
    const { selector } = service.spec as { selector?: Record<string, string> };
    if (!selector) {
      return undefined;
    }
    return this.store
      .list<Pod>('pods', service.metadata.namespace)
      .find(
        pod =>
          Object.entries(selector).every(
            ([key, value]) => pod.metadata.labels?.[key] === value,
          ) &&
          pod.status.conditions.some(
            condition =>
              condition.type === 'Ready' && condition.status === 'True',
          ),
      );
  }
}

function sendOn(
  forward: ServiceForward,
  info: RequestInfo,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const query = info.query.toString();
  const url = new URL(
    `${info.rest || '/'}${query ? `?${query}` : ''}`,
    forward.url,
  );
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.has(name)),
  );
  return new Promise((resolve, reject) => {
    const upstream = http.request(
      url,
      { method: request.method, headers },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.once('end', resolve);
        answer.once('error', reject);
      },
    );
    upstream.once('error', error =>
      reject(
        serviceUnavailable(`error trying to reach service: ${error.message}`),
      ),
    );
    response.once('close', () => upstream.destroy());
    request.pipe(upstream);
  });
}

function firstPort(pod: Pod): number {
  for (const container of pod.spec.containers) {
    const ports = container.ports as { containerPort: number }[] | undefined;
    if (ports?.[0]) {
      return ports[0].containerPort;
    }
  }
  return 80;
}

function servicePort(
  service: KubernetesObject,
  asked: string,
): ServicePort | undefined {
  const { ports = [] } = service.spec as { ports?: ServicePort[] };
  if (asked === '') {
    return ports[0];
  }
  return ports.find(port => port.name === asked || String(port.port) === asked);
}
