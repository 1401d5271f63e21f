import {
  MeasuredAnswer,
  parseWindow,
} from '@backstage-mesh/plugin-service-mesh-common';

/** The seconds that the numbers of a cluster really cover; what was asked for where nothing was measured. */
export function windowOf(answer: MeasuredAnswer, cluster: string): number {
  const measurement = answer.measurements.find(
    candidate => candidate.cluster === cluster,
  );
  return measurement && measurement.windowSeconds > 0
    ? measurement.windowSeconds
    : parseWindow(answer.window) ?? 0;
}
