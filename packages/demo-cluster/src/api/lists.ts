import type { ObjectStore } from '../objects/ObjectStore';
import type { KubernetesObject } from '../objects/KubernetesObject';
import { resources, type ResourceName } from '../objects/resources';
import { parseFieldSelector, parseLabelSelector } from './selectors';
import { ApiError, badRequest } from './status';

export interface ListRequest {
  resource: ResourceName;
  namespace?: string;
  query: URLSearchParams;
}

export interface ListResult {
  items: KubernetesObject[];
  resourceVersion: string;
  continueToken?: string;
  remainingItemCount?: number;
}

const TOO_OLD_TO_CONTINUE =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** @throws ApiError 400, 410 or 504, as the API server would. */
export function listObjects(
  store: ObjectStore,
  request: ListRequest,
): ListResult {
  const { resource, query } = request;
  const token = query.get('continue');
  if (token) {
    return continueList(store, request, readContinueToken(token));
  }
  const asked = query.get('resourceVersion') ?? '';
  const version = asked === '' ? undefined : readVersion(asked);
  if (version !== undefined && version > store.resourceVersion) {
    throw tooLargeVersion(version, store.resourceVersion);
  }
  if (query.get('resourceVersionMatch') === 'Exact') {
    if (version === undefined || version === 0) {
      throw badRequest(
        'resourceVersionMatch "Exact" is forbidden for resourceVersion "0" or unset',
      );
    }
    const items = snapshot(store, resource, version);
    if (!items) {
      throw new ApiError(
        410,
        'Expired',
        'The resourceVersion for the provided list is too old.',
      );
    }
    return page(request, items, version, undefined);
  }
  // Served from the watch cache: the limit is not looked at.
  const limited = version !== 0;
  return page(
    request,
    store.list(resource),
    store.resourceVersion,
    undefined,
    limited,
  );
}

/** Selects as the query says. @throws ApiError 400 for a selector that is none. */
export function selectorOf(
  resource: ResourceName,
  namespace: string | undefined,
  query: URLSearchParams,
): (object: KubernetesObject) => boolean {
  const labels = query.get('labelSelector');
  const fields = query.get('fieldSelector');
  const tests = [
    ...(labels ? [parseLabelSelector(labels)] : []),
    ...(fields ? [parseFieldSelector(resource, fields)] : []),
  ];
  return object =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    tests.every(test => test(object));
}

export function readVersion(text: string): number {
  const version = Number(text);
  if (!/^\d+$/.test(text)) {
    throw badRequest(
      `resourceVersion: Invalid value: ${JSON.stringify(
        text,
      )}: strconv.ParseUint: parsing: invalid syntax`,
    );
  }
  return version;
}

interface ContinueToken {
  rv: number;
  start: string;
}

function readContinueToken(token: string): ContinueToken {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw invalidToken();
  }
  const { v, rv, start } = (value ?? {}) as Record<string, unknown>;
  if (
    v !== 'meta.k8s.io/v1' ||
    typeof rv !== 'number' ||
    typeof start !== 'string'
  ) {
    throw invalidToken();
  }
  return { rv, start };
}

function invalidToken(): ApiError {
  return badRequest(
    'invalid continue token: continue key is not valid: invalid character looking for beginning of value',
  );
}

function writeContinueToken(rv: number, start: string): string {
  const json = `{"v":"meta.k8s.io/v1","rv":${rv},"start":${JSON.stringify(
    start,
  )}}`;
  return Buffer.from(json).toString('base64url');
}

function continueList(
  store: ObjectStore,
  request: ListRequest,
  token: ContinueToken,
): ListResult {
  if (token.rv === -1) {
    return page(
      request,
      store.list(request.resource),
      store.resourceVersion,
      token.start,
    );
  }
  const items = snapshot(store, request.resource, token.rv);
  if (!items) {
    throw new ApiError(
      410,
      'Expired',
      TOO_OLD_TO_CONTINUE,
      undefined,
      writeContinueToken(-1, token.start),
    );
  }
  return page(request, items, token.rv, token.start);
}

/** The objects as they were at a version. Undefined where that is forgotten. */
function snapshot(
  store: ObjectStore,
  resource: ResourceName,
  version: number,
): KubernetesObject[] | undefined {
  const events = store.eventsSince(resource, version);
  if (!events) {
    return undefined;
  }
  const objects = new Map(
    store.list(resource).map(object => [keyOf(object), object]),
  );
  for (const event of events.reverse()) {
    if (event.previous) {
      objects.set(keyOf(event.object), event.previous);
    } else {
      objects.delete(keyOf(event.object));
    }
  }
  return [...objects.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, object]) => object);
}

function page(
  request: ListRequest,
  all: KubernetesObject[],
  version: number,
  start: string | undefined,
  limited = true,
): ListResult {
  const { resource, namespace, query } = request;
  const selects = selectorOf(resource, namespace, query);
  const within = (object: KubernetesObject) =>
    namespace === undefined ? keyOf(object) : object.metadata.name;
  const matching = all.filter(
    object =>
      selects(object) && (start === undefined || within(object) >= start),
  );
  const limit = limited ? Number(query.get('limit') ?? 0) : 0;
  if (!Number.isInteger(limit) || limit < 0) {
    throw badRequest(
      `limit: Invalid value: ${JSON.stringify(query.get('limit'))}`,
    );
  }
  const resourceVersion = String(version);
  if (limit === 0 || matching.length <= limit) {
    return { items: matching, resourceVersion };
  }
  const items = matching.slice(0, limit);
  const selected = query.has('labelSelector') || query.has('fieldSelector');
  return {
    items,
    resourceVersion,
    continueToken: writeContinueToken(
      version,
      `${within(items[items.length - 1])}\u0000`,
    ),
    ...(selected ? {} : { remainingItemCount: matching.length - limit }),
  };
}

function keyOf(object: KubernetesObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

function tooLargeVersion(asked: number, current: number): ApiError {
  return new ApiError(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${asked}, current: ${current}`,
    {
      causes: [
        {
          reason: 'ResourceVersionTooLarge',
          message: 'Too large resource version',
        },
      ],
      retryAfterSeconds: 1,
    },
  );
}

/** The kind of a list of such objects. */
export function listKindOf(resource: ResourceName): string {
  return `${resources[resource].kind}List`;
}
