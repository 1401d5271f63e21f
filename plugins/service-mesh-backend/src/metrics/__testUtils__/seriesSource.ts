import {
  MetricsSource,
  Sample,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { compileMatchers, Grouping } from '../labels';
import { buildPromql } from '../prometheus/promql';

/** A series with what it rose, or its newest value. */
export interface TestSeries {
  metric: string;
  labels: Record<string, string>;
  value: number;
}

/** When everything was measured, in ms. */
export const MEASURED_AT = Date.parse('2026-01-01T12:00:00Z');

/** A source that knows these series, and the same at each moment. */
export function seriesSource(
  series: readonly TestSeries[],
  options: { without?: readonly string[]; intervalSeconds?: number } = {},
): MetricsSource {
  const answer = (query: SeriesQuery): Sample[] | undefined => {
    if (options.without?.includes(query.metric)) {
      return undefined;
    }
    const matches = compileMatchers(query.matchers);
    const groups = new Grouping(query.by);
    for (const { metric, labels, value } of series) {
      const lookup = (label: string) => labels[label] ?? '';
      if (metric === query.metric && matches(lookup)) {
        groups.add(lookup, value);
      }
    }
    return groups.samples();
  };
  return {
    kind: 'prometheus',
    description: 'a test',
    scrapeIntervalSeconds: () => options.intervalSeconds ?? 10,
    close: () => {},
    query: async (queries, { windowSeconds, at = MEASURED_AT }) => ({
      windowSeconds,
      measuredAt: at,
      warnings: [],
      results: queries.map(answer),
    }),
    queryRange: async (queries, { windowSeconds, times }) => ({
      windowSeconds,
      warnings: [],
      results: queries.map(query => {
        const samples = answer(query);
        return samples && times.map(() => samples);
      }),
    }),
    describe: (query, windowSeconds) =>
      buildPromql(query, windowSeconds, { matchers: {}, labels: {} }),
  };
}
