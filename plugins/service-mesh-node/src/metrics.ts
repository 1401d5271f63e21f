import {
  SourceMemory,
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * A condition on a label of series, as in PromQL.
 *
 * @public
 */
export interface LabelMatcher {
  label: string;
  op: '=' | '!=' | '=~' | '!~';
  /** Plain text for `=` and `!=`; RE2 syntax, anchored at both ends, for `=~` and `!~`. */
  value: string;
}

/**
 * One question to a metrics source: the sum of a metric's series, grouped by labels.
 *
 * @public
 */
export interface SeriesQuery {
  metric: string;
  /** `increase`: how much the counters rose over the window; `last`: the newest value of gauges. */
  aggregate: 'increase' | 'last';
  matchers: readonly LabelMatcher[];
  /** Labels to group by. A label that a series does not carry is absent in its group. */
  by: readonly string[];
}

/**
 * Which proxies a question is about. A source that must visit each proxy visits only these; for others it narrows nothing, as the
 * matchers do that.
 *
 * @public
 */
export interface MetricsScope {
  namespaces?: readonly string[];
  workloads?: readonly WorkloadRef[];
}

/**
 * A value, and the labels of the series or group that it belongs to.
 *
 * @public
 */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/**
 * Something that is missing from what a source measured.
 *
 * @public
 */
export interface SourceWarning extends Warning {
  /** The workloads whose own numbers are missing, where it is about some alone. It is no part of what is answered. */
  workloads?: readonly WorkloadRef[];
}

/**
 * A series that recording rules keep, and the questions that it answers.
 *
 * @public
 */
export interface RecordedMetric {
  /** Its name. */
  record: string;
  /** The metric that it was made of, and how. */
  metric: string;
  aggregate: SeriesQuery['aggregate'];
  /** What it was recorded with: it answers questions that have all of these. */
  matchers: readonly LabelMatcher[];
  /** The labels that it has. */
  labels: readonly string[];
}

/**
 * Recording rules that a Prometheus may have.
 *
 * @public
 */
export interface Recordings {
  /** The window of the rates, in seconds. */
  rateSeconds: number;
  /** A record of how many proxies were there: the rules are used only where it is nearly all of them. */
  proxies: string;
  metrics: readonly RecordedMetric[];
  /** The records by what they are for, for people. */
  groups: readonly { name: string; records: readonly string[] }[];
}

/**
 * The answers to several queries, all about the same window.
 *
 * @public
 */
export interface SeriesResult {
  /** In the order of the queries. A query that failed alone is undefined and named in `warnings`. */
  results: (readonly Sample[] | undefined)[];
  /** The window that the answers cover, in seconds. */
  windowSeconds: number;
  /** Milliseconds since the epoch, by the portal's clock: the oldest of what the answers are made of. */
  measuredAt: number;
  warnings: readonly SourceWarning[];
}

/**
 * The answers to several queries, at several moments.
 *
 * @public
 */
export interface SeriesRangeResult {
  /**
   * In the order of the queries; of each, in the order of the moments: what it would have answered then. A query that failed alone is
   * undefined and named in `warnings`; so is a moment of which the source remembers nothing, which is not the same as no samples.
   */
  results: (readonly (readonly Sample[] | undefined)[] | undefined)[];
  /** The window before each moment that the answers cover, in seconds. */
  windowSeconds: number;
  /** The oldest moment that the source remembers, in milliseconds since the epoch, where that is later than the first moment. */
  rememberedSince?: number;
  warnings: readonly SourceWarning[];
}

/**
 * Answers questions about counters and gauges of the proxies: from a Prometheus, or by reading the proxies.
 *
 * @public
 */
export interface MetricsSource {
  readonly kind: 'prometheus' | 'proxies';
  /** For people; never holds credentials. */
  readonly description: string;
  /** For people: what else is to be known of how it answers now, as the rest of a sentence about it. */
  detail?(): string | undefined;
  /**
   * @throws ServiceUnavailableError where nothing could be answered
   */
  query(
    queries: readonly SeriesQuery[],
    options: {
      windowSeconds: number;
      /** The end of the window, in milliseconds since the epoch; now without it. */
      at?: number;
      scope?: MetricsScope;
      signal?: AbortSignal;
    },
  ): Promise<SeriesResult>;
  /**
   * The same questions at several moments, for charts.
   *
   * @throws ServiceUnavailableError where nothing could be answered
   */
  queryRange(
    queries: readonly SeriesQuery[],
    options: {
      windowSeconds: number;
      /** Ends of the windows, in milliseconds since the epoch, ascending and equally far apart. */
      times: readonly number[];
      scope?: MetricsScope;
      signal?: AbortSignal;
    },
  ): Promise<SeriesRangeResult>;
  /** What it remembers, where it does so by itself. */
  readonly memory?: SourceMemory;
  /** Reads now, though nobody asks, what it would not know later. Only where the source remembers by itself. */
  remember?(): Promise<void>;
  /** What `query` asks, in PromQL: for people who want to know where a number comes from. */
  describe(
    query: SeriesQuery,
    windowSeconds: number,
    options?: {
      /** The end of the window, in milliseconds since the epoch; now without it. */
      at?: number;
    },
  ): string;
  /** Seconds between samples, where it is known. */
  scrapeIntervalSeconds(): number | undefined;
  close(): void;
}
