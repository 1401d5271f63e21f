import type {
  TapDuration,
  TapEvent,
  TapHeader,
  TapQuery,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { TapHandlers, TapTarget } from '../api';

/** One simulated request with its three events. */
export interface SimulatedRequest {
  direction: 'INBOUND' | 'OUTBOUND';
  peer: string;
  method: string;
  path: string;
  status: number;
  latencyMs: number;
  stream: number;
  /** The replica of the tapped workload that saw it. */
  replica: number;
  /** The client goes away before the response. */
  givesUp?: boolean;
  resetErrorCode?: number;
}

const PODS = ['x7k2p', 'q9d4m', 'b3n8w'].map(
  tail => `playlists-api-6d5c7968f4-${tail}`,
);

const IDENTITY = 'serviceaccount.identity.linkerd.cluster.local';

function duration(milliseconds: number): TapDuration {
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanos: Math.round((milliseconds - seconds * 1000) * 1e6) };
}

/** The events of one request, in order. */
export function requestEvents(
  request: SimulatedRequest,
  receivedAt: number,
): TapEvent[] {
  const { direction, peer, status, latencyMs, stream, replica } = request;
  const id = { base: 1, stream };
  const own = { ip: `10.42.1.${17 + replica}`, port: 51_044 };
  const other = { ip: '10.42.2.31', port: 7003 };
  const ownMeta = {
    labels: {
      deployment: 'playlists-api',
      namespace: 'video',
      pod: PODS[replica],
      serviceaccount: 'playlists-api',
      tls: 'true',
      server_id: `playlists-api.video.${IDENTITY}`,
    },
  };
  const peerMeta = {
    labels: {
      deployment: peer,
      namespace: 'video',
      pod: `${peer}-7f6b9c7d-t2v6h`,
      tls: 'true',
      client_id: `${peer}.video.${IDENTITY}`,
    },
    link: `/service-mesh/v1/clusters/east/namespaces/video/svcmeshworkloads/dpm-${peer}`,
  };
  const inbound = direction === 'INBOUND';
  const base = {
    source: inbound ? other : own,
    destination: inbound ? own : other,
    sourceMeta: inbound ? peerMeta : ownMeta,
    destinationMeta: inbound ? ownMeta : peerMeta,
    routeMeta: { labels: {} },
    proxyDirection: direction,
  };
  const headers: TapHeader[] = [
    { name: ':authority', value: `${inbound ? 'playlists-api' : peer}.video:7003` },
    { name: ':scheme', value: 'http' },
    { name: ':path', value: `${request.path}?limit=20` },
    { name: 'accept', value: 'application/json' },
    { name: 'authorization', redacted: true },
    {
      name: 'traceparent',
      value: `00-4bf92f35${String(stream).padStart(24, '7')}-00f067aa0ba902b7-01`,
    },
    { name: 'user-agent', value: 'Go-http-client/1.1' },
  ];
  const events: TapEvent[] = [
    {
      ...base,
      receivedAt,
      event: {
        requestInit: {
          id,
          method: request.method,
          scheme: 'http',
          authority: headers[0].value as string,
          path: request.path,
          headers,
        },
      },
    },
  ];
  if (request.givesUp) {
    return events;
  }
  if (request.resetErrorCode === undefined) {
    events.push({
      ...base,
      receivedAt: receivedAt + latencyMs,
      event: {
        responseInit: {
          id,
          sinceRequestInit: duration(latencyMs),
          httpStatus: status,
          headers: [
            { name: ':status', value: String(status) },
            { name: 'content-type', value: 'application/json' },
            { name: 'x-build', redacted: true },
          ],
        },
      },
    });
  }
  events.push({
    ...base,
    receivedAt: receivedAt + latencyMs + 2,
    event: {
      responseEnd: {
        id,
        sinceRequestInit: duration(latencyMs + 1.8),
        ...(request.resetErrorCode === undefined
          ? { sinceResponseInit: duration(1.8) }
          : { eos: { resetErrorCode: request.resetErrorCode } }),
        trailers: [],
      },
    },
  });
  return events;
}

/** A small seeded generator: the same numbers in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** Endless requests of `playlists-api`: a third of its calls to `videos-api` fail. */
export function* simulatedRequests(seed = 7): Generator<SimulatedRequest> {
  const random = generator(seed);
  for (let stream = 90_000; ; stream += 2) {
    const outbound = random() < 0.55;
    const fails = outbound && random() < 0.31;
    const digest = !outbound && random() < 0.1;
    const id = Math.floor(random() * 5000);
    yield {
      direction: outbound ? 'OUTBOUND' : 'INBOUND',
      peer: outbound ? 'videos-api' : (digest && 'digest-mail') || 'videos-web',
      method: digest ? 'POST' : 'GET',
      path: outbound ? `/videos/${id}` : `/playlists/${id % 100}`,
      status: fails ? 500 : 200,
      latencyMs: Math.round(10 + random() ** 4 * 900),
      stream,
      replica: Math.floor(random() * 3),
      givesUp: random() < 0.01,
      resetErrorCode: random() < 0.01 ? 8 : undefined,
    };
  }
}

/** Streams simulated requests, some forty a second, until the signal aborts. */
export async function streamTapEvents(
  target: TapTarget,
  query: TapQuery,
  handlers: TapHandlers,
  signal: AbortSignal,
  silent: boolean,
): Promise<void> {
  handlers.onOpen({
    target: {
      cluster: target.cluster,
      namespace: target.namespace,
      kind: target.kind,
      name: target.name,
    },
    pods: PODS,
    maxRps: 100,
    expiresAt: new Date(Date.now() + 10 * 60_000).toISOString(),
  });
  const requests = simulatedRequests();
  let due: TapEvent[] = [];
  let dropped = 0;
  await new Promise<void>(resolve => {
    const timer = setInterval(() => {
      const now = Date.now();
      for (let index = 0; index < 10 && !silent; index += 1) {
        const request = requests.next().value as SimulatedRequest;
        if (!query.method || query.method === request.method) {
          due.push(...requestEvents(request, now + index * 24));
        }
      }
      const ready = due.filter(({ receivedAt }) => receivedAt <= now);
      due = due.filter(({ receivedAt }) => receivedAt > now);
      if (ready.length > 0) {
        handlers.onEvents(ready.sort((a, b) => a.receivedAt - b.receivedAt));
      }
      if (!silent && now % 20 === 0) {
        dropped += 3;
        handlers.onDropped({ count: 3, total: dropped, by: 'viewer' });
      }
    }, 240);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      resolve();
    });
  });
}
