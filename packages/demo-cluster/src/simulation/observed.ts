/** One end of a request as a proxy sees it: the address, and the labels that the mesh attaches to it. */
export interface ObservedPeer {
  ip: string;
  port: number;
  labels: Record<string, string>;
}

/**
 * One request as one proxy observes it, its whole fate already drawn. The same request seen by the caller's and by the callee's proxy is two
 * of these. Times are milliseconds of simulated time.
 */
export interface ObservedRequest {
  direction: 'inbound' | 'outbound';
  /** Uid of the pod whose proxy observes it. */
  podUid: string;
  source: ObservedPeer;
  destination: ObservedPeer;
  method: string;
  scheme: 'http' | 'https';
  authority: string;
  /** Without the query. */
  path: string;
  /** Without the question mark; empty where there is none. */
  query: string;
  /** Lower-case names in the order of the wire, pseudo headers included where it is HTTP/2. */
  headers: [name: string, value: string][];
  startedAt: number;
  /** Name of the ServiceProfile's route it falls under; absent without a profile, empty for the profile's default route. */
  profileRoute?: string;
  /** Absent where no response head came. */
  response?: {
    afterMs: number;
    status: number;
    headers: [name: string, value: string][];
  };
  /** Absent where the client left before the head: such a request never ends. */
  end?: {
    afterMs: number;
    trailers: [name: string, value: string][];
    grpcStatus?: number;
    resetCode?: number;
  };
}

/** Where the tap API takes requests from. Listeners are called when a request starts. */
export interface RequestFeed {
  observe(
    podUid: string,
    listener: (request: ObservedRequest) => void,
  ): () => void;
}
