import { plainText } from '../../plainText';

/**
 * Why a Prometheus gave no answer: `refused` = not allowed; `too-large` = more samples than it loads; `timeout`; `bad-query`;
 * `unavailable`; `not-prometheus` = something else answers there.
 *
 * @internal
 */
export type PrometheusProblem =
  | 'refused'
  | 'too-large'
  | 'timeout'
  | 'bad-query'
  | 'unavailable'
  | 'not-prometheus';

/** @internal */
export class PrometheusError extends Error {
  constructor(readonly problem: PrometheusProblem, message: string) {
    super(message);
    this.name = 'PrometheusError';
  }
}

/** @internal */
export interface InstantSample {
  labels: Record<string, string>;
  /** Seconds since the epoch, and the value. */
  at: number;
  value: number;
}

/** @internal */
export interface RangeSeries {
  labels: Record<string, string>;
  points: { at: number; value: number }[];
}

/** @internal */
export interface PrometheusAnswer {
  /** The samples of a vector; a scalar is one without labels. */
  samples: InstantSample[];
  /** The series of a matrix. */
  series: RangeSeries[];
  /** What an answer that counts as success says is missing from it. */
  warnings: string[];
}

/** More say nothing new. */
const MAX_WARNINGS = 20;

/** What servers write when a question loads too much: Prometheus, Thanos, Mimir, VictoriaMetrics. */
const TOO_LARGE =
  /too many samples|max(imum)? number of (samples|series|chunks)|(max-samples|maxSamplesPerQuery|maxUniqueTimeseries|max-fetched)|exceed\w* .*(samples|series|chunks|bytes) limit|limit: .*(samples|series|chunks)/i;

/**
 * Reads an answer of the HTTP API.
 *
 * @throws PrometheusError
 * @internal
 */
export function decodeAnswer(status: number, body: string): PrometheusAnswer {
  const answer = parseObject(body);
  if (status === 401 || status === 403) {
    throw new PrometheusError(
      'refused',
      `HTTP status ${status}${told(messageOf(answer))}`,
    );
  }
  if (answer?.status === 'error' || (answer && status >= 400)) {
    throw failure(status, answer);
  }
  if (status >= 500 || status === 429) {
    throw new PrometheusError('unavailable', `HTTP status ${status}`);
  }
  const data = answer?.data;
  if (answer?.status !== 'success' || !isObject(data)) {
    throw new PrometheusError(
      'not-prometheus',
      `HTTP status ${status}, and no answer of a Prometheus`,
    );
  }
  return { ...readResult(data), warnings: warningsOf(answer.warnings) };
}

function failure(
  status: number,
  answer: Record<string, unknown>,
): PrometheusError {
  const message = messageOf(answer) ?? `HTTP status ${status}`;
  if (TOO_LARGE.test(message)) {
    return new PrometheusError('too-large', message);
  }
  switch (answer.errorType) {
    case 'timeout':
    case 'canceled':
      return new PrometheusError('timeout', message);
    case 'bad_data':
      return new PrometheusError('bad-query', message);
    default:
      return new PrometheusError(
        // Whoever has too many questions must not be asked in halves, which are more.
        status >= 500 || status === 404 || status === 429
          ? 'unavailable'
          : 'bad-query',
        message,
      );
  }
}

function readResult(
  data: Record<string, unknown>,
): Pick<PrometheusAnswer, 'samples' | 'series'> {
  const { resultType, result } = data;
  if (resultType === 'scalar') {
    return { samples: [{ labels: {}, ...readPoint(result) }], series: [] };
  }
  if (!Array.isArray(result)) {
    throw broken('no result');
  }
  if (resultType === 'vector') {
    return {
      samples: result.map(row => ({
        labels: readLabels(row),
        ...readPoint(row.value),
      })),
      series: [],
    };
  }
  if (resultType === 'matrix') {
    return {
      samples: [],
      series: result.map(row => ({
        labels: readLabels(row),
        points: Array.isArray(row.values) ? row.values.map(readPoint) : [],
      })),
    };
  }
  throw broken(
    `results of type ${plainText(String(JSON.stringify(resultType)), 60)}`,
  );
}

/** The last moment that JavaScript knows, in seconds since the epoch. */
const LATEST_SECONDS = 8.64e12;

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

function readLabels(row: unknown): Record<string, string> {
  if (!isObject(row) || !isObject(row.metric)) {
    throw broken('a row without labels');
  }
  const { metric } = row;
  // Answers have some hundred thousand labels: they are looked at, not copied.
  for (const label in metric) {
    if (typeof metric[label] !== 'string') {
      throw broken('a label that is no text');
    }
  }
  return metric as Record<string, string>;
}

function readPoint(point: unknown): { at: number; value: number } {
  if (
    !Array.isArray(point) ||
    typeof point[0] !== 'number' ||
    typeof point[1] !== 'string' ||
    Math.abs(point[0]) > LATEST_SECONDS
  ) {
    throw broken('a value that is none');
  }
  return { at: point[0], value: readValue(point[1]) };
}

function readValue(text: string): number {
  switch (text) {
    case 'NaN':
      return NaN;
    case '+Inf':
    case 'Inf':
      return Infinity;
    case '-Inf':
      return -Infinity;
    default: {
      const value = NUMBER.test(text) ? Number(text) : NaN;
      if (!Number.isFinite(value)) {
        throw broken(`the value ${plainText(JSON.stringify(text), 40)}`);
      }
      return value;
    }
  }
}

function broken(what: string): PrometheusError {
  return new PrometheusError(
    'not-prometheus',
    `The answer can not be read: ${what}`,
  );
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(
  answer: Record<string, unknown> | undefined,
): string | undefined {
  // Prometheus says `error`, the API server in front of it `message`.
  const message = answer?.error ?? answer?.message;
  return typeof message === 'string' ? plainText(message) : undefined;
}

function told(message: string | undefined): string {
  return message ? `: ${message}` : '';
}

function warningsOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value
        .filter((item): item is string => typeof item === 'string')
        .slice(0, MAX_WARNINGS)
        .map(text => plainText(text))
    : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
