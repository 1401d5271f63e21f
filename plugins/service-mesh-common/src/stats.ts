/**
 * Latency in milliseconds, to the first frame of the response. Quantiles are computed from merged buckets; what was not
 * asked or could not be computed is absent (numbers of a whole mesh carry only the mean).
 *
 * @public
 */
export interface LatencyStats {
  p50?: number;
  p95?: number;
  p99?: number;
  mean?: number;
}

/**
 * TCP traffic. Rates are bytes per second over the window, as seen by the proxy that was asked.
 *
 * @public
 */
export interface TcpStats {
  openConnections?: number;
  readBytesPerSecond?: number;
  writeBytesPerSecond?: number;
}

/**
 * Whole numbers of one window, behind the rates.
 *
 * @public
 */
export interface RequestCounts {
  /** Responses by class; `successes + failures` were answered, the rest of `requests` is still open or was given up. */
  successes: number;
  failures: number;
  /** Requests that began in the window; absent where the source only counts responses. */
  requests?: number;
}

/**
 * The numbers of a workload (inbound), of a pod or of an edge, over a window. What is unknown is absent; a zero is a
 * measured zero.
 *
 * @public
 */
export interface TrafficStats {
  /** Requests per second. */
  requestsPerSecond?: number;
  /** Share of responses that are no failure, 0 to 1; absent where there was no response. */
  successRate?: number;
  /** Requests per second that the policy of the server refused. They are no part of `successRate`. */
  deniedPerSecond?: number;
  latencyMs?: LatencyStats;
  tcp?: TcpStats;
  /** Attempts, where the mesh retries: what the callee's side or the wire saw. `successRate` is theirs. */
  counts?: RequestCounts;
  /** What the caller got, after retries. Only on calls that are retried, and where the mesh counts it; health is judged by it. */
  calls?: Pick<RequestCounts, 'successes' | 'failures'>;
}

/**
 * How the connections of an edge, or those into a workload, are protected: `mesh` = the mesh's mutual TLS on all of them, `opaque` =
 * the application's own TLS, `none` = neither, `mixed` = differs between connections. Absent = unknown.
 *
 * @public
 */
export type MtlsState = 'mesh' | 'opaque' | 'none' | 'mixed';

/**
 * Where numbers came from.
 *
 * @public
 */
export type MetricsSourceKind = 'prometheus' | 'proxies' | 'none';

/**
 * Something that is missing from, or to be known about, an answer. `message` names no address, no account and no workload.
 *
 * @public
 */
export interface Warning {
  /** A stable word for programs, such as `cluster-unreachable`, `window-widened`, `partial-data`. */
  code: string;
  /** A sentence for people that says what is missing and what to do. */
  message: string;
  cluster?: string;
  /** Why, as whoever refused said it: addresses, accounts and pods may be named. Only for viewers who may read clusters. */
  reason?: string;
  /** What the sentence counts and names besides the cluster: whoever knows the code can say it in the language of the reader. */
  values?: Record<string, string | number>;
  /**
   * Ids of the nodes whose own traffic it is about, as far as the viewer may know them; none of them need be in the answer. Absent
   * where it is about the whole cluster.
   */
  nodeIds?: string[];
  /** YAML for the cluster that gives what is missing, where a permission of the portal's account is. */
  manifest?: string;
}

/**
 * How the numbers of one cluster in an answer were measured.
 *
 * @public
 */
export interface Measurement {
  cluster: string;
  source: MetricsSourceKind;
  /** The window that the numbers really cover, in seconds; longer or shorter than asked where a warning says so. */
  windowSeconds: number;
  /** When it was measured, ISO 8601. Absent where nothing was. */
  measuredAt?: string;
  /** Set where the last attempts failed and these are older numbers: since when, ISO 8601. */
  staleSince?: string;
  /** What the source remembers, where it does so by itself: a Prometheus remembers as long as it is told to. */
  memory?: SourceMemory;
}

/**
 * What a source that remembers by itself keeps.
 *
 * @public
 */
export interface SourceMemory {
  /** The numbers of the last so many seconds are kept. */
  keptSeconds: number;
  /** Whether it measures all the time. If not, mostly while somebody looks: what was before is unknown. */
  inBackground: boolean;
}

/**
 * What every answer with numbers says about them.
 *
 * @public
 */
export interface MeasuredAnswer {
  /** The window that was asked for, such as `1m`. */
  window: string;
  /** The oldest time of measurement among the clusters, ISO 8601; absent where nothing was measured. */
  measuredAt?: string;
  /** The source, where all clusters have the same; `mixed` otherwise. */
  source: MetricsSourceKind | 'mixed';
  measurements: Measurement[];
  warnings: Warning[];
}
