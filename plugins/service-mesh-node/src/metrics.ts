import {
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
 * The answers to several queries, all about the same window.
 *
 * @public
 */
export interface SeriesResult {
  /** In the order of the queries. A query that failed alone is undefined and named in `warnings`. */
  results: (readonly Sample[] | undefined)[];
  /** The window that the answers cover, in seconds. */
  windowSeconds: number;
  /** Milliseconds since the epoch. */
  measuredAt: number;
  warnings: readonly Warning[];
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
  /**
   * @throws ServiceUnavailableError where nothing could be answered
   */
  query(
    queries: readonly SeriesQuery[],
    options: {
      windowSeconds: number;
      scope?: MetricsScope;
      signal?: AbortSignal;
    },
  ): Promise<SeriesResult>;
  /** Seconds between samples, where it is known. */
  scrapeIntervalSeconds(): number | undefined;
  close(): void;
}
