import {
  TapAddress,
  TapEvent,
  TapMeta,
  isHiddenTapAddress,
  parseWorkloadId,
  tapDurationMs,
  tapRequestKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import { pathTemplate } from './pathTemplate';

/** What became of a request so far: no response yet, a response or an end, or neither for too long. */
export type TapRowState = 'waiting' | 'done' | 'unfinished';

/** One end of a request, as far as the mesh can name it. */
export interface TapPeer {
  /** The workload's name, else the pod's, else the address, of a client without its port; of a peer that may not be read only what stands for its address. */
  name: string;
  namespace?: string;
  pod?: string;
  address: string;
  /** The viewer may not read it: `name` and `address` only tell it from others, and `peerName` makes them fit for people. */
  hidden?: boolean;
}

/** One request with what followed it. Never changed: each event makes a new one. */
export interface TapRow {
  /** The same for everybody who looks at this tap, and short enough to be sent. */
  id: string;
  /** Newer rows have greater numbers. */
  sequence: number;
  /** When the request was seen, milliseconds since the epoch. */
  startedAt: number;
  state: TapRowState;
  way: 'in' | 'out' | 'unknown';
  source: TapPeer;
  destination: TapPeer;
  /** The end that is not the tapped workload. */
  peer: TapPeer;
  method: string;
  /** With its query, where a header carries it. */
  path: string;
  /** The route that the mesh names, else the pattern of the path. */
  route: string;
  request: TapEvent;
  response?: TapEvent;
  end?: TapEvent;
  httpStatus?: number;
  grpcStatus?: number;
  resetCode?: number;
  /** To the first frame of the response; to the end where there was none. */
  latencyMs?: number;
  failed: boolean;
}

/** gRPC statuses that count as failures, as everywhere in the plugin. */
const GRPC_FAILURES = [2, 4, 7, 13, 14, 15];

const KIND_LABELS = [
  'deployment',
  'statefulset',
  'daemonset',
  'cronjob',
  'job',
  'replicaset',
  'replicationcontroller',
];

/**
 * Who is at one end: the workload that the labels or the link name, else the pod, else the address. A client that only has an address
 * is named without its port, which is another one for each of its connections.
 */
function peerOf(
  end: 'source' | 'destination',
  address: TapAddress,
  meta: TapMeta,
): TapPeer {
  if (isHiddenTapAddress(address)) {
    return { name: address.ip, address: address.ip, hidden: true };
  }
  const { labels, link } = meta;
  const text = address.ip.includes(':')
    ? `[${address.ip}]:${address.port}`
    : `${address.ip}:${address.port}`;
  const linked = link && parseWorkloadId(link.slice(link.lastIndexOf('/') + 1));
  const kind = KIND_LABELS.find(label => labels[label]);
  return {
    name:
      (linked ? linked.name : undefined) ??
      (kind && labels[kind]) ??
      labels.pod ??
      (end === 'source' ? address.ip : text),
    namespace: labels.namespace,
    pod: labels.pod,
    address: text,
  };
}

/** Two peers of one name in two namespaces are two. */
export function peerKey({ namespace, name }: TapPeer): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** The route of a request as the mesh names it: that of a ServiceProfile, or an HTTPRoute or GRPCRoute that let it in. */
export function routeName(event: TapEvent): string | undefined {
  const { route_kind: kind, route_name: name } = event.destinationMeta.labels;
  const { labels } = event.routeMeta;
  return (
    labels.route ??
    labels.name ??
    (/Route$/.test(kind ?? '') ? name : undefined)
  );
}

/** The ids of the mesh, and a hash of what makes them unique: other replicas give the same ids. */
function rowId(event: TapEvent): string {
  const id = event.event.requestInit?.id;
  // FNV-1a, 32 bits
  let hash = 0x811c9dc5;
  for (const character of `${tapRequestKey(event)}|${event.receivedAt}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return `${id?.base}:${id?.stream}:${(hash >>> 0).toString(36)}`;
}

/** The row that a request begins; undefined for events that begin none. */
export function beginRow(
  event: TapEvent,
  sequence: number,
): TapRow | undefined {
  const { requestInit } = event.event;
  if (!requestInit) {
    return undefined;
  }
  const source = peerOf('source', event.source, event.sourceMeta);
  const destination = peerOf(
    'destination',
    event.destination,
    event.destinationMeta,
  );
  const inbound = event.proxyDirection === 'INBOUND';
  const ways = { INBOUND: 'in', OUTBOUND: 'out', UNKNOWN: 'unknown' } as const;
  const full = requestInit.headers.find(({ name }) => name === ':path')?.value;
  const path = full ?? requestInit.path;
  return {
    id: rowId(event),
    sequence,
    startedAt: event.receivedAt,
    state: 'waiting',
    way: ways[event.proxyDirection],
    source,
    destination,
    peer: inbound ? source : destination,
    method: requestInit.method,
    path,
    route: routeName(event) ?? pathTemplate(path),
    request: event,
    failed: false,
  };
}

/** The row after its response or its end came. */
export function continueRow(row: TapRow, event: TapEvent): TapRow {
  const { responseInit, responseEnd } = event.event;
  if (responseInit) {
    return {
      ...row,
      state: 'done',
      response: event,
      httpStatus: responseInit.httpStatus,
      latencyMs: tapDurationMs(responseInit.sinceRequestInit),
      failed: row.failed || responseInit.httpStatus >= 500,
    };
  }
  if (!responseEnd) {
    return row;
  }
  const { grpcStatusCode, resetErrorCode } = responseEnd.eos ?? {};
  return {
    ...row,
    state: 'done',
    end: event,
    grpcStatus: grpcStatusCode,
    resetCode: resetErrorCode,
    latencyMs: row.latencyMs ?? tapDurationMs(responseEnd.sinceRequestInit),
    failed:
      row.failed ||
      (grpcStatusCode !== undefined &&
        GRPC_FAILURES.includes(grpcStatusCode)) ||
      Boolean(resetErrorCode) ||
      !row.response,
  };
}
