import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventoryWorkload,
} from '@backstage-mesh/plugin-service-mesh-node';
import { ownerKey } from './NamespaceIndex';
import { OwnerRecord, OwnerReference, PodRecord } from './records';
import { resolveOwner } from './resolveOwner';
import { Revision, VersionTracker } from './VersionTracker';

/** Gives the one object that stands for a workload. */
type RefOf = (kind: string, name: string) => WorkloadRef;

/** What is known of a workload while its parts are seen one by one. */
interface WorkloadDraft {
  ref: WorkloadRef;
  uid: string;
  labels: Readonly<Record<string, string>>;
  /** undefined as soon as one living part was seen. */
  deletedAt: number | undefined;
  record?: OwnerRecord;
}

/** The owner chains of a namespace, and the workloads at their tops. */
export class OwnerChains {
  readonly workloadByOwner = new Map<string, WorkloadRef>();
  readonly #drafts = new Map<string, WorkloadDraft>();
  readonly #owners: ReadonlyMap<string, OwnerRecord>;
  readonly #ref: RefOf;
  readonly #replicaSets: ReadonlyMap<string, readonly OwnerRecord[]>;

  constructor(owners: ReadonlyMap<string, OwnerRecord>, ref: RefOf) {
    this.#owners = owners;
    this.#ref = ref;
    this.#replicaSets = groupReplicaSets(owners.values());
    for (const owner of owners.values()) {
      const workload = this.#resolve(owner, owner.deletedAt);
      this.workloadByOwner.set(ownerKey(owner.kind, owner.name), workload);
    }
  }

  workloadOf(pod: PodRecord): WorkloadRef {
    if (pod.owner) {
      const workload = this.#resolve(pod.owner, pod.deletedAt);
      this.workloadByOwner.set(
        ownerKey(pod.owner.kind, pod.owner.name),
        workload,
      );
      return workload;
    }
    const workload = this.#ref('Pod', pod.name);
    const key = ownerKey('Pod', pod.name);
    this.workloadByOwner.set(key, workload);
    this.#drafts.set(key, {
      ref: workload,
      uid: pod.uid,
      labels: pod.pod.labels,
      deletedAt: pod.deletedAt,
    });
    return workload;
  }

  workloads(
    pods: ReadonlyMap<string, readonly InventoryPod[]>,
    versions: VersionTracker,
  ): Map<string, InventoryWorkload> {
    versions.keepOnly(this.#drafts);
    return new Map(
      [...this.#drafts.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(
          ([key, { ref, uid, labels, deletedAt, record }]): [
            string,
            InventoryWorkload,
          ] => {
            const workload: InventoryWorkload = { ref, uid, labels };
            if (deletedAt !== undefined) {
              return [key, { ...workload, deletedAt }];
            }
            const versionSince = versions.since(
              key,
              record && this.#currentRevision(record),
              pods.get(key) ?? [],
            );
            return [
              key,
              { ...workload, versionSince, versions: versions.versions(key) },
            ];
          },
        ),
    );
  }

  #resolve(start: OwnerReference, deletedAt: number | undefined): WorkloadRef {
    const top = resolveOwner(start, uid => this.#owners.get(uid));
    const ref = this.#ref(top.kind, top.name);
    const key = ownerKey(top.kind, top.name);
    this.workloadByOwner.set(key, ref);
    const record = this.#owners.get(top.uid);
    const draft = this.#drafts.get(key);
    if (record) {
      // Of two with the same name the living one counts, else the one that was deleted last.
      if (!draft?.record || isNewer(record, draft.record)) {
        this.#drafts.set(key, {
          ref,
          uid: record.uid,
          labels: record.labels,
          deletedAt: record.deletedAt,
          record,
        });
      }
    } else if (!draft) {
      this.#drafts.set(key, { ref, uid: top.uid, labels: {}, deletedAt });
    } else if (!draft.record && draft.deletedAt !== undefined) {
      draft.deletedAt =
        deletedAt === undefined
          ? undefined
          : Math.max(draft.deletedAt, deletedAt);
      draft.uid = top.uid;
    }
    return ref;
  }

  #currentRevision(record: OwnerRecord): Revision | undefined {
    if (record.kind !== 'Deployment') {
      return revisionOf(record);
    }
    const replicaSets = this.#replicaSets.get(record.uid) ?? [];
    const current =
      replicaSets.find(
        ({ revisionNumber }) =>
          revisionNumber !== undefined &&
          revisionNumber === record.revisionNumber,
      ) ??
      replicaSets.reduce<OwnerRecord | undefined>(
        (newest, candidate) =>
          (candidate.revisionNumber ?? 0) > (newest?.revisionNumber ?? 0)
            ? candidate
            : newest,
        undefined,
      );
    return current && revisionOf(current);
  }
}

function revisionOf({
  revision,
  revisionNumber,
}: OwnerRecord): Revision | undefined {
  return revision === undefined
    ? undefined
    : { label: revision, number: revisionNumber };
}

/** Living ReplicaSets by the uid of their owner. */
function groupReplicaSets(
  owners: Iterable<OwnerRecord>,
): Map<string, OwnerRecord[]> {
  const groups = new Map<string, OwnerRecord[]>();
  for (const record of owners) {
    if (
      record.kind === 'ReplicaSet' &&
      record.owner &&
      record.deletedAt === undefined
    ) {
      const group = groups.get(record.owner.uid) ?? [];
      group.push(record);
      groups.set(record.owner.uid, group);
    }
  }
  return groups;
}

function isNewer(candidate: OwnerRecord, known: OwnerRecord): boolean {
  return (candidate.deletedAt ?? Infinity) >= (known.deletedAt ?? Infinity);
}
