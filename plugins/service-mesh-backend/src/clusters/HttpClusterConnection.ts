import {
  ClusterConnection,
  ClusterDetails,
  ClusterRequest,
  ClusterResponse,
  KubernetesStatusError,
} from '@backstage-mesh/plugin-service-mesh-node';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import http, { IncomingMessage } from 'http';
import https from 'https';
import { Socket } from 'net';
import { TLSSocket } from 'tls';
import { withinTime } from '../withinTime';
import { connectionProblem } from './connectionProblem';
import { requestHeaders } from './requestHeaders';
import { requestUrl } from './requestUrl';
import { readBody, responseBody } from './responseBody';

const DEFAULT_JSON_BYTES = 64 * 1024 * 1024;
const JSON_HEAD_TIMEOUT_MS = 30_000;
const JSON_STALL_MS = 30_000;
const ERROR_BODY_BYTES = 256 * 1024;

/** First probe of an idle connection: a peer that went away without a word is noticed within a minute. */
const TCP_KEEP_ALIVE_MS = 20_000;

/** A server that takes no connection in this time is not there: its answers may take longer. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Questions that are on their way at once. Watches and taps stay open, have limits of their own, and must not take these places. */
const MAX_QUESTIONS = 128;

/** Credentials come from files, or from a cloud that may not answer. */
const CREDENTIAL_TIMEOUT_MS = 10_000;

/** A connection from the pool was closed before the first byte of the answer. */
class StaleSocketError extends Error {}

/**
 * Speaks to one API server over HTTP/1.1 with a pool of its own.
 *
 * @internal
 */
export class HttpClusterConnection implements ClusterConnection {
  readonly name: string;
  #details: ClusterDetails;
  readonly #baseUrl: URL;
  readonly #questions: http.Agent;
  readonly #streams: http.Agent;

  static create(details: ClusterDetails): HttpClusterConnection {
    return new HttpClusterConnection(details);
  }

  private constructor(details: ClusterDetails) {
    this.name = details.name;
    this.#details = details;
    this.#baseUrl = parseBaseUrl(details);
    this.#questions = this.#createAgent(MAX_QUESTIONS);
    this.#streams = this.#createAgent(Infinity);
  }

  async request(request: ClusterRequest): Promise<ClusterResponse> {
    const url = requestUrl(this.#baseUrl, request);
    const isStream =
      Boolean(request.query?.watch) || request.headTimeoutMs === undefined;
    const { ca, token } = await this.#credentials(request.signal);
    const headers = requestHeaders({
      headers: request.headers,
      identity: request.identity,
      token,
      watch: Boolean(request.query?.watch),
      json: typeof request.body === 'string',
    });
    const send = () =>
      sendRequest(url, {
        method: request.method ?? 'GET',
        headers,
        body: request.body,
        agent: isStream ? this.#streams : this.#questions,
        ca,
        headTimeoutMs: request.headTimeoutMs,
        signal: request.signal,
      });
    let response: IncomingMessage;
    try {
      response = await send().catch(error => {
        // The server closed a kept connection at the moment in which it was used again: nothing was processed.
        if (error instanceof StaleSocketError && !request.signal?.aborted) {
          return send();
        }
        throw error;
      });
    } catch (error) {
      request.signal?.throwIfAborted();
      throw this.#unavailable(error);
    }
    return {
      status: response.statusCode ?? 0,
      headers: flatHeaders(response),
      body: responseBody(response, this.name),
      cancel: () => response.destroy(),
    };
  }

  async json<T>(request: ClusterRequest & { maxBytes?: number }): Promise<T> {
    const { maxBytes = DEFAULT_JSON_BYTES, ...rest } = request;
    const response = await this.request({
      headTimeoutMs: JSON_HEAD_TIMEOUT_MS,
      ...rest,
    });
    const ok = response.status >= 200 && response.status < 300;
    const body = await readBody(response.body, {
      maxBytes: ok ? maxBytes : ERROR_BODY_BYTES,
      stallMs: JSON_STALL_MS,
      cancel: response.cancel,
      cluster: this.name,
    });
    if (!ok) {
      throw KubernetesStatusError.fromResponse(response, body);
    }
    try {
      return JSON.parse(body.toString('utf8'));
    } catch {
      throw new KubernetesStatusError(
        `The cluster ${this.name} answered ${request.path} with something that is no JSON`,
        { status: response.status },
      );
    }
  }

  /** Takes over what gives the credentials of the same cluster. */
  renew({ ca, token }: Pick<ClusterDetails, 'ca' | 'token'>): void {
    this.#details = { ...this.#details, ca, token };
  }

  /** Ends all connections, also those in use. */
  close(): void {
    this.#questions.destroy();
    this.#streams.destroy();
  }

  #createAgent(maxSockets: number): http.Agent {
    const pool = {
      keepAlive: true,
      maxSockets,
      maxFreeSockets: 16,
      scheduling: 'lifo' as const,
    };
    return this.#baseUrl.protocol === 'https:'
      ? new https.Agent({
          ...pool,
          rejectUnauthorized: !this.#details.skipTLSVerify,
        })
      : new http.Agent(pool);
  }

