import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventoryService,
  InventoryWorkload,
} from '@backstage-mesh/plugin-service-mesh-node';

/** The key of an owner inside its namespace. Metrics write kinds in lower case, so case does not count. */
export function ownerKey(kind: string, name: string): string {
  return `${kind.toLowerCase()}/${name}`;
}

/**
 * Everything about one namespace at one moment, ready to be looked up. It is never changed after it was built, and what did not
 * change between two of them is the same object in both.
 */
export interface NamespaceIndex {
  readonly pods: readonly InventoryPod[];
  readonly podsByName: ReadonlyMap<string, InventoryPod>;
  /** The one that was deleted last, for each name. */
  readonly deletedPodsByName: ReadonlyMap<string, InventoryPod>;
  readonly podsByIp: ReadonlyMap<string, InventoryPod>;
  /** By {@link ownerKey} of the workload. */
  readonly podsByWorkload: ReadonlyMap<string, readonly InventoryPod[]>;
  readonly deletedPodsByWorkload: ReadonlyMap<string, readonly InventoryPod[]>;
  /** By {@link ownerKey}, in its order. */
  readonly workloads: ReadonlyMap<string, InventoryWorkload>;
  /** By {@link ownerKey} of every owner in a chain, and of bare pods. */
  readonly workloadByOwner: ReadonlyMap<string, WorkloadRef>;
  readonly services: ReadonlyMap<string, InventoryService>;
}
