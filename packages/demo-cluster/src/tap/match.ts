import type { ObservedRequest } from '../simulation/observed';
import type {
  HttpMatchMessage,
  MatchMessage,
  ResourceSelectionMessage,
} from './messages';
import { TapError } from './TapError';

export type RequestMatcher = (request: ObservedRequest) => boolean;

/**
 * The filter that the proxies apply when a request starts.
 *
 * @throws TapError for anything but one flat list of things that must all hold.
 */
export function compileMatch(match: MatchMessage | undefined): RequestMatcher {
  if (!match?.all) {
    const given = match ? `${Object.keys(match)[0] ?? ''}:{}` : '<nil>';
    throw new TapError(`unexpected match specified: ${given}`);
  }
  const matchers = (match.all.matches ?? []).map(compileOne);
  return request => matchers.every(matches => matches(request));
}

function compileOne(match: MatchMessage): RequestMatcher {
  if (match.destinations) {
    return destinationMatcher(match.destinations);
  }
  if (match.http) {
    return httpMatcher(match.http);
  }
  const given = Object.keys(match)[0] ?? '<nil>';
  throw new TapError(`unknown match type: ${given}`);
}

/** Only what a proxy sends has the labels of a destination. */
function destinationMatcher({
  resource = {},
}: ResourceSelectionMessage): RequestMatcher {
  const { type = '', name = '', namespace = '' } = resource;
  const wanted: [string, string][] = [];
  if (name) {
    wanted.push([type === 'job' ? 'k8s_job' : type, name]);
  }
  if (type !== 'namespace' && namespace) {
    wanted.push(['namespace', namespace]);
  }
  return request =>
    wanted.every(
      ([key, value]) =>
        request.direction === 'outbound' &&
        request.destination.labels[key] === value,
    );
}

function httpMatcher(match: HttpMatchMessage): RequestMatcher {
  const { scheme, method, authority, path } = match;
  if (scheme !== undefined) {
    const wanted = scheme.toLowerCase();
    return request => request.scheme === wanted;
  }
  if (method !== undefined) {
    const wanted = method.toUpperCase();
    return request => request.method === wanted;
  }
  if (authority !== undefined) {
    return request => request.authority === authority;
  }
  if (path !== undefined) {
    return request => request.path.startsWith(path);
  }
  throw new TapError('unknown HTTP match type: <nil>');
}
