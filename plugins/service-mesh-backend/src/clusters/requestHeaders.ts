import { ClusterIdentity } from '@backstage-mesh/plugin-service-mesh-node';
import { InputError } from '@backstage/errors';

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that the connection sets itself: a caller that could set them would choose as whom it is answered. */
const RESERVED =
  /^(authorization|host|connection|transfer-encoding|upgrade|impersonate-.*)$/i;

/** Whether a header is the connection's own business: nobody else may set it. */
export function isReservedHeader(name: string): boolean {
  return RESERVED.test(name);
}

/** Printable, no blanks at either end: what goes into an impersonation header unchanged. */
const SUBJECT = /^[\x21-\x7e]([\x20-\x7e]{0,254}[\x21-\x7e])?$/;

/**
 * The headers of a request to an API server: the caller's own, checked, and those that say as whom it is asked.
 *
 * @throws InputError for a header that may not be sent
 */
export function requestHeaders(options: {
  headers?: Record<string, string>;
  identity?: ClusterIdentity;
  token?: string;
  /** A watch: each event must arrive when it is sent, which no compression does. */
  watch: boolean;
  /** The request has a body of text. */
  json: boolean;
}): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {
    accept: 'application/json',
    'accept-encoding': options.watch ? 'identity' : 'gzip',
    'user-agent': 'backstage-service-mesh',
    ...(options.json && { 'content-type': 'application/json' }),
  };
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (!HEADER_NAME.test(name) || isReservedHeader(name)) {
      throw new InputError(
        `The header ${JSON.stringify(name)} may not be sent to a cluster`,
      );
    }
    if (!HEADER_VALUE.test(value)) {
      throw new InputError(`The value of the header ${name} is not valid`);
    }
    headers[name.toLowerCase()] = value;
  }
  if (options.token) {
    headers.authorization = `Bearer ${options.token}`;
  }
  return { ...headers, ...impersonation(options.identity) };
}

function impersonation(
  identity: ClusterIdentity | undefined,
): Record<string, string | string[]> {
  if (identity?.type !== 'impersonate') {
    return {};
  }
  for (const subject of [identity.user, ...identity.groups]) {
    // Kubernetes gives special powers to names that begin so; only its plainest group is of use here.
    if (
      !SUBJECT.test(subject) ||
      (subject.startsWith('system:') && subject !== 'system:authenticated')
    ) {
      throw new InputError(
        `A cluster may not be asked as ${JSON.stringify(subject)}`,
      );
    }
  }
  return {
    'impersonate-user': identity.user,
    ...(identity.groups.length > 0 && {
      'impersonate-group': [...identity.groups],
    }),
  };
}
