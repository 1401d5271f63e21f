import type {
  EntityHistory,
  HistorySeries,
} from '@backstage-mesh/plugin-service-mesh-common';

/** Numbers that are drawn over time. */
export type SeriesId =
  | 'success'
  | 'requests'
  | 'failures'
  | 'p50'
  | 'p95'
  | 'p99'
  | 'connections';

/** One number over the span that is shown and over the one before it. `null` = there is none in that step. */
export interface MetricSeries {
  id: SeriesId;
  /** Ends of the steps of `values`, in ms since the epoch. */
  times: number[];
  values: (number | null)[];
  /** Whether anything was measured in the steps of `values`: a step without a value then had no call that could give one. */
  measured: boolean[];
  /** As many steps before: `before[i]` lies one span earlier than `values[i]`. */
  before: (number | null)[];
}

/** When steps were measured, and how many of them are the span. */
export type Steps = Pick<EntityHistory, 'stepSeconds' | 'times' | 'spanSteps'>;

/** A shorter line shows nothing. */
const LEAST_STEPS = 3;

/**
 * A number over time, in the unit of the cells: shares 0 to 1, rates per second, latency in ms.
 *
 * @param rememberedSince - where the memory of the source begins, in ms since the epoch: what lies before is not drawn
 * @returns undefined where the source has nothing of it in the span
 */
export function metricSeries(
  steps: Steps,
  series: HistorySeries,
  id: SeriesId,
  rememberedSince: number = 0,
): MetricSeries | undefined {
  const all = steps.times.map((_, step) => valueAt(steps, series, id, step));
  const remembered = steps.times.filter(time => time > rememberedSince).length;
  const spanSteps = Math.min(
    steps.spanSteps,
    Math.max(remembered, LEAST_STEPS),
  );
  const cut = Math.max(0, all.length - spanSteps);
  const values = all.slice(cut);
  if (values.every(value => value === null)) {
    return undefined;
  }
  const before = all.slice(
    Math.max(0, cut - steps.spanSteps),
    Math.max(0, all.length - steps.spanSteps),
  );
  // a short memory leaves a gap at the beginning, not at the end
  const missing: null[] = Array(values.length - before.length).fill(null);
  return {
    id,
    times: steps.times.slice(cut),
    values,
    measured: steps.times
      .slice(cut)
      .map((_, index) => isMeasured(series, id, cut + index)),
    before: [...missing, ...before],
  };
}

function isMeasured(
  series: HistorySeries,
  id: SeriesId,
  step: number,
): boolean {
  const lists =
    id === 'connections'
      ? [series.openConnections]
      : [series.requests, series.successes, series.failures];
  return lists.some(list => typeof list?.[step] === 'number');
}

function valueAt(
  { stepSeconds }: Steps,
  series: HistorySeries,
  id: SeriesId,
  step: number,
): number | null {
  const at = (list: (number | null)[] | undefined) => list?.[step] ?? null;
  const rate = (count: number | null) =>
    count === null ? null : count / stepSeconds;
  switch (id) {
    case 'success': {
      const failures = at(series.failures);
      const successes = at(series.successes);
      return failures === null ||
        successes === null ||
        failures + successes === 0
        ? null
        : successes / (failures + successes);
    }
    case 'requests':
      return rate(at(series.requests));
    case 'failures':
      return rate(at(series.failures));
    case 'connections':
      return at(series.openConnections);
    default:
      return at(series[id]);
  }
}
