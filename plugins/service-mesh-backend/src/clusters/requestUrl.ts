import { ClusterRequest } from '@backstage-mesh/plugin-service-mesh-node';
import { InputError } from '@backstage/errors';

/** What a path may hold when each of its segments is encoded. */
const PATH = /^(\/[A-Za-z0-9\-._~!$&'()*+,;=:@%]*)+$/;

/**
 * The URL of a request below an API server's base URL, which may have a path of its own.
 *
 * @throws InputError for a path that is not absolute or would leave its place
 */
export function requestUrl(
  baseUrl: URL,
  request: Pick<ClusterRequest, 'path' | 'query'>,
): URL {
  const { path, query } = request;
  if (!PATH.test(path) || !path.split('/').every(isPlain)) {
    throw new InputError(`Invalid path ${JSON.stringify(path.slice(0, 200))}`);
  }
  const url = new URL(baseUrl);
  url.pathname = `${baseUrl.pathname.replace(/\/+$/, '')}${path}`;
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of typeof value === 'string' ? [value] : value) {
      url.searchParams.append(name, item);
    }
  }
  return url;
}

/** What a segment stands for must stay one segment: an encoded slash would be one to the API server. */
function isPlain(segment: string): boolean {
  try {
    const name = decodeURIComponent(segment);
    return name !== '.' && name !== '..' && !/[/\\\p{Cc}]/u.test(name);
  } catch {
    return false;
  }
}
