import { PrometheusAnswer } from './decodeAnswer';

/**
 * When questions are about: one moment, or several that are equally far apart.
 *
 * @internal
 */
export interface Moments {
  /** Milliseconds since the epoch, ascending, by the clock of the Prometheus. */
  times: readonly number[];
  /** Milliseconds between them; absent where one moment is asked for. */
  stepMs?: number;
}

/** Prometheus answers no more per series; a question for more is asked in parts. */
const MAX_POINTS = 11_000;

/** @internal */
export function rangeOf(times: readonly number[], stepMs: number): Moments[] {
  const parts: Moments[] = [];
  for (let from = 0; from < times.length; from += MAX_POINTS) {
    parts.push({ times: times.slice(from, from + MAX_POINTS), stepMs });
  }
  return parts;
}

/**
 * Earlier and later moments; undefined where it is one.
 *
 * @internal
 */
export function halvesOf({
  times,
  stepMs,
}: Moments): [Moments, Moments] | undefined {
  const middle = Math.ceil(times.length / 2);
  return times.length > 1
    ? [
        { times: times.slice(0, middle), stepMs },
        { times: times.slice(middle), stepMs },
      ]
    : undefined;
}

/** @internal */
export function pathOf(moments: Moments | undefined): string {
  return moments?.stepMs === undefined
    ? '/api/v1/query'
    : '/api/v1/query_range';
}

/** @internal */
export function paramsOf(moments: Moments | undefined): Record<string, string> {
  if (!moments) {
    return {};
  }
  const { times, stepMs } = moments;
  return stepMs === undefined
    ? { time: seconds(times[0]) }
    : {
        start: seconds(times[0]),
        end: seconds(times[times.length - 1]),
        step: seconds(stepMs),
      };
}

/**
 * The samples of an answer, each with the index of its moment. What is no number is left out.
 *
 * @internal
 */
export function* sampleAt(
  { samples, series }: PrometheusAnswer,
  { times, stepMs = 1 }: Moments,
): Iterable<{ labels: Record<string, string>; at: number; value: number }> {
  for (const { labels, value } of samples) {
    if (!Number.isNaN(value)) {
      yield { labels, at: 0, value };
    }
  }
  for (const { labels, points } of series) {
    for (const point of points) {
      const at = Math.round((point.at * 1000 - times[0]) / stepMs);
      if (at >= 0 && at < times.length && !Number.isNaN(point.value)) {
        yield { labels, at, value: point.value };
      }
    }
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
