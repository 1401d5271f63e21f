import {
  MeshChange,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  InventoryVersion,
} from '@backstage-mesh/plugin-service-mesh-node';
import { workloadNodeId } from '../topology/nodeIds';

/**
 * What happened to a workload in a time, oldest first: new versions, and containers that began again. Of each container the last
 * time only, as Kubernetes tells no other.
 *
 * @param time - its two ends, in ms since the epoch
 * @internal
 */
export function changesOf(
  snapshot: InventorySnapshot,
  workload: WorkloadRef,
  time: { from: number; to: number },
): MeshChange[] {
  const nodeId = workloadNodeId(workload);
  const { versions = [], versionSince } = snapshot.workload(workload) ?? {};
  const known: readonly InventoryVersion[] =
    versions.length > 0
      ? versions
      : [versionSince].flatMap(since => (since ? [{ since }] : []));
  const rollouts = known.map(({ since, name }, i): MeshChange => {
    const before = known[i - 1]?.name;
    return {
      kind: 'rollout',
      at: Date.parse(since),
      nodeId,
      name: workload.name,
      ...(name && { detail: name }),
      ...(before && { before }),
    };
  });
  const restarts = snapshot.podsOf(workload, { deleted: true }).flatMap(pod =>
    pod.containers.flatMap(({ name, restartedAt }): MeshChange[] =>
      restartedAt
        ? [
            {
              kind: 'restart',
              at: Date.parse(restartedAt),
              nodeId,
              name: pod.name,
              detail: name,
            },
          ]
        : [],
    ),
  );
  return [...rollouts, ...restarts]
    .filter(({ at }) => at > time.from && at <= time.to)
    .sort((a, b) => a.at - b.at);
}
