import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { NamespaceIndex } from './NamespaceIndex';
import { OwnerChains } from './OwnerChains';
import { PodTables } from './PodTables';
import { OwnerRecord, PodRecord, ServiceRecord } from './records';
import { VersionTracker } from './VersionTracker';

/**
 * What an index is built from. Where a name occurs among the deleted and the living, the living one counts.
 */
export interface NamespaceObjects {
  pods: Iterable<PodRecord>;
  deletedPods: Iterable<PodRecord>;
  owners: readonly OwnerRecord[];
  deletedOwners: readonly OwnerRecord[];
  services: Iterable<ServiceRecord>;
  /** The one object that stands for a workload. */
  ref: (kind: string, name: string) => WorkloadRef;
  versions: VersionTracker;
}

/**
 * Derives the index of a namespace from its objects: nothing but what is there now decides, so their order of arrival does not matter.
 */
export function buildNamespaceIndex(objects: NamespaceObjects): NamespaceIndex {
  const owners = new Map<string, OwnerRecord>();
  for (const owner of [...objects.deletedOwners, ...objects.owners]) {
    owners.set(owner.uid, owner);
  }
  const chains = new OwnerChains(owners, objects.ref);
  const deleted = new PodTables(objects.deletedPods, chains);
  const living = new PodTables(objects.pods, chains);
  return {
    pods: living.all,
    podsByName: living.byName,
    deletedPodsByName: deleted.byName,
    podsByIp: living.byIp,
    podsByWorkload: living.byWorkload,
    deletedPodsByWorkload: deleted.byWorkload,
    workloads: chains.workloads(living.byWorkload, objects.versions),
    workloadByOwner: chains.workloadByOwner,
    services: new Map(
      [...objects.services].map(({ name, service }) => [name, service]),
    ),
  };
}
