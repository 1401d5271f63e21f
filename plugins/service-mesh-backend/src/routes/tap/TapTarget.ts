import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster } from '../../clusters';

/** What a tap request names, found in the inventory. */
export interface TapTarget {
  cluster: Cluster;
  snapshot: InventorySnapshot;
  /** Whose permission counts: for a pod, its owner. */
  workload: WorkloadRef;
  /** What the mesh is asked for: the workload, or one of its pods. */
  target: WorkloadRef;
  /** The entity through which it is asked for. */
  entityRef?: string;
  /** Set where nothing of this name exists, to be told once the caller may know. */
  missing?: string;
}

/** The kinds that the contract lets a tap name. */
export const TAPPABLE_KINDS: Readonly<Record<string, string>> = {
  deployment: 'Deployment',
  daemonset: 'DaemonSet',
  statefulset: 'StatefulSet',
  pod: 'Pod',
};

/** A living pod, or a workload that exists, with the workload that it counts for. */
export function findResource(
  snapshot: InventorySnapshot,
  namespace: string,
  kind: string,
  name: string,
): { target: WorkloadRef; workload: WorkloadRef } | undefined {
  const target = { cluster: snapshot.cluster, namespace, kind, name };
  if (kind === 'Pod') {
    const pod = snapshot.pod(namespace, name);
    return pod && pod.deletedAt === undefined
      ? { target, workload: pod.workload }
      : undefined;
  }
  const workload = snapshot.workload(target);
  return workload && workload.deletedAt === undefined
    ? { target, workload: target }
    : undefined;
}
