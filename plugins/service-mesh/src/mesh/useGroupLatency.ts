import type { GroupLatency } from '@backstage-mesh/plugin-service-mesh-common';
import type { GraphGroup } from '../graph';
import { groupWorkloads } from './groupWorkloads';
import { MeshPage, NUMBERS_INTERVAL, usePoll } from '../hooks';

/** Quantiles never add: those of a group come from the buckets of its border. */
export function useGroupLatency(
  { api, window, end }: Pick<MeshPage, 'api' | 'window' | 'end'>,
  { members }: Pick<GraphGroup, 'members'>,
): GroupLatency | undefined {
  const workloads = groupWorkloads({ members });
  // with whom it is asked about: the same group may have others a moment later
  const ids = members
    .map(({ id }) => id)
    .sort()
    .join(' ');
  const { data } = usePoll<GroupLatency | undefined>(
    api,
    `group latency ${window} ${end ?? ''} ${ids}`,
    async signal =>
      workloads
        ? api.getGroupLatency(workloads, { window, end, signal })
        : undefined,
    NUMBERS_INTERVAL,
  );
  return data;
}
