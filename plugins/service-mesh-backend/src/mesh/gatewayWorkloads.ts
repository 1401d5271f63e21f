import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventorySnapshot,
  Mesh,
} from '@backstage-mesh/plugin-service-mesh-node';

/**
 * Keys of the workloads of some namespaces that pass on calls of other clusters, also of those whose pods are gone by now.
 *
 * @internal
 */
export function gatewayWorkloads(
  snapshot: InventorySnapshot,
  namespaces: readonly string[],
  isGateway: NonNullable<Mesh['isGateway']>,
): ReadonlySet<string> {
  return new Set(
    namespaces.flatMap(namespace =>
      podsKept(snapshot, namespace)
        .filter(isGateway)
        .map(({ workload }) => workloadKey(workload)),
    ),
  );
}

/**
 * The pods of a namespace, living ones and those that are kept although they are deleted.
 *
 * @internal
 */
export function podsKept(
  snapshot: InventorySnapshot,
  namespace: string,
): readonly InventoryPod[] {
  return [
    ...new Set([
      ...snapshot.pods(namespace),
      ...snapshot
        .workloads(namespace)
        .flatMap(({ ref }) => snapshot.podsOf(ref, { deleted: true })),
    ]),
  ];
}
