import {
  formatWindow,
  MeasuredAnswer,
  Measurement,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';
import { SourceWarning } from '@backstage-mesh/plugin-service-mesh-node';
import { workloadNodeId } from './nodeIds';

/**
 * What an answer from several clusters says about its numbers.
 *
 * @internal
 */
export function measuredAnswer(
  windowSeconds: number,
  measurements: readonly Measurement[],
  warnings: readonly SourceWarning[],
): MeasuredAnswer {
  const times = measurements.flatMap(({ measuredAt }) => measuredAt ?? []);
  const sources = new Set(measurements.map(({ source }) => source));
  const [source] = sources;
  const unique = new Map(
    warnings
      .map(answered)
      .map(warning => [JSON.stringify(warning), warning] as const),
  );
  return {
    window: formatWindow(windowSeconds),
    ...(times.length > 0 && { measuredAt: times.sort()[0] }),
    source: sources.size > 1 ? 'mixed' : source ?? 'none',
    measurements: [...measurements],
    warnings: [...unique.values()],
  };
}

/** Workloads are told by the ids that they have in answers. */
function answered({ workloads, ...warning }: SourceWarning): Warning {
  return workloads
    ? { ...warning, nodeIds: workloads.map(workloadNodeId).sort() }
    : warning;
}