  async #credentials(
    signal: AbortSignal | undefined,
  ): Promise<{ ca?: string; token?: string }> {
    const { ca, caData, token } = this.#details;
    const inTime = <T>(coming: Promise<T>, what: string) =>
      withinTime(coming, {
        ms: CREDENTIAL_TIMEOUT_MS,
        problem: `${what} did not come`,
        signal,
      });
    try {
      return {
        ca: ca ? await inTime(ca(), 'its certificates') : caData,
        token: token && (await inTime(token(), 'its token')),
      };
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#unavailable(error);
    }
  }

  #unavailable(error: unknown): ServiceUnavailableError {
    return new ServiceUnavailableError(
      `The cluster ${this.name} can not be reached: ${connectionProblem(
        error,
      )}`,
    );
  }
}

function sendRequest(
  url: URL,
  options: {
    method: string;
    headers: Record<string, string | string[]>;
    body?: Uint8Array | string;
    agent: http.Agent;
    /** PEM. Connections that were made with other certificates are not used. */
    ca?: string;
    headTimeoutMs?: number;
    signal?: AbortSignal;
  },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { body, ca, signal, headTimeoutMs } = options;
    const headers = { ...options.headers };
    if (body !== undefined) {
      headers['content-length'] = String(Buffer.byteLength(body));
    }
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: options.method,
      headers,
      agent: options.agent,
      ...(ca !== undefined && { ca }),
      signal,
    });
    const timer =
      headTimeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            request.destroy(
              new Error(`no answer within ${headTimeoutMs / 1000} s`),
            );
          }, headTimeoutMs);
    request.on('socket', socket => {
      socket.setKeepAlive(true, TCP_KEEP_ALIVE_MS);
      limitConnecting(request, socket);
    });
    request.on('response', response => {
      clearTimeout(timer);
      resolve(response);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const stale =
        request.reusedSocket &&
        (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale ? new StaleSocketError(error.message) : error);
    });
    request.end(body);
  });
}

/** The system would try for two minutes. */
function limitConnecting(request: http.ClientRequest, socket: Socket): void {
  if (!socket.connecting) {
    return;
  }
  const timer = setTimeout(() => {
    const error: NodeJS.ErrnoException = new Error('connection timed out');
    error.code = 'ETIMEDOUT';
    request.destroy(error);
  }, CONNECT_TIMEOUT_MS);
  const stop = () => clearTimeout(timer);
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', stop);
  socket.once('close', stop);
}

function parseBaseUrl(details: ClusterDetails): URL {
  let url: URL;
  try {
    url = new URL(details.url);
  } catch {
    throw new InputError(
      `The url of the cluster ${details.name} is ${JSON.stringify(
        details.url,
      )}, which is no URL`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new InputError(
      `The url of the cluster ${details.name} must begin with http or https`,
    );
  }
  return url;
}

function flatHeaders(
  response: IncomingMessage,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}
