import type { TapHeader } from '@backstage-mesh/plugin-service-mesh-common';
import type { TapRow } from './TapRow';

/** Headers that curl makes by itself, or that only this one connection had. */
const LEFT_OUT =
  /^(:.*|host|connection|keep-alive|proxy-connection|te|trailer|upgrade|content-length|transfer-encoding|accept-encoding|l5d-.*)$/;

/** What a header may be called (RFC 9110). */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * A request as a command for a shell, one option a line. A value that the portal hides becomes a variable of the shell, which the
 * person sets; a body is unknown.
 *
 * @returns undefined for gRPC, which curl does not speak, and for a callee whose address is hidden
 */
export function curlCommand(row: TapRow): string | undefined {
  const init = row.request.event.requestInit;
  const headers = init?.headers ?? [];
  if (!init || isGrpc(headers) || row.destination.hidden) {
    return undefined;
  }
  const scheme = init.scheme.toLowerCase() === 'https' ? 'https' : 'http';
  const authority = init.authority || row.destination.address;
  const words = [
    // braces and dots of the path are meant as they are
    `curl --globoff --path-as-is ${quote(
      `${scheme}://${authority}${row.path}`,
    )}`,
  ];
  if (row.method === 'HEAD') {
    words.push('--head');
  } else if (row.method !== 'GET') {
    words.push(`--request ${quote(row.method)}`);
  }
  for (const { name, value, redacted } of headers) {
    const lower = name.toLowerCase();
    if (!LEFT_OUT.test(lower) && TOKEN.test(name)) {
      words.push(
        redacted || value === undefined
          ? `--header ${quote(`${name}: `)}"$${variable(lower)}"`
          : `--header ${quote(`${name}: ${value}`)}`,
      );
    }
  }
  if (headers.some(({ name }) => name.toLowerCase() === 'accept-encoding')) {
    words.push('--compressed');
  }
  return words.join(' \\\n  ');
}

/** Names of the variables that a command needs, because the values are hidden. */
export function hiddenVariables(row: TapRow): string[] {
  const headers = row.request.event.requestInit?.headers ?? [];
  return headers
    .filter(
      ({ name, redacted }) => redacted && !LEFT_OUT.test(name.toLowerCase()),
    )
    .map(({ name }) => variable(name.toLowerCase()));
}

function isGrpc(headers: readonly TapHeader[]): boolean {
  return headers.some(
    ({ name, value }) =>
      name.toLowerCase() === 'content-type' &&
      value?.startsWith('application/grpc'),
  );
}

/** Nothing in single quotes means anything to a shell. Control characters would reach the terminal, and are left out. */
function quote(text: string): string {
  // eslint-disable-next-line no-control-regex
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
  return `'${plain.replaceAll("'", `'\\''`)}'`;
}

function variable(header: string): string {
  return `HEADER_${header.replace(/[^a-z0-9]/g, '_').toUpperCase()}`;
}
