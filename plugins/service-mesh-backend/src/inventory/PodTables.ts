import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { InventoryPod } from '@backstage-mesh/plugin-service-mesh-node';
import { ownerKey } from './NamespaceIndex';
import { OwnerChains } from './OwnerChains';
import { PodRecord } from './records';

/** Pods by all that they are looked up by. */
export class PodTables {
  readonly all: InventoryPod[] = [];
  readonly byName = new Map<string, InventoryPod>();
  readonly byIp = new Map<string, InventoryPod>();
  readonly byWorkload = new Map<string, InventoryPod[]>();

  constructor(records: Iterable<PodRecord>, chains: OwnerChains) {
    for (const record of records) {
      const workload = chains.workloadOf(record);
      const pod = settle(record, workload);
      this.all.push(pod);
      this.byName.set(pod.name, pod);
      for (const ip of record.ips) {
        this.byIp.set(ip, pod);
      }
      const key = ownerKey(workload.kind, workload.name);
      const siblings = this.byWorkload.get(key);
      if (siblings) {
        siblings.push(pod);
      } else {
        this.byWorkload.set(key, [pod]);
      }
    }
  }
}

/** The pod with its workload as it is known now: the same object as before where nothing changed. */
function settle(record: PodRecord, workload: WorkloadRef): InventoryPod {
  const { pod, deletedAt } = record;
  if (pod.workload !== workload || pod.deletedAt !== deletedAt) {
    record.pod = {
      ...pod,
      workload,
      ...(deletedAt !== undefined && { deletedAt }),
    };
  }
  return record.pod;
}
