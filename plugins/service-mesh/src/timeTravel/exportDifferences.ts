import type {
  TopologyComparison,
  TopologyDifference,
} from '@backstage-mesh/plugin-service-mesh-common';
import { toCsv } from '../components/DataTable/toCsv';
import type { MeshGraph } from '../graph';
import type { Translate } from '../translation';
import { differenceName } from './differenceText';
import type { ComparedRanges } from './timeTravelAddress';

/** The list as CSV: one line each, numbers without rounding, empty where something is not known. */
export function differencesCsv(
  differences: readonly TopologyDifference[],
  graph: MeshGraph,
  t: Translate,
): string {
  const header = (
    [
      'kind',
      'type',
      'subject',
      'successBefore',
      'successAfter',
      'failuresBefore',
      'failuresAfter',
      'rateBefore',
      'rateAfter',
      'statistic',
      'latencyBefore',
      'latencyAfter',
      'at',
      'detail',
    ] as const
  ).map(key => t(`timeTravel.csv.${key}`));
  return toCsv(
    header,
    differences.map(difference => {
      const { kind, subject, delta, change } = difference;
      return [
        kind,
        subject?.type,
        differenceName(difference, graph, t),
        delta?.successRate.before,
        delta?.successRate.after,
        delta?.failuresPerSecond.before,
        delta?.failuresPerSecond.after,
        delta?.requestsPerSecond.before,
        delta?.requestsPerSecond.after,
        delta?.latency.after === undefined &&
        delta?.latency.before === undefined
          ? undefined
          : delta.latency.statistic,
        delta?.latency.before,
        delta?.latency.after,
        change && new Date(change.at).toISOString(),
        change?.detail,
      ];
    }),
  );
}

/** The list as JSON, with what was compared. */
export function differencesJson(
  differences: readonly TopologyDifference[],
  graph: MeshGraph,
  { a, b }: ComparedRanges,
  comparison: TopologyComparison,
  t: Translate,
): string {
  const moment = ({ from, to }: { from: number; to: number }) => ({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  });
  return JSON.stringify(
    {
      a: { ...moment(a), measurements: comparison.before.measurements },
      b: { ...moment(b), measurements: comparison.after.measurements },
      warnings: [...comparison.before.warnings, ...comparison.after.warnings],
      differences: differences.map(difference => {
        const { kind, subject, delta, change, harm } = difference;
        return {
          kind,
          subject: differenceName(difference, graph, t),
          ...(subject && { type: subject.type }),
          ...(delta && { delta, harm }),
          ...(change && {
            at: new Date(change.at).toISOString(),
            detail: change.detail,
          }),
        };
      }),
    },
    undefined,
    2,
  );
}
