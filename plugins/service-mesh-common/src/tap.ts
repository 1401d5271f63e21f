/**
 * One end of a tapped request; see {@link isHiddenTapAddress} for peers that the viewer may not read.
 *
 * @public
 */
export interface TapAddress {
  ip: string;
  /** 0 at a hidden caller: a port of its own tells of one connection only. */
  port: number;
}

/**
 * What the mesh knows about one end of a request.
 *
 * @public
 */
export interface TapMeta {
  labels: Record<string, string>;
  /** Path of the peer's svcmeshworkload resource below the plugin's base path, where the labels name one and the viewer may read it. */
  link?: string;
}

/**
 * `base` and `stream` are unique only inside one proxy; see {@link tapRequestKey}.
 *
 * @public
 */
export interface TapRequestId {
  base: number;
  stream: number;
}

/**
 * A header as it leaves the backend. A value that the policy hides, or that would tell who a hidden peer is, reads
 * `redacted: true` and has no `value`.
 *
 * @public
 */
export interface TapHeader {
  name: string;
  value?: string;
  redacted?: boolean;
}

/**
 * A duration as protobuf writes it.
 *
 * @public
 */
export interface TapDuration {
  seconds: number;
  nanos: number;
}

/**
 * A request began.
 *
 * @public
 */
export interface TapRequestInit {
  id: TapRequestId;
  method: string;
  scheme: string;
  /** Empty where it would name a peer that the viewer may not read. */
  authority: string;
  /** Without the query. */
  path: string;
  headers: TapHeader[];
}

/**
 * The head of the response came.
 *
 * @public
 */
export interface TapResponseInit {
  id: TapRequestId;
  sinceRequestInit: TapDuration;
  httpStatus: number;
  headers: TapHeader[];
}

/**
 * How a stream ended: absent for plain HTTP, else exactly one of the two.
 *
 * @public
 */
export interface TapEos {
  grpcStatusCode?: number;
  resetErrorCode?: number;
}

/**
 * The request ended, with or without a response.
 *
 * @public
 */
export interface TapResponseEnd {
  id: TapRequestId;
  sinceRequestInit: TapDuration;
  /** Absent where the request ended without a response. */
  sinceResponseInit?: TapDuration;
  /** Absent where the mesh does not count it (Linkerd's proxies never do). */
  responseBytes?: number;
  eos?: TapEos;
  trailers: TapHeader[];
}

/**
 * One event of a live tap.
 *
 * @public
 */
export interface TapEvent {
  source: TapAddress;
  destination: TapAddress;
  sourceMeta: TapMeta;
  destinationMeta: TapMeta;
  routeMeta: TapMeta;
  proxyDirection: 'INBOUND' | 'OUTBOUND' | 'UNKNOWN';
  /** Exactly one of the three. */
  event: {
    requestInit?: TapRequestInit;
    responseInit?: TapResponseInit;
    responseEnd?: TapResponseEnd;
  };
  /** When the backend received it, milliseconds since the epoch: the mesh sends no time. */
  receivedAt: number;
}

/**
 * What a tap asks of the mesh, as query parameters of the tap routes.
 *
 * The route by entity takes `cluster` and `namespace` of the workload too, and needs none of the parameters that name it where the entity
 * has one workload only. Answers are Server-Sent Events called `open`, `tap`, `dropped` and `end`. Over WebSocket, each event is
 * one text message; a client that asks for the subprotocol `service-mesh.tap` gets the others too, as `{"open": …}`,
 * `{"dropped": …}` and `{"end": …}`, and may send a token as the second subprotocol.
 *
 * @public
 */
export interface TapQuery {
  /** Lower-case kinds: `deployment`, `daemonset`, `statefulset`, `pod`; on the route by entity any kind that the mesh can tap. */
  resource_type?: string;
  resource_name?: string;
  to_resource_type?: string;
  to_resource_name?: string;
  /** Namespace of the `to_*` resource; the tapped namespace without it. */
  to_namespace?: string;
  method?: string;
  /** Prefix of the path, without the query. */
  path?: string;
  authority?: string;
  scheme?: string;
  /** Upper bound of requests per second that the mesh samples over all pods of the target. */
  max_rps?: number;
}

/**
 * A pod that cannot be tapped.
 *
 * @public
 */
export interface TapExcludedPod {
  pod: string;
  /** A sentence for people. */
  reason: string;
  /** What to run so that it can be tapped, where a command helps. */
  command?: string;
}

/**
 * First message of a stream (`event: open`).
 *
 * @public
 */
export interface TapOpen {
  target: { cluster: string; namespace: string; kind: string; name: string };
  /** Pods that the mesh listens to; fixed at the start. */
  pods: string[];
  /** Pods of the target that stay silent. */
  excluded?: TapExcludedPod[];
  /** The mesh's own limit, requests per second over all pods. */
  maxRps: number;
  /** When the stream is ended by the backend, ISO 8601. */
  expiresAt: string;
}

/**
 * Events that this viewer lost since the last message of this kind (`event: dropped`).
 *
 * @public
 */
export interface TapDropped {
  count: number;
  total: number;
  /** `viewer` = this browser or network is too slow; `backend` = the plugin could not keep up with the mesh. */
  by: 'viewer' | 'backend';
}

/**
 * Last message of a stream (`event: end`), before the connection is closed.
 *
 * @public
 */
export interface TapEnd {
  reason:
    | 'expired'
    | 'upstream-closed'
    | 'upstream-error'
    | 'forbidden'
    | 'no-longer-allowed'
    | 'target-replaced'
    | 'idle'
    | 'sign-in-over'
    | 'switched-off'
    | 'shutdown';
  message: string;
  /** Whether starting again at once is of use. */
  retry: boolean;
}

/**
 * Body of `POST /entities/{kind}/{namespace}/{name}/tap/exports`: what a person is about to save to a file. It is kept in the audit
 * log.
 *
 * @public
 */
export interface TapExport {
  target: { cluster: string; namespace: string; kind: string; name: string };
  /** What was asked of the mesh. */
  query: Omit<TapQuery, 'resource_type' | 'resource_name'>;
  /** Requests in the file. */
  rows: number;
}

/**
 * Whether an address stands for a peer that the viewer may not read. Its `ip` is then one of 240.0.0.0/4, which nobody has: the same one
 * for the same peer of a tapped workload, as long as the backend runs, and another one in taps of other workloads. So rows and callers
 * can be told apart, and nothing else can be learned from it.
 *
 * @public
 */
export function isHiddenTapAddress({ ip }: TapAddress): boolean {
  const first = /^(\d{3})\.\d+\.\d+\.\d+$/.exec(ip)?.[1];
  return first !== undefined && Number(first) >= 240;
}

/**
 * A string that is equal for the events of one request and differs between requests, also between those of two replicas whose
 * ids collide: both addresses, the direction, base and stream.
 *
 * @public
 */
export function tapRequestKey(event: TapEvent): string {
  const { requestInit, responseInit, responseEnd } = event.event;
  const id = (requestInit ?? responseInit ?? responseEnd)?.id;
  return [
    `${event.source.ip}:${event.source.port}`,
    `${event.destination.ip}:${event.destination.port}`,
    event.proxyDirection,
    id?.base,
    id?.stream,
  ].join('|');
}

/**
 * A duration in milliseconds.
 *
 * @public
 */
export function tapDurationMs(duration: TapDuration): number {
  return duration.seconds * 1000 + duration.nanos / 1e6;
}
