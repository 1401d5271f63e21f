import { createHmac } from 'node:crypto';
import {
  TapEvent,
  TapHeader,
} from '@backstage-mesh/plugin-service-mesh-common';

/** An address in place of a peer's. */
export type HideIp = (ip: string) => string;

/** Headers by which a caller, or what stands between, gives itself away. */
const OF_SOURCE =
  /^(user-agent|from|origin|referer|forwarded|via|x-forwarded-.*|x-original-.*|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-connecting-ip|x-envoy-.*|l5d-.*)$/;

/** Headers that name the one who is called, or by which it gives itself away. */
const OF_DESTINATION =
  /^(:authority|host|origin|referer|forwarded|via|x-forwarded-.*|x-original-.*|server|location|content-location|x-served-by|x-envoy-.*|l5d-.*)$/;

/**
 * Addresses that `isHiddenTapAddress` knows: the same one for the same peer, and nothing to be learned from it without the key.
 */
export function createIpHider(key: Uint8Array): HideIp {
  return ip => {
    const [first, ...rest] = createHmac('sha256', key).update(ip).digest();
    return [240 + (first % 16), ...rest.slice(0, 3)].join('.');
  };
}

/** The event without who the caller is. Its port goes too: it tells of one connection only, and rows are kept apart without it. */
export function hideSource(event: TapEvent, hideIp: HideIp): TapEvent {
  return {
    ...withoutHeaders(event, OF_SOURCE),
    source: { ip: hideIp(event.source.ip), port: 0 },
  };
}

/** The event without who is called. The port stays: it tells of the call. Routes are named by the one who is called. */
export function hideDestination(event: TapEvent, hideIp: HideIp): TapEvent {
  const hidden = withoutHeaders(event, OF_DESTINATION);
  const { requestInit } = hidden.event;
  return {
    ...hidden,
    destination: {
      ip: hideIp(event.destination.ip),
      port: event.destination.port,
    },
    routeMeta: { labels: {} },
    event: requestInit
      ? { requestInit: { ...requestInit, authority: '' } }
      : hidden.event,
  };
}

function withoutHeaders(tapEvent: TapEvent, names: RegExp): TapEvent {
  const { requestInit, responseInit, responseEnd } = tapEvent.event;
  const hide = (headers: TapHeader[]) =>
    headers.map(header =>
      names.test(header.name.toLowerCase())
        ? { name: header.name, redacted: true }
        : header,
    );
  return {
    ...tapEvent,
    event: {
      ...(requestInit && {
        requestInit: { ...requestInit, headers: hide(requestInit.headers) },
      }),
      ...(responseInit && {
        responseInit: { ...responseInit, headers: hide(responseInit.headers) },
      }),
      ...(responseEnd && {
        responseEnd: { ...responseEnd, trailers: hide(responseEnd.trailers) },
      }),
    },
  };
}
