import type {
  GroupLatency,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { GraphGroup } from '../graph';
import { MeshPage, NUMBERS_INTERVAL, usePoll } from '../hooks';

/** Workloads that the backend takes in one question about a group. */
const MOST_FOR_LATENCY = 500;

/** Quantiles never add: those of a group come from the buckets of its border. */
export function useGroupLatency(
  { api, window, end }: Pick<MeshPage, 'api' | 'window' | 'end'>,
  { members }: Pick<GraphGroup, 'members'>,
): GroupLatency | undefined {
  const workloads = members
    .slice(0, MOST_FOR_LATENCY)
    .flatMap<WorkloadRef>(({ node }) =>
      node.type === 'workload' && node.namespace && node.name
        ? {
            cluster: node.cluster,
            namespace: node.namespace,
            kind: node.kind,
            name: node.name,
          }
        : [],
    );
  const whole = workloads.length === members.length;
  // with whom it is asked about: the same group may have others a moment later
  const ids = members
    .map(({ id }) => id)
    .sort()
    .join(' ');
  const { data } = usePoll<GroupLatency | undefined>(
    api,
    `group latency ${window} ${end ?? ''} ${ids}`,
    async signal =>
      // the latency of a part would be taken for that of the group
      whole
        ? api.getGroupLatency(workloads, { window, end, signal })
        : undefined,
    NUMBERS_INTERVAL,
  );
  return data;
}
