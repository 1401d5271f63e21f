import type { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import type { GraphGroup } from '../graph';

/** Workloads that the backend takes in one question about a group. */
const MOST = 500;

/** The members of a group, to ask about; undefined where not all of them can be asked about: a part would be taken for the group. */
export function groupWorkloads({
  members,
}: Pick<GraphGroup, 'members'>): WorkloadRef[] | undefined {
  const workloads = members.slice(0, MOST).flatMap<WorkloadRef>(({ node }) =>
    node.type === 'workload' && node.namespace && node.name
      ? {
          cluster: node.cluster,
          namespace: node.namespace,
          kind: node.kind,
          name: node.name,
        }
      : [],
  );
  return workloads.length === members.length ? workloads : undefined;
}
