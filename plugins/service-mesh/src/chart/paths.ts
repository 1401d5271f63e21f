import { area, line } from 'd3-shape';
import type { MetricSeries } from '../history';
import { chartScales } from './scales';

/** The outlines of a chart as SVG path data. A step that was not measured is a gap. */
export interface ChartPaths {
  line: string;
  area: string;
  before: string;
}

/** Draws a series into a box of a size. */
export function chartPaths(
  series: MetricSeries,
  box: { width: number; height: number },
): ChartPaths {
  const { x, y } = chartScales(series, box);
  const place = (_: number | null, step: number) => x(series.times[step]);
  const drawLine = line<number | null>()
    .defined(value => value !== null)
    .x(place)
    .y(value => y(value ?? 0));
  const drawArea = area<number | null>()
    .defined(value => value !== null)
    .x(place)
    .y0(box.height)
    .y1(value => y(value ?? 0));
  return {
    line: drawLine(series.values) ?? '',
    area: drawArea(series.values) ?? '',
    before: drawLine(series.before) ?? '',
  };
}
