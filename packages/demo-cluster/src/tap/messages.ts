/** The messages of the tap API as plain objects; what is absent does not travel. */

export interface TapHeaderMessage {
  name: string;
  valueStr: string;
}

export interface HeadersMessage {
  headers: TapHeaderMessage[];
}

export interface StreamId {
  base?: number;
  stream?: number;
}

export interface DurationMessage {
  seconds?: number;
  nanos?: number;
}

export interface RequestInitMessage {
  id: StreamId;
  method: { registered: number } | { unregistered: string };
  scheme: { registered: number };
  authority?: string;
  path?: string;
  headers?: HeadersMessage;
}

export interface ResponseInitMessage {
  id: StreamId;
  sinceRequestInit: DurationMessage;
  httpStatus: number;
  headers?: HeadersMessage;
}

export interface ResponseEndMessage {
  id: StreamId;
  sinceRequestInit: DurationMessage;
  sinceResponseInit?: DurationMessage;
  eos?: { grpcStatusCode: number } | { resetErrorCode: number };
  trailers?: HeadersMessage;
}

export type HttpEventMessage =
  | { requestInit: RequestInitMessage }
  | { responseInit: ResponseInitMessage }
  | { responseEnd: ResponseEndMessage };

export interface AddressMessage {
  ip: { ipv4: number };
  port: number;
}

export interface LabelsMessage {
  labels?: Record<string, string>;
}

export interface TapEventMessage {
  source: AddressMessage;
  destination: AddressMessage;
  destinationMeta: LabelsMessage;
  sourceMeta: LabelsMessage;
  /** 1 inbound, 2 outbound. */
  proxyDirection: 1 | 2;
  routeMeta: LabelsMessage;
  http: HttpEventMessage;
}

export interface ResourceMessage {
  namespace?: string;
  type?: string;
  name?: string;
}

export interface ResourceSelectionMessage {
  resource?: ResourceMessage;
  labelSelector?: string;
}

export interface HttpMatchMessage {
  scheme?: string;
  method?: string;
  authority?: string;
  path?: string;
}

export interface MatchMessage {
  all?: { matches?: MatchMessage[] };
  any?: { matches?: MatchMessage[] };
  not?: MatchMessage;
  destinations?: ResourceSelectionMessage;
  http?: HttpMatchMessage;
}

export interface TapRequestMessage {
  target?: ResourceSelectionMessage;
  match?: MatchMessage;
  maxRps?: number;
  extract?: { http?: { headers?: object } };
}
