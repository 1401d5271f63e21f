import http from 'node:http';
import https from 'node:https';
import { createGunzip } from 'node:zlib';
import { ClusterConnection } from '@backstage-mesh/plugin-service-mesh-node';
import {
  certificatesFromFile,
  tokenFromFile,
} from '../../clusters/credentialFiles';
import { PrometheusConfig, PrometheusTarget } from '../../config';
import { messageOf } from '../../messageOf';
import { PrometheusError } from './decodeAnswer';

/** @internal */
export interface TransportRequest {
  /** Behind the base address: `/api/v1/query`. */
  path: string;
  params: Readonly<Record<string, string>>;
  timeoutMs: number;
  signal?: AbortSignal;
}

/**
 * A way to the HTTP API of a Prometheus.
 *
 * @internal
 */
export interface PrometheusTransport {
  /** For people; holds no credentials. */
  readonly description: string;
  /** The longest parameters that can be sent, in characters once they are encoded. */
  readonly maxLength: number;
  /**
   * @throws PrometheusError `unavailable` or `timeout` where nothing answered; the reason of the signal where it was aborted
   */
  send(request: TransportRequest): Promise<{ status: number; body: string }>;
  close(): void;
}

/** The largest answer that is read: a mesh of some thousand workloads gives 8 MB. */
const MAX_BODY = 128 * 1024 * 1024;

/**
 * The API server reads requests of more; load balancers in front of it may not.
 */
const MAX_URL = 8 * 1024;

/**
 * POSTs to a URL.
 *
 * @internal
 */
export class UrlTransport implements PrometheusTransport {
  readonly description: string;
  readonly maxLength = Infinity;

  private readonly base: URL;
  private readonly agent: http.Agent;

  /**
   * @throws TypeError for what is no URL of http or https
   */
  constructor(
    url: string,
    private readonly options: Partial<
      Pick<
        PrometheusConfig,
        | 'headers'
        | 'token'
        | 'tokenFile'
        | 'basicAuth'
        | 'caData'
        | 'caFile'
        | 'skipTLSVerify'
        | 'maxConcurrent'
      >
    > & {
      /** The largest answer that is read, in bytes once it is unfolded. */
      maxBytes?: number;
    } = {},
  ) {
    this.base = new URL(url);
    if (!['http:', 'https:'].includes(this.base.protocol)) {
      throw new TypeError(
        `The URL of a Prometheus begins with http or https, not ${this.base.protocol}`,
      );
    }
    const { origin, pathname } = this.base;
    this.description = `Prometheus at ${origin}${
      pathname === '/' ? '' : pathname
    }`;
    const agentOptions = {
      keepAlive: true,
      maxSockets: options.maxConcurrent ?? 4,
    };
    this.agent =
      this.base.protocol === 'https:'
        ? new https.Agent(agentOptions)
        : new http.Agent(agentOptions);
  }

  close(): void {
    this.agent.destroy();
  }

  async send({
    path,
    params,
    timeoutMs,
    signal,
  }: TransportRequest): Promise<{ status: number; body: string }> {
    const body = new URLSearchParams(params).toString();
    const url = new URL(this.base);
    url.username = '';
    url.password = '';
    url.pathname = `${this.base.pathname.replace(/\/$/, '')}${path}`;
    const credentials = await this.credentials();
    const options: https.RequestOptions = {
      method: /\/query(_range)?$/.test(path) ? 'POST' : 'GET',
      agent: this.agent,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'gzip',
        'content-type': 'application/x-www-form-urlencoded',
        ...credentials.headers,
        ...this.options.headers,
      },
      ca: credentials.ca,
      rejectUnauthorized: !this.options.skipTLSVerify,
      signal: withTimeout(timeoutMs, signal),
    };
    try {
      return await exchange(url, options, body, this.options.maxBytes);
    } catch (error) {
      signal?.throwIfAborted();
      throw asPrometheusError(error, timeoutMs);
    }
  }

  /** Those of files are read each time, as they are rotated. */
  private async credentials(): Promise<{
    headers: Record<string, string>;
    ca?: string;
  }> {
    const { caData, caFile } = this.options;
    try {
      return {
        headers: await this.authorization(),
        ca: caFile ? await certificatesFromFile(caFile)() : caData,
      };
    } catch (error) {
      throw new PrometheusError('unavailable', messageOf(error));
    }
  }

  private async authorization(): Promise<Record<string, string>> {
    const { token, tokenFile, basicAuth } = this.options;
    const bearer = tokenFile ? await tokenFromFile(tokenFile)() : token;
    if (bearer) {
      return { authorization: `Bearer ${bearer}` };
    }
    const username =
      basicAuth?.username ?? decodeURIComponent(this.base.username);
    const password =
      basicAuth?.password ?? decodeURIComponent(this.base.password);
    return username
      ? {
          authorization: `Basic ${Buffer.from(
            `${username}:${password}`,
          ).toString('base64')}`,
        }
      : {};
  }
}

