import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock/Clock';
import type { ObjectStore } from '../objects/ObjectStore';
import {
  findResource,
  resources,
  type ResourceName,
} from '../objects/resources';
import type { AggregatedHandler } from './aggregation';
import type { Authenticator } from './authentication';
import type { Rbac, UserInfo } from './authorization';
import type { DemoRoutes } from './demoRoutes';
import { Discovery } from './discovery';
import type { Faults } from './faults';
import { listObjects } from './lists';
import type { ResourceProxy } from './proxies';
import {
  representationOf,
  representList,
  representObject,
} from './representations';
import { readRequestInfo, type RequestInfo } from './requestInfo';
import {
  readBody,
  sendError,
  sendJson,
  sendPageNotFound,
  setCommonHeaders,
} from './responses';
import { answerReview } from './reviews';
import {
  ApiError,
  badRequest,
  forbidden,
  forbiddenPath,
  methodNotAllowed,
  notFound,
} from './status';
import { watchObjects } from './watches';

export interface ApiServerParts {
  store: ObjectStore;
  clock: Clock;
  rbac: Rbac;
  authenticator: Authenticator;
  proxy: ResourceProxy;
  faults: Faults;
  demo: DemoRoutes;
  /** Groups that others answer, as `group/version`. */
  aggregated: ReadonlyMap<string, AggregatedHandler>;
  bookmarkEveryMs: number;
}

export interface ListenOptions {
  host: string;
  port: number;
  /** Without it the server speaks plain HTTP. */
  tls?: { key: string; cert: string };
}

