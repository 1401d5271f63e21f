import {
  TapEvent,
  TapHeader,
} from '@backstage-mesh/plugin-service-mesh-common';
import { PathMask } from './PathMask';

/** Headers whose values may leave the backend. `*` at the end stands for any ending. */
const ALLOWED_HEADERS = [
  ':method',
  ':status',
  ':path',
  'content-*',
  'user-agent',
  'grpc-*',
  'x-request-id',
  'request-id',
  'x-correlation-id',
  'correlation-id',
  'trace-id',
  'x-trace-id',
  'x-client-trace-id',
  'traceparent',
  'tracestate',
  'b3',
  'x-b3-*',
  'uber-trace-id',
  'x-cloud-trace-context',
  'x-amzn-trace-id',
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'sentry-trace',
];

/** What no pattern lets out, only the full name does: a gateway passes any header on under the prefix `grpc-metadata-`. */
const NEVER_BY_PATTERN =
  /^(grpc-metadata-.*|authorization|proxy-authorization|cookie|set-cookie|.*(token|secret|password|api-?key).*)$/;

/** Headers that hold an address, whose path and query may hold anything. */
const ADDRESSES = /^(:path|(content-)?location|referer|(x-.*-)?(ur[il]|path))$/;

/** Headers that hold the authority that was called. */
const AUTHORITIES = /^(:authority|host)$/;

/**
 * Takes the values of headers out of an event.
 *
 * @internal
 */
export type TapRedactor = (event: TapEvent) => TapEvent;

/**
 * Makes the function through which every tapped event goes before anybody sees it: the values of headers that are not on the list are
 * taken away, and addresses are masked.
 *
 * @param allowedHeaders - Names, or beginnings of names with `*` at the end, beside the built-in ones; in lower case
 * @param mask - What of addresses may be seen
 * @internal
 */
export function createTapRedactor(
  allowedHeaders: readonly string[],
  mask: PathMask,
): TapRedactor {
  const patterns = [...ALLOWED_HEADERS, ...allowedHeaders];
  const exact = new Set(patterns.filter(pattern => !pattern.endsWith('*')));
  const prefixes = patterns
    .filter(pattern => pattern.endsWith('*'))
    .map(pattern => pattern.slice(0, -1));

  const isAllowed = (name: string) =>
    exact.has(name) ||
    (!NEVER_BY_PATTERN.test(name) &&
      prefixes.some(prefix => name.startsWith(prefix)));

  const show = (name: string, value: string): string => {
    if (AUTHORITIES.test(name)) {
      return withoutUser(value);
    }
    return ADDRESSES.test(name) ? mask.show(value) : value;
  };

  const redact = (header: TapHeader): TapHeader => {
    const name = header.name.toLowerCase();
    if (header.value === undefined || !isAllowed(name)) {
      return { name: header.name, redacted: true };
    }
    return { name: header.name, value: show(name, header.value) };
  };

  return event => {
    const { requestInit, responseInit, responseEnd } = event.event;
    return {
      ...event,
      event: {
        ...(requestInit && {
          requestInit: {
            ...requestInit,
            authority: withoutUser(requestInit.authority),
            path: mask.show(requestInit.path),
            headers: requestInit.headers.map(redact),
          },
        }),
        ...(responseInit && {
          responseInit: {
            ...responseInit,
            headers: responseInit.headers.map(redact),
          },
        }),
        ...(responseEnd && {
          responseEnd: {
            ...responseEnd,
            trailers: responseEnd.trailers.map(redact),
          },
        }),
      },
    };
  };
}

/** An authority may begin with a name and a password. */
function withoutUser(authority: string): string {
  return authority.slice(authority.lastIndexOf('@') + 1);
}
