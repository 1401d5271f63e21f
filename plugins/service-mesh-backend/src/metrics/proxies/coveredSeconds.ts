import { SourceMemory } from '@backstage-mesh/plugin-service-mesh-common';
import { SourceWarning } from '@backstage-mesh/plugin-service-mesh-node';
import { clusterWarning } from '../../clusterWarning';

/**
 * How many seconds the numbers cover: less than was asked for while there is no more, which becomes a warning.
 *
 * @param coveredMs - undefined where nothing was measured
 * @internal
 */
export function coveredSeconds(
  asked: number,
  coveredMs: number | undefined,
  options: { cluster: string; memory: SourceMemory; warnings: SourceWarning[] },
): number {
  if (coveredMs === undefined) {
    return asked;
  }
  const covered = Math.max(1, Math.round(coveredMs / 1000));
  if (covered >= asked) {
    return asked;
  }
  const { cluster, memory, warnings } = options;
  warnings.push(
    clusterWarning(
      cluster,
      'window-filling',
      `Measured over ${covered} s: ${describeMemory(memory)}`,
    ),
  );
  return covered;
}

/**
 * How far back it is remembered, for people.
 *
 * @internal
 */
export function describeMemory({
  keptSeconds,
  inBackground,
}: SourceMemory): string {
  const minutes = keptSeconds / 60;
  return inBackground
    ? `of the proxies the last ${minutes} minutes are kept, from when the portal began to read them`
    : `the proxies are read mostly while somebody looks, and the last ${minutes} minutes are kept`;
}
