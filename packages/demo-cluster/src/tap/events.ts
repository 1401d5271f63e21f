import type { ObservedPeer, ObservedRequest } from '../simulation/observed';
import type {
  AddressMessage,
  DurationMessage,
  HeadersMessage,
  HttpEventMessage,
  LabelsMessage,
  StreamId,
  TapEventMessage,
} from './messages';
import { tapEventType } from './schema';

const REGISTERED_METHODS = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'CONNECT',
  'HEAD',
  'TRACE',
];

/** Writes the event field last, as the recorded server does with members of a oneof. */
export function encodeEvent({ http, ...ends }: TapEventMessage): Uint8Array {
  return Buffer.concat([
    tapEventType.encode(ends).finish(),
    tapEventType.encode({ http }).finish(),
  ]);
}

/** @throws Error for bytes that are no event. */
export function decodeEvent(bytes: Uint8Array): TapEventMessage {
  return tapEventType.toObject(tapEventType.decode(bytes), {
    longs: Number,
  }) as TapEventMessage;
}

export interface EventOptions {
  base: number;
  stream: number;
  extractHeaders: boolean;
}

export function requestInit(
  request: ObservedRequest,
  options: EventOptions,
): TapEventMessage {
  const { method, scheme, authority, path } = request;
  const registered = REGISTERED_METHODS.indexOf(method);
  return event(request, {
    requestInit: {
      id: streamId(options),
      method: registered < 0 ? { unregistered: method } : { registered },
      scheme: { registered: scheme === 'https' ? 1 : 0 },
      ...(authority ? { authority } : {}),
      ...(path ? { path } : {}),
      ...(options.extractHeaders ? { headers: headers(request.headers) } : {}),
    },
  });
}

export function responseInit(
  request: ObservedRequest,
  response: NonNullable<ObservedRequest['response']>,
  options: EventOptions,
): TapEventMessage {
  return event(request, {
    responseInit: {
      id: streamId(options),
      sinceRequestInit: duration(response.afterMs),
      httpStatus: response.status,
      ...(options.extractHeaders ? { headers: headers(response.headers) } : {}),
    },
  });
}

/** Bytes are never counted, and trailers come only where there are some. */
export function responseEnd(
  request: ObservedRequest,
  end: NonNullable<ObservedRequest['end']>,
  options: EventOptions,
): TapEventMessage {
  const { grpcStatus, resetCode, trailers } = end;
  return event(request, {
    responseEnd: {
      id: streamId(options),
      sinceRequestInit: duration(end.afterMs),
      ...(request.response
        ? {
            sinceResponseInit: duration(end.afterMs - request.response.afterMs),
          }
        : {}),
      ...(resetCode === undefined
        ? {}
        : { eos: { resetErrorCode: resetCode } }),
      ...(resetCode === undefined && grpcStatus !== undefined
        ? { eos: { grpcStatusCode: grpcStatus } }
        : {}),
      ...(options.extractHeaders && trailers.length > 0
        ? { trailers: headers(trailers) }
        : {}),
    },
  });
}

function event(
  request: ObservedRequest,
  http: HttpEventMessage,
): TapEventMessage {
  return {
    source: address(request.source),
    destination: address(request.destination),
    destinationMeta: labels(request.destination.labels),
    sourceMeta: labels(request.source.labels),
    proxyDirection: request.direction === 'inbound' ? 1 : 2,
    routeMeta: request.profileRoute
      ? labels({ route: request.profileRoute })
      : {},
    http,
  };
}

/** Zero does not travel. */
function streamId({ base, stream }: EventOptions): StreamId {
  return { ...(base ? { base } : {}), ...(stream ? { stream } : {}) };
}

function duration(milliseconds: number): DurationMessage {
  const total = Math.max(0, Math.round(milliseconds * 1e6));
  const seconds = Math.floor(total / 1e9);
  const nanos = total % 1e9;
  return { ...(seconds ? { seconds } : {}), ...(nanos ? { nanos } : {}) };
}

function headers(list: readonly [string, string][]): HeadersMessage {
  return { headers: list.map(([name, valueStr]) => ({ name, valueStr })) };
}

function labels(map: Record<string, string>): LabelsMessage {
  return { labels: map };
}

/** IPv4 travels as one big-endian number. */
function address({ ip, port }: ObservedPeer): AddressMessage {
  const ipv4 = ip
    .split('.')
    .reduce((number, byte) => number * 256 + Number(byte), 0);
  return { ip: { ipv4 }, port };
}
