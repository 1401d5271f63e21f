import { badRequest } from './status';

/** What a request is about, read from its method and path as the API server does. */
export interface RequestInfo {
  verb: string;
  /** Whether the path names a resource, or is one of the others (`/version`, `/apis`…). */
  isResource: boolean;
  group: string;
  version: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  /** Of a proxy: the path behind `/proxy`, percent-encoding left in. */
  rest: string;
  /** As it came, without the query. */
  path: string;
  query: URLSearchParams;
}

const VERBS: Record<string, string> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

/** @throws ApiError 400 where the path cannot be decoded. */
export function readRequestInfo(method: string, url: string): RequestInfo {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const verb = VERBS[method] ?? method.toLowerCase();
  const raw = path.split('/').slice(1);
  const none: RequestInfo = {
    verb,
    isResource: false,
    group: '',
    version: '',
    resource: '',
    rest: '',
    path,
    query,
  };

  const isCore = raw[0] === 'api';
  const prefix = isCore ? 2 : 3;
  if ((!isCore && raw[0] !== 'apis') || raw.length <= prefix) {
    return none;
  }
  const [group, version] = isCore ? ['', raw[1]] : [raw[1], raw[2]];
  if (!raw[prefix]) {
    return none;
  }

  let parts = raw.slice(prefix);
  let special: string | undefined;
  if (parts[0] === 'watch') {
    special = 'watch';
    parts = parts.slice(1);
  }
  let namespace: string | undefined;
  if (
    parts[0] === 'namespaces' &&
    parts.length > 2 &&
    !NAMESPACE_SUBRESOURCES.has(parts[2])
  ) {
    namespace = decode(parts[1]);
    parts = parts.slice(2);
  } else if (parts[0] === 'namespaces' && parts.length > 1) {
    namespace = decode(parts[1]);
  }
  const [resource, name, subresource, ...rest] = parts;
  const info: RequestInfo = {
    ...none,
    isResource: true,
    group,
    version,
    resource: decode(resource),
    namespace,
    name: name ? decode(name) : undefined,
    subresource: subresource ? decode(subresource) : undefined,
    rest: rest.length > 0 ? `/${rest.join('/')}` : '',
  };
  return { ...info, verb: special ?? listVerb(info, verb) };
}

function listVerb(info: RequestInfo, verb: string): string {
  if (verb !== 'get' || info.subresource) {
    return verb;
  }
  const watch = info.query.get('watch');
  if (watch === 'true' || watch === '1') {
    return 'watch';
  }
  if (info.name) {
    return 'get';
  }
  return 'list';
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest(`the path holds a bad escape: ${JSON.stringify(part)}`);
  }
}