const VERSION = {
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '33',
  gitVersion: 'v1.34.4',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.26.8',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const HEALTH = new Set(['/healthz', '/livez', '/readyz']);
const FUTURE_LIST_WAIT_MS = 3000;
const STALLED_LENGTH = 1_000_000;

/** As the API server names what a status stands for. */
function reasonOf(code: number): string {
  switch (code) {
    case 401:
      return 'Unauthorized';
    case 403:
      return 'Forbidden';
    case 410:
      return 'Expired';
    case 429:
      return 'TooManyRequests';
    case 503:
      return 'ServiceUnavailable';
    default:
      return 'InternalError';
  }
}

/** The Kubernetes API of one cluster over HTTP. */
export class ApiServer {
  private readonly servers: http.Server[] = [];
  private readonly discovery: Discovery;

  constructor(private readonly parts: ApiServerParts) {
    this.discovery = new Discovery(() => [...parts.aggregated.keys()]);
  }

  /** Returns the port it got. @throws Error (EADDRINUSE…) where it cannot listen. */
  async listen(options: ListenOptions): Promise<number> {
    const handle = (request: IncomingMessage, response: ServerResponse) => {
      this.handle(request, response).catch(error => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    };
    const server = options.tls
      ? https.createServer(options.tls, handle)
      : http.createServer(handle);
    server.requestTimeout = 0;
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
    this.servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await Promise.all(
      this.servers.map(
        server =>
          new Promise<void>(resolve => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      ),
    );
  }

  private async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    setCommonHeaders(response, this.parts.clock.now());
    try {
      const info = readRequestInfo(request.method ?? 'GET', request.url ?? '/');
      if (await this.applyFault(info, request, response)) {
        return;
      }
      if (await this.parts.demo.answer(info, request, response)) {
        return;
      }
      const user = this.parts.authenticator.authenticate(request.headers);
      await (info.isResource
        ? this.answerResource(info, user, request, response)
        : this.answerPath(info, user, request, response));
    } catch (error) {
      if (response.headersSent) {
        throw error;
      }
      await sendError(
        request,
        response,
        error instanceof ApiError
          ? error
          : new ApiError(500, 'InternalError', String(error)),
      );
    }
  }

  /** Returns whether the request is done with. */
  private async applyFault(
    info: RequestInfo,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    const fault = this.parts.faults.faultOf(info);
    switch (fault?.kind) {
      case 'status':
        throw new ApiError(
          fault.code,
          reasonOf(fault.code),
          fault.message,
          fault.retryAfterSeconds === undefined
            ? undefined
            : { retryAfterSeconds: fault.retryAfterSeconds },
        );
      case 'delay':
        await new Promise(resolve => setTimeout(resolve, fault.milliseconds));
        return false;
      case 'hang':
        return true;
      case 'stall':
        response.setHeader('Content-Type', 'application/json');
        response.setHeader('Content-Length', STALLED_LENGTH);
        response.write('{"kind":"List","items":[');
        return true;
      case 'garbage':
        response.setHeader('Content-Type', 'application/json');
        response.end(fault.body);
        return true;
      case 'cut':
        request.socket.destroy();
        return true;
      default:
        return false;
    }
  }

  private async answerPath(
    info: RequestInfo,
    user: UserInfo,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { path } = info;
    if (HEALTH.has(path)) {
      response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      response.end('ok');
      return;
    }
    if (path === '/version' || path === '/version/') {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(VERSION, undefined, 2));
      return;
    }
    if (user.groups.includes('system:unauthenticated')) {
      throw forbiddenPath(user, path);
    }
    const aggregated = this.aggregatedGroupOf(path);
    if (aggregated) {
      await aggregated({ request, response, user, path, query: info.query });
      return;
    }
    const answer = this.discovery.answer(path);
    if (answer) {
      await sendJson(request, response, 200, answer);
      return;
    }
    sendPageNotFound(response);
  }

  private aggregatedGroupOf(path: string): AggregatedHandler | undefined {
    const groupVersion = /^\/apis\/([^/]+\/[^/]+)/.exec(path)?.[1];
    return groupVersion === undefined
      ? undefined
      : this.parts.aggregated.get(groupVersion);
  }

  private async answerResource(
    info: RequestInfo,
    user: UserInfo,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    this.authorize(info, user);
    const aggregated = this.aggregatedGroupOf(info.path);
    if (aggregated) {
      await aggregated({
        request,
        response,
        user,
        path: info.path,
        query: info.query,
      });
      return;
    }
    if (info.group === 'authorization.k8s.io' && info.verb === 'create') {
      const body = await readBody(request);
      const answer = answerReview(info.resource, body, user, this.parts.rbac);
      if (answer) {
        await sendJson(request, response, 201, answer);
        return;
      }
    }
    const resource = findResource(info.group, info.version, info.resource);
    if (!resource) {
      sendPageNotFound(response);
      return;
    }
    if (info.subresource === 'proxy') {
      await this.parts.proxy.proxy(info, request, response);
      return;
    }
    if (info.subresource) {
      sendPageNotFound(response);
      return;
    }
    await this.read(resource, info, request, response);
  }

  private authorize(info: RequestInfo, user: UserInfo): void {
    const asked = {
      verb: info.verb,
      group: info.group,
      resource: info.resource,
      subresource: info.subresource,
      namespace: info.namespace,
      name: info.name,
    };
    if (!this.parts.rbac.authorize(user, asked).allowed) {
      throw forbidden(user, asked);
    }
  }

  private async read(
    resource: ResourceName,
    info: RequestInfo,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { store, clock } = this.parts;
    const namespace = resources[resource].namespaced
      ? info.namespace
      : undefined;
    if (info.verb === 'watch') {
      const query = new URLSearchParams(info.query);
      if (info.name) {
        const fields = [
          query.get('fieldSelector'),
          `metadata.name=${info.name}`,
        ];
        query.set('fieldSelector', fields.filter(Boolean).join(','));
      }
      watchObjects(
        store,
        clock,
        request,
        response,
        { resource, namespace, query },
        { bookmarkEveryMs: this.parts.bookmarkEveryMs },
        this.parts.faults.watchSignal,
      );
      return;
    }
    const representation = representationOf(request);
    if (info.verb === 'get' && info.name) {
      const object = store.get(resource, namespace, info.name);
      if (!object) {
        throw notFound(resources[resource].plural, info.name, info.group);
      }
      await sendJson(
        request,
        response,
        200,
        representObject(representation, resource, object, clock.now()),
      );
      return;
    }
    if (info.verb === 'list') {
      const result = await this.list(resource, namespace, info.query);
      await sendJson(
        request,
        response,
        200,
        representList(representation, resource, result, clock.now()),
      );
      return;
    }
    if (info.verb === 'delete' || info.verb === 'patch') {
      throw badRequest('the demo cluster is read only');
    }
    throw methodNotAllowed();
  }

  /** A version that is not there yet is waited for, for a while. */
  private async list(
    resource: ResourceName,
    namespace: string | undefined,
    query: URLSearchParams,
  ) {
    try {
      return listObjects(this.parts.store, { resource, namespace, query });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 504) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, FUTURE_LIST_WAIT_MS));
      return listObjects(this.parts.store, { resource, namespace, query });
    }
  }
}
