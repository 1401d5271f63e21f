import {
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';

/**
 * The workloads whose pods a Service selects now.
 *
 * @internal
 */
export function workloadsBehind(
  snapshot: InventorySnapshot,
  service: { namespace: string; name: string },
): WorkloadRef[] {
  const { namespace, name } = service;
  const selector = Object.entries(
    snapshot.service(namespace, name)?.selector ?? {},
  );
  if (selector.length === 0) {
    return [];
  }
  const pods = snapshot.select(
    {
      matches: labels => selector.every(([key, text]) => labels[key] === text),
    },
    namespace,
  );
  return [
    ...new Map(
      pods.map(({ workload }) => [workloadKey(workload), workload]),
    ).values(),
  ];
}
