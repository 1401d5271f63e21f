import {
  formatWindow,
  MeasuredAnswer,
  Measurement,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * What an answer from several clusters says about its numbers.
 *
 * @internal
 */
export function measuredAnswer(
  windowSeconds: number,
  measurements: readonly Measurement[],
  warnings: readonly Warning[],
): MeasuredAnswer {
  const times = measurements.flatMap(({ measuredAt }) => measuredAt ?? []);
  const sources = new Set(measurements.map(({ source }) => source));
  const [source] = sources;
  const unique = new Map(
    warnings.map(warning => [JSON.stringify(warning), warning]),
  );
  return {
    window: formatWindow(windowSeconds),
    ...(times.length > 0 && { measuredAt: times.sort()[0] }),
    source: sources.size > 1 ? 'mixed' : source ?? 'none',
    measurements: [...measurements],
    warnings: [...unique.values()],
  };
}
