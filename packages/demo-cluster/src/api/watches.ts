import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock/Clock';
import type { KubernetesObject } from '../objects/KubernetesObject';
import type { ObjectStore, StoreEvent } from '../objects/ObjectStore';
import {
  apiVersionOf,
  resources,
  type ResourceName,
  type ResourceType,
} from '../objects/resources';
import { readVersion, selectorOf } from './lists';
import { representationOf, representObject } from './representations';
import { ApiError } from './status';

export interface WatchRequest {
  resource: ResourceName;
  namespace?: string;
  query: URLSearchParams;
}

export interface WatchSettings {
  bookmarkEveryMs: number;
}

const DEFAULT_TIMEOUT_SECONDS = 30 * 60;

/** Streams changes until the client goes, the time is up or `signal` says so. */
export function watchObjects(
  store: ObjectStore,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
  watch: WatchRequest,
  settings: WatchSettings,
  signal: AbortSignal,
): void {
  const { resource, namespace, query } = watch;
  const representation = representationOf(request);
  const selects = selectorOf(resource, namespace, query);
  const asked = query.get('resourceVersion') ?? '';
  const since = asked === '' ? 0 : readVersion(asked);
  const timeoutSeconds = Number(query.get('timeoutSeconds') ?? 0);

  response.statusCode = 200;
  response.setHeader('Content-Type', 'application/json');
  response.flushHeaders();

  // a watch whose time is up ends before its connection closes, and more may happen between
  const write = (type: string, object: object) =>
    response.writableEnded ||
    response.write(`${JSON.stringify({ type, object })}\n`);
  const send = (type: string, object: KubernetesObject) =>
    write(type, representObject(representation, resource, object, clock.now()));
  const fail = (error: ApiError) => {
    write('ERROR', error.body);
    response.end();
  };

  if (query.get('sendInitialEvents') === 'true') {
    fail(
      new ApiError(
        500,
        'InternalError',
        'a watch stream was requested by the client but the required storage feature RequestWatchProgress is disabled',
      ),
    );
    return;
  }

  let last = since;
  if (since === 0) {
    for (const object of store.list(resource, namespace).filter(selects)) {
      send('ADDED', object);
    }
    last = store.resourceVersion;
  }
  const deliver = (event: StoreEvent) => {
    if (event.resourceVersion <= last) {
      return;
    }
    const change = visibleChange(event, selects);
    if (change) {
      send(change.type, change.object);
    }
    last = event.resourceVersion;
  };

  const missed = store.eventsSince(resource, last);
  if (!missed) {
    fail(
      new ApiError(
        410,
        'Expired',
        `too old resource version: ${since} (${store.compactedAt(resource)})`,
      ),
    );
    return;
  }
  missed.forEach(deliver);

  const unsubscribe = store.subscribe(resource, deliver);
  const bookmarks =
    query.get('allowWatchBookmarks') === 'true' ||
    query.get('allowWatchBookmarks') === '1'
      ? setInterval(
          () =>
            write(
              'BOOKMARK',
              bookmarkOf(resource, Math.max(last, store.resourceVersion)),
            ),
          settings.bookmarkEveryMs,
        )
      : undefined;
  const deadline = setTimeout(
    () => response.end(),
    (timeoutSeconds > 0 ? timeoutSeconds : DEFAULT_TIMEOUT_SECONDS) * 1000,
  );
  const cut = () => response.destroy();
  signal.addEventListener('abort', cut, { once: true });
  response.once('close', () => {
    unsubscribe();
    clearInterval(bookmarks);
    clearTimeout(deadline);
    signal.removeEventListener('abort', cut);
  });
}

/** An object that starts to match is new to the watcher, one that ceases to match is gone. */
function visibleChange(
  event: StoreEvent,
  selects: (object: KubernetesObject) => boolean,
): { type: StoreEvent['type']; object: KubernetesObject } | undefined {
  const isIn = event.type !== 'DELETED' && selects(event.object);
  const wasIn = event.previous !== undefined && selects(event.previous);
  if (isIn) {
    return { type: wasIn ? 'MODIFIED' : 'ADDED', object: event.object };
  }
  return wasIn ? { type: 'DELETED', object: event.object } : undefined;
}

function bookmarkOf(resource: ResourceName, version: number): object {
  const type: ResourceType = resources[resource];
  const known = {
    kind: type.kind,
    apiVersion: apiVersionOf(type),
    metadata: { resourceVersion: String(version) },
  };
  if (type.custom === true) {
    return known;
  }
  return {
    ...known,
    spec: resource === 'pods' ? { containers: null } : {},
    status: {},
  };
}
