import { MetricsSourceKind } from './stats';

/**
 * A number that can be explained. The same word is used in tables, cells and panels.
 *
 * @public
 */
export type ExplainedNumber =
  | 'requests'
  | 'success'
  | 'failures'
  | 'denied'
  | 'latency'
  | 'connections'
  | 'bytes'
  | 'meshed'
  | 'mtls'
  | 'routes'
  | 'splits'
  | 'allowed'
  | 'timeLimit';

/**
 * Whose number it is: of a workload (what it answers), of its pods, of the calls that it gets or makes.
 *
 * @public
 */
export type ExplainedSubject = 'workload' | 'pod' | 'inbound' | 'outbound';

/**
 * How one number comes to be.
 *
 * @public
 */
export interface NumberExplanation {
  number: ExplainedNumber;
  subject: ExplainedSubject;
  /** What was asked of the source, in PromQL. For proxies that are read directly: the same, in PromQL's words. Empty for what Kubernetes says. */
  queries: string[];
  /** How the answers become the number: a formula in words. */
  formula: string;
  /** What is counted, where it matters. */
  counts?: 'attempts' | 'calls';
  /** Sentences that say what is not in the number. */
  leftOut: string[];
}

/**
 * How numbers of one cluster come to be, and of what they are.
 *
 * @public
 */
export interface ExplainedMeasurement {
  cluster: string;
  source: MetricsSourceKind;
  /** Where the source is, for people; without credentials. */
  sourceDescription?: string;
  windowSeconds: number;
  /** ISO 8601. */
  measuredAt?: string;
  scrapeIntervalSeconds?: number;
  numbers: NumberExplanation[];
}

/**
 * Answer of `GET /entities/{kind}/{namespace}/{name}/explain`.
 *
 * @public
 */
export interface EntityExplanation {
  /** With node ids. */
  workloads: (ExplainedMeasurement & { id: string })[];
}

/**
 * Answer of `POST /groups/explain`: how the numbers of the calls into a group come to be, in each cluster that has members.
 *
 * @public
 */
export interface GroupExplanation {
  clusters: ExplainedMeasurement[];
}
