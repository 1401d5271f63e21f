import type { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import type { ExplainedOwner } from '../components';

/**
 * Who explains the numbers of a dependency: the entity that calls, or the one that is called. Nobody does where the numbers are of
 * several workloads, or no entity stands at either end.
 */
export function explainedDependency({
  source,
  target,
  stats,
}: Dependency): ExplainedOwner | undefined {
  const ends = [
    { end: source, subject: 'outbound' },
    { end: target, subject: 'inbound' },
  ] as const;
  if (!stats || ends.some(({ end }) => end.nodeIds.length !== 1)) {
    return undefined;
  }
  const known = ends.find(({ end }) => end.entityRef !== undefined);
  return (
    known && {
      subject: known.subject,
      workloadId: known.end.nodeIds[0],
      entityRef: known.end.entityRef,
      stats,
    }
  );
}
