import { scaleLinear, scaleTime } from 'd3-scale';
import type { MetricSeries } from '../history';

/** The range of a number on its axis: from zero, but a share of successes from the lowest value shown to 100 %. */
export function valueDomain(series: MetricSeries): [number, number] {
  const known = [...series.values, ...series.before].filter(
    (value): value is number => value !== null,
  );
  if (series.id === 'success') {
    const lowest = Math.min(1, ...known);
    // a line at 100 % all the time lies at the top
    return [lowest < 1 ? lowest : 0.99, 1];
  }
  return [0, Math.max(...known, 0) || 1];
}

/** Places of moments and values in a box of a size; a value's place counts from the top. */
export function chartScales(
  series: MetricSeries,
  box: { width: number; height: number },
) {
  const { times } = series;
  const y = scaleLinear().domain(valueDomain(series)).range([box.height, 0]);
  return {
    x: scaleTime()
      .domain([times[0], times[times.length - 1]])
      .range([0, box.width]),
    // a share ends at 100 %; other axes end at a round number
    y: series.id === 'success' ? y : y.nice(4),
  };
}
