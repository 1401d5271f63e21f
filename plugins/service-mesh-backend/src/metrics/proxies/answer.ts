import { Sample, SeriesQuery } from '@backstage-mesh/plugin-service-mesh-node';
import { compileMatchers, Grouping } from '../labels';
import { PodRing } from './PodRing';
import { MeasuredHistory } from './ProxyFleet';

/**
 * What was read of one pod.
 *
 * @internal
 */
export interface MeasuredPod {
  labels: Readonly<Record<string, string>>;
  ring: Pick<PodRing, 'series' | 'byMetric'>;
  /** How much a counter rose in the window; undefined where it is unknown. */
  rise(series: number): number | undefined;
  /** What a gauge said at the end of the window. */
  gauge(series: number): number | undefined;
}

/**
 * What is known of one moment; undefined where nothing is.
 *
 * @internal
 */
export function answerAt(
  query: SeriesQuery,
  { pods, known }: MeasuredHistory,
  moment: number,
): Sample[] | undefined {
  return known[moment]
    ? answer(
        query,
        pods.flatMap(({ labels, ring, windows }) => {
          const window = windows[moment];
          return window ? [{ labels, ring, ...window }] : [];
        }),
      )
    : undefined;
}

/**
 * Adds up the series that a question is about.
 *
 * @internal
 */
export function answer(
  query: SeriesQuery,
  pods: readonly MeasuredPod[],
): Sample[] {
  const matches = compileMatchers(query.matchers);
  const groups = new Grouping(query.by);
  for (const { labels, ring, rise, gauge } of pods) {
    for (const index of ring.byMetric.get(query.metric) ?? []) {
      const own = ring.series[index].labels;
      // Labels of the target win, as they do in Prometheus.
      const lookup = (label: string) => labels[label] ?? own[label] ?? '';
      if (matches(lookup)) {
        const value =
          query.aggregate === 'increase' ? rise(index) : gauge(index);
        if (value !== undefined && !Number.isNaN(value)) {
          groups.add(lookup, value);
        }
      }
    }
  }
  return groups.samples();
}