/**
 * GETs through the API server's service proxy: a POST there would need the verb `create`.
 *
 * @internal
 */
export class ServiceTransport implements PrometheusTransport {
  readonly description: string;
  readonly maxLength = MAX_URL;

  private readonly path: string;

  constructor(
    private readonly connection: ClusterConnection,
    target: Extract<PrometheusTarget, { type: 'service' }>,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {
    // Role rules may name `prometheus:9090`: the name is checked exactly as it is asked.
    const name = `${target.scheme === 'https' ? 'https:' : ''}${target.name}:${
      target.port
    }`;
    this.path = `/api/v1/namespaces/${encodeURIComponent(
      target.namespace,
    )}/services/${encodeURIComponent(name)}/proxy${target.path}`;
    this.description = `Prometheus in Service ${target.namespace}/${target.name}:${target.port}, through the Kubernetes API server`;
  }

  close(): void {
    // The connection belongs to the cluster.
  }

  async send({
    path,
    params,
    timeoutMs,
    signal,
  }: TransportRequest): Promise<{ status: number; body: string }> {
    try {
      const response = await this.connection.request({
        path: `${this.path}${path}`,
        query: params,
        headers: { accept: 'application/json', ...this.headers },
        headTimeoutMs: timeoutMs,
        signal: withTimeout(timeoutMs, signal),
      });
      return {
        status: response.status,
        body: await readText(response.body),
      };
    } catch (error) {
      signal?.throwIfAborted();
      throw asPrometheusError(error, timeoutMs);
    }
  }
}

function exchange(
  url: URL,
  options: https.RequestOptions,
  body: string,
  maxBytes?: number,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const isPost = options.method === 'POST';
    const target = new URL(url);
    if (!isPost) {
      target.search = body;
    }
    const request = (url.protocol === 'https:' ? https : http).request(
      target,
      options,
      response => {
        const stream =
          response.headers['content-encoding'] === 'gzip'
            ? response.pipe(createGunzip())
            : response;
        response.on('error', error => stream.destroy(error));
        readText(stream, maxBytes).then(
          text => resolve({ status: response.statusCode ?? 0, body: text }),
          error => {
            // What is left of an answer that is not read must not keep the connection.
            response.destroy();
            reject(error);
          },
        );
      },
    );
    request.on('error', reject);
    request.end(isPost ? body : undefined);
  });
}

async function readText(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number = MAX_BODY,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new PrometheusError(
        'too-large',
        `The answer is larger than ${maxBytes} bytes`,
      );
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

function withTimeout(timeoutMs: number, signal?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([timeout, signal]) : timeout;
}

function asPrometheusError(error: unknown, timeoutMs: number): Error {
  if (error instanceof PrometheusError) {
    return error;
  }
  const { name, code, message, cause } = error as Error & { code?: string };
  if (
    name === 'TimeoutError' ||
    code === 'ABORT_ERR' ||
    (cause instanceof Error && cause.name === 'TimeoutError')
  ) {
    return new PrometheusError('timeout', `No answer in ${timeoutMs} ms`);
  }
  return new PrometheusError('unavailable', message || code || name);
}
