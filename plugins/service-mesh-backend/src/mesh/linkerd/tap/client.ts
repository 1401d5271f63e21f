import { TapEvent } from '@backstage-mesh/plugin-service-mesh-common';
import {
  ClusterConnection,
  ClusterResponse,
  MeshTapError,
  MeshTapRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { isTapError, readTapError } from './error';
import { decodeTapEvent } from './event';
import { readFrames } from './frame';
import { encodeTapRequest, formatTapPath, TapResource } from './request';
import { tapType } from './tapType';

/** How long the text of an error may take after its head. */
const ERROR_TIMEOUT_MS = 5_000;

/**
 * Taps one workload through Linkerd viz's tap API on the API server. The request stays without an answer until the first event:
 * nothing can be told from silence.
 *
 * @throws MeshTapError with what is missing, or why the stream broke
 */
export async function* tapWorkload(
  connection: ClusterConnection,
  request: MeshTapRequest,
  now: () => number = Date.now,
): AsyncGenerator<TapEvent, void, undefined> {
  const target = toResource(request.target);
  const to = request.to && toResource(request.to);
  const response = await open(connection, request, target, to);
  try {
    if (isTapError(response)) {
      // A server that announces an error and never tells it must not keep the viewer waiting.
      const stalled = setTimeout(response.cancel, ERROR_TIMEOUT_MS);
      try {
        throw await readTapError(response, response.body, target);
      } finally {
        clearTimeout(stalled);
      }
    }
    for await (const frame of readFrames(response.body)) {
      const event = decodeTapEvent(frame, now());
      if (event) {
        yield event;
      }
    }
  } catch (error) {
    if (error instanceof MeshTapError) {
      throw error;
    }
    throw new MeshTapError(
      'The connection to the tap was cut: the tap server or the API server was restarted.',
      'cut',
      error,
    );
  } finally {
    response.cancel();
  }
}

async function open(
  connection: ClusterConnection,
  request: MeshTapRequest,
  target: TapResource,
  to: TapResource | undefined,
): Promise<ClusterResponse> {
  const { method, path, authority, scheme, maxRps } = request;
  try {
    return await connection.request({
      method: 'POST',
      path: formatTapPath(target),
      headers: { 'content-type': 'application/octet-stream' },
      body: encodeTapRequest({
        target,
        to,
        method: method?.toUpperCase(),
        path,
        authority,
        scheme: scheme?.toUpperCase(),
        maxRps,
      }),
      identity: request.identity,
      signal: request.signal,
    });
  } catch (error) {
    throw new MeshTapError(
      `The cluster "${connection.name}" can not be reached.`,
      'unavailable',
      error,
    );
  }
}

function toResource(resource: {
  namespace: string;
  kind: string;
  name: string;
}): TapResource {
  const type = tapType(resource.kind);
  if (!type) {
    throw new MeshTapError(
      `Linkerd can not tap a ${resource.kind}: tap one of its pods.`,
      'not-tappable',
    );
  }
  return type === 'namespace'
    ? { namespace: '', type, name: resource.name }
    : { namespace: resource.namespace, type, name: resource.name };
}
