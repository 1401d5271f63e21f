import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiError } from './status';

const compress = promisify(gzip);

/** Below this the API server does not bother to compress. */
const COMPRESS_FROM_BYTES = 128 * 1024;

/**
 * What every answer of the API server carries.
 *
 * @param now - by the clock of the cluster, in milliseconds since the epoch
 */
export function setCommonHeaders(response: ServerResponse, now: number): void {
  response.setHeader('Audit-Id', crypto.randomUUID());
  response.setHeader('Date', new Date(now).toUTCString());
  response.setHeader('Cache-Control', 'no-cache, private');
}

export function acceptsGzip(request: IncomingMessage): boolean {
  const header = request.headers['accept-encoding'];
  const text = Array.isArray(header) ? header.join(',') : header ?? '';
  return text.split(',').some(part => part.trim().split(';')[0] === 'gzip');
}

/** Sends a body, compressed where the client asked for it and it is worth it. */
export async function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  compressFromBytes: number = COMPRESS_FROM_BYTES,
): Promise<void> {
  const bytes = Buffer.from(body);
  if (bytes.length >= compressFromBytes && acceptsGzip(request)) {
    response.setHeader('Content-Encoding', 'gzip');
    const packed = await compress(bytes, { level: 1 });
    response.setHeader('Content-Length', packed.length);
    response.end(packed);
    return;
  }
  response.setHeader('Content-Length', bytes.length);
  response.end(bytes);
}

export async function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  code: number,
  body: unknown,
): Promise<void> {
  response.statusCode = code;
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Vary', 'Accept-Encoding');
  await sendBody(request, response, `${JSON.stringify(body)}\n`);
}

export async function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  error: ApiError,
): Promise<void> {
  if (error.code === 403) {
    response.setHeader('X-Content-Type-Options', 'nosniff');
  }
  if (error.details?.retryAfterSeconds !== undefined) {
    response.setHeader('Retry-After', String(error.details.retryAfterSeconds));
  }
  await sendJson(request, response, error.code, error.body);
}

/** What the server says to a path that is nothing at all: plain text, not a Status. */
export function sendPageNotFound(response: ServerResponse): void {
  response.statusCode = 404;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.end('404 page not found\n');
}

/** What the server says where nobody is behind an aggregated group: plain text too. */
export function sendUnavailable(response: ServerResponse): void {
  response.statusCode = 503;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.end('service unavailable\n');
}

/** The request's body, at most a megabyte. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > 1024 * 1024) {
      throw new Error('the body is larger than 1 MB');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
