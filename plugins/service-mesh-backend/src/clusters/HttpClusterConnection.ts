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

/** Above what watches, taps and scrapes of one cluster add up to by their own limits. */
const MAX_SOCKETS = 256;

/** A connection from the pool was closed before the first byte of the answer. */
class StaleSocketError extends Error {}

/**
 * Speaks to one API server over HTTP/1.1 with a pool of its own.
 *
 * @internal
 */
export class HttpClusterConnection implements ClusterConnection {
  readonly name: string;
  readonly #details: ClusterDetails;
  readonly #baseUrl: URL;
  readonly #agent: http.Agent;

  static create(details: ClusterDetails): HttpClusterConnection {
    return new HttpClusterConnection(details);
  }

  private constructor(details: ClusterDetails) {
    this.name = details.name;
    this.#details = details;
    this.#baseUrl = parseBaseUrl(details);
    const pool = {
      keepAlive: true,
      maxSockets: MAX_SOCKETS,
      maxFreeSockets: 16,
      scheduling: 'lifo' as const,
    };
    this.#agent =
      this.#baseUrl.protocol === 'https:'
        ? new https.Agent({
            ...pool,
            ca: details.caData,
            rejectUnauthorized: !details.skipTLSVerify,
          })
        : new http.Agent(pool);
  }

  async request(request: ClusterRequest): Promise<ClusterResponse> {
    const url = requestUrl(this.#baseUrl, request);
    const headers = requestHeaders({
      headers: request.headers,
      identity: request.identity,
      token: await this.#token(),
      watch: Boolean(request.query?.watch),
      json: typeof request.body === 'string',
    });
    const send = () =>
      sendRequest(url, {
        method: request.method ?? 'GET',
        headers,
        body: request.body,
        agent: this.#agent,
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

  /** Ends all connections, also those in use. */
  close(): void {
    this.#agent.destroy();
  }

  async #token(): Promise<string | undefined> {
    try {
      return await this.#details.token?.();
    } catch (error) {
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
    headTimeoutMs?: number;
    signal?: AbortSignal;
  },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { body, signal, headTimeoutMs } = options;
    const headers = { ...options.headers };
    if (body !== undefined) {
      headers['content-length'] = String(Buffer.byteLength(body));
    }
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: options.method,
      headers,
      agent: options.agent,
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
    request.on('socket', socket =>
      socket.setKeepAlive(true, TCP_KEEP_ALIVE_MS),
    );
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
