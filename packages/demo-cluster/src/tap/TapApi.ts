import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  AccessAttributes,
  AccessDecision,
  UserInfo,
} from '../api/authorization';
import type { Clock } from '../clock/Clock';
import type { RequestFeed } from '../simulation/observed';
import {
  group,
  groupList,
  isTappable,
  knownPaths,
  openApi,
  resourceList,
  TAP_GROUP,
  TAP_ROOT,
  version,
} from './discovery';
import { sendJson, sendText } from './answers';
import { EventStream } from './EventStream';
import { TapFaults } from './faults';
import { compileMatch } from './match';
import { ObservationCounter, ProxyObservation } from './ProxyObservation';
import { decodeTapRequest, pathOf, type TapRequest } from './requests';
import { selectPods, type TapTargets, type TargetPod } from './targets';
import { announceTapError, sendTapError, TapError } from './TapError';

/** Who may tap what, by the tap server's own review. */
export interface TapAuthorizer {
  authorize(
    user: UserInfo,
    attributes: AccessAttributes,
  ): AccessDecision | Promise<AccessDecision>;
}

export interface TapApiParts {
  targets: TapTargets;
  authorizer: TapAuthorizer;
  feed: RequestFeed;
  clock: Clock;
  /** Whether the proxy can be reached: one that can not stays silent, and nobody is told. */
  isReachable?(podUid: string): boolean;
  faults?: TapFaults;
}

/** A request whose caller is known. */
export interface TapCall {
  request: IncomingMessage;
  response: ServerResponse;
  user: UserInfo;
  /** Without the query. */
  path: string;
}

interface TapRoute {
  namespace: string;
  resource: string;
  name: string;
}

const DEFAULT_MAX_RPS = 100;
/** It travels as 32 bits. */
const MAX_LIMIT = 0xffff_ffff;
const MAX_BODY_BYTES = 100 * 1024 * 1024;
const WATCHED = new RegExp(
  `^${TAP_ROOT}/watch/namespaces/([^/]+)/(?:([^/]+)/([^/]*)/)?tap$`,
);

/** Linkerd's tap server over the requests of a simulation. */
export class TapApi {
  readonly faults: TapFaults;
  private readonly counter = new ObservationCounter();

  constructor(private readonly parts: TapApiParts) {
    this.faults = parts.faults ?? new TapFaults();
  }

  /** Answers what the API server hands on. */
  readonly handle = async (call: TapCall): Promise<void> => {
    const { request, response } = call;
    const path = decodePath(call.path);
    const route = request.method === 'POST' ? routeOf(path) : undefined;
    if (!route) {
      // A body that nobody reads would keep the connection from its next request.
      request.resume();
      sendDocument(response, request.method === 'GET' ? path : undefined);
      return;
    }
    try {
      await this.tap(call, path, route);
    } catch (error) {
      if (!(error instanceof TapError)) {
        throw error;
      }
      sendTapError(response, error);
    }
  };

  /** A proxy that is gone counts no further. */
  forget(podUid: string): void {
    this.counter.forget(podUid);
  }

  private async tap(
    { request, response, user }: TapCall,
    path: string,
    route: TapRoute,
  ): Promise<void> {
    const { allowed, reason } = await this.review(user, route);
    if (!allowed) {
      request.resume();
      const why = reason ? `: ${reason}` : '';
      sendJson(response, 403, {
        error: `tap authorization failed (not authorized to access ${route.resource}.${TAP_GROUP}${why}), visit https://linkerd.io/tap-rbac for more information`,
      });
      return;
    }
    const asked = decodeTapRequest(await readBytes(request));
    if (pathOf(asked) !== path) {
      throw new TapError(
        `tap request body did not match APIServer URL: "${pathOf(
          asked,
        )}" != "${path}"`,
      );
    }
    const fault = this.faults.current;
    if (fault?.kind === 'refuse') {
      throw new TapError(fault.message);
    }
    if (fault?.kind === 'stalled-error') {
      announceTapError(response);
      return;
    }
    const pods = await selectPods(this.parts.targets, asked);
    if (response.destroyed) {
      return;
    }
    this.observe(
      asked,
      pods,
      new EventStream(response, pods.length, fault),
      response,
    );
  }

  private review(
    user: UserInfo,
    { namespace, resource, name }: TapRoute,
  ): AccessDecision | Promise<AccessDecision> {
    return this.parts.authorizer.authorize(user, {
      verb: 'watch',
      group: TAP_GROUP,
      resource,
      subresource: 'tap',
      namespace,
      ...(name ? { name } : {}),
    });
  }

  private observe(
    asked: TapRequest,
    pods: TargetPod[],
    stream: EventStream,
    response: ServerResponse,
  ): void {
    const { feed, clock, isReachable = () => true } = this.parts;
    const matches = compileMatch(asked.match);
    const limit = limitPerPod(asked.maxRps, pods.length);
    // Of a pod that cannot be reached only the tap server's own log tells.
    const reachable = pods.filter(({ uid, ip }) => ip && isReachable(uid));
    const stops = reachable.map(({ uid }) =>
      new ProxyObservation({
        podUid: uid,
        feed,
        clock,
        counter: this.counter,
        matches,
        limit,
        extractHeaders: asked.extractHeaders,
        emit: stream.send,
      }).start(),
    );
    stops.push(this.faults.register(stream.cut));
    response.once('close', () => stops.forEach(stop => stop()));
  }
}

/** The requests of one second and pod: an even share, at least one, the fraction cut off. */
export function limitPerPod(maxRps: number, pods: number): number {
  const share = Math.fround((maxRps === 0 ? DEFAULT_MAX_RPS : maxRps) / pods);
  return share >= 1 ? Math.trunc(Math.min(share, MAX_LIMIT)) : 1;
}

function routeOf(path: string): TapRoute | undefined {
  const match = WATCHED.exec(path);
  if (!match) {
    return undefined;
  }
  const [, namespace, resource = 'namespaces', name = ''] = match;
  return isTappable(resource) ? { namespace, resource, name } : undefined;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new TapError('http: request body too large', 'Bad Request');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const DOCUMENTS: Record<string, unknown> = {
  '/apis': groupList,
  [`/apis/${TAP_GROUP}`]: group,
  [TAP_ROOT]: resourceList,
  '/openapi/v2': openApi,
  '/version': version,
};

const HEALTH_PATHS = new Set(['/healthz', '/healthz/log', '/healthz/ping']);

function sendDocument(
  response: ServerResponse,
  path: string | undefined,
): void {
  if (path !== undefined && HEALTH_PATHS.has(path)) {
    sendText(response, 'ok');
  } else if (path !== undefined && Object.hasOwn(DOCUMENTS, path)) {
    sendJson(response, 200, DOCUMENTS[path], 2);
  } else {
    sendJson(response, 404, knownPaths, 2);
  }
}
