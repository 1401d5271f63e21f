import type {
  ClusterInfo,
  MeasuredAnswer,
  Measurement,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';
import { formatMoment, formatSpan, formatWindowLabel } from '../format';
import type { Translate } from '../translation';

/** What notices tell of an answer; one that is about no window has none. */
export type NoticedAnswer = Pick<MeasuredAnswer, 'measurements'> &
  Partial<Pick<MeasuredAnswer, 'window' | 'measuredAt'>>;

/** Warnings that say nothing but their code and their cluster. */
const OF_CLUSTER = [
  'cluster-paused',
  'cluster-unreachable',
  'gateways-unmeasured',
  'inventory-stale',
  'links-unreadable',
  'metrics-unavailable',
  'no-history',
  'no-mesh',
  'no-metrics-source',
  'not-allowed',
  'partial-data',
  'prometheus-needed',
  'rules-unavailable',
  'stale',
  'unknown-cluster',
] as const;

/** What the sentences of the others name besides their cluster. */
const NAMED = {
  'metric-missing': ['metric'],
  'no-cluster': ['wanted'],
  'not-remembered': ['before'],
  'proxies-forbidden': ['failed', 'total'],
  'proxies-unreachable': ['failed', 'total'],
  'rules-forbidden': ['resources'],
  'rules-unreadable': ['resources'],
  'spreads-unknown': ['workloads', 'limit'],
  'too-many-parts': ['entity'],
} as const;

/** A warning in the language of the reader, where its code and its values say all of it; otherwise as the backend says it. */
export function warningText(
  warning: Warning,
  answer: NoticedAnswer,
  clusters: readonly Pick<ClusterInfo, 'name' | 'title'>[],
  t: Translate,
): string {
  const { code, cluster, message } = warning;
  const named = namedText(warning, t);
  if (named !== undefined) {
    return named;
  }
  const title = clusters.find(({ name }) => name === cluster)?.title ?? cluster;
  const known = OF_CLUSTER.find(each => each === code);
  if (known && title !== undefined) {
    return t(`states.warnings.${known}`, { cluster: title });
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

/** What names something besides its cluster; undefined where it does not, as that of an older backend. */
function namedText(
  { code, values = {} }: Warning,
  t: Translate,
): string | undefined {
  const known = (Object.keys(NAMED) as (keyof typeof NAMED)[]).find(
    each => each === code,
  );
  const names: readonly string[] = known ? NAMED[known] : [];
  if (!known || names.some(name => values[name] === undefined)) {
    return undefined;
  }
  const texts = Object.entries(values).map(([name, value]) => [
    name,
    name === 'before'
      ? formatMoment(Date.parse(String(value)), t)
      : String(value),
  ]);
  // NAMED says what each message needs
  return t(`states.warnings.${known}`, Object.fromEntries(texts) as never);
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
