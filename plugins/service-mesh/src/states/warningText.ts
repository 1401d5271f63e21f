import type {
  ClusterInfo,
  MeasuredAnswer,
  Measurement,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';
import { formatSpan, formatWindowLabel } from '../format';
import type { Translate } from '../translation';

/** What notices tell of an answer; one that is about no window has none. */
export type NoticedAnswer = Pick<MeasuredAnswer, 'measurements'> &
  Partial<Pick<MeasuredAnswer, 'window' | 'measuredAt'>>;

/** Warnings that say nothing but their code and their cluster. The others name what only the backend knows. */
const OF_CLUSTER = [
  'cluster-unreachable',
  'inventory-stale',
  'metrics-unavailable',
  'no-mesh',
  'no-metrics-source',
  'not-allowed',
  'partial-data',
  'prometheus-needed',
  'stale',
  'unknown-cluster',
] as const;

/** A warning in the language of the reader, where its code says all of it; otherwise as the backend says it. */
export function warningText(
  { code, cluster, message }: Warning,
  answer: NoticedAnswer,
  clusters: readonly Pick<ClusterInfo, 'name' | 'title'>[],
  t: Translate,
): string {
  const known = OF_CLUSTER.find(each => each === code);
  if (known && cluster !== undefined) {
    const title = clusters.find(({ name }) => name === cluster)?.title;
    return t(`states.warnings.${known}`, { cluster: title ?? cluster });
  }
  const { measurements, window } = answer;
  const measured = measurements.find(each => each.cluster === cluster);
  if (
    !measured ||
    (code !== 'window-filling' && code !== 'window-widened') ||
    measured.source === 'none' ||
    window === undefined
  ) {
    return message;
  }
  const values = {
    measured: formatSpan(measured.windowSeconds * 1000, t),
    asked: formatWindowLabel(window, t),
  };
  return code === 'window-widened'
    ? t('states.window.widened', values)
    : fillingText(measured, values, t);
}

/** Why the window is shorter: what the source remembers. */
function fillingText(
  { source, memory }: Measurement,
  values: { measured: string; asked: string },
  t: Translate,
): string {
  if (memory) {
    return t(
      `states.window.filling.${
        memory.inBackground ? 'proxiesAlways' : 'proxies'
      }`,
      { ...values, kept: formatSpan(memory.keptSeconds * 1000, t) },
    );
  }
  return t(
    `states.window.filling.${source === 'prometheus' ? 'prometheus' : 'none'}`,
    values,
  );
}
