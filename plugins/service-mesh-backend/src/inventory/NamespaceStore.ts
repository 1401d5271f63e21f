import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { buildNamespaceIndex } from './buildNamespaceIndex';
import { NamespaceIndex, ownerKey } from './NamespaceIndex';
import { ObjectStore } from './ObjectStore';
import { OwnerKind, OwnerRecord, PodRecord, ServiceRecord } from './records';
import { VersionTracker } from './VersionTracker';

/**
 * The objects of one namespace as they came, in whatever order, and the index that is derived from them when it is asked for after a
 * change. Nothing has to be undone when an owner comes after its pods or goes before them.
 */
export class NamespaceStore {
  readonly pods = new ObjectStore<PodRecord>();
  readonly services = new ObjectStore<ServiceRecord>();
  readonly owners: Readonly<Record<OwnerKind, ObjectStore<OwnerRecord>>> = {
    Deployment: new ObjectStore(),
    ReplicaSet: new ObjectStore(),
    StatefulSet: new ObjectStore(),
    DaemonSet: new ObjectStore(),
    Job: new ObjectStore(),
    CronJob: new ObjectStore(),
  };
  readonly #cluster: string;
  readonly #namespace: string;
  readonly #versions = new VersionTracker();
  #refs = new Map<string, WorkloadRef>();
  #index: NamespaceIndex | undefined;

  constructor(cluster: string, namespace: string) {
    this.#cluster = cluster;
    this.#namespace = namespace;
  }

  /** Must be called after each change of an object. */
  changed(): void {
    this.#index = undefined;
  }

  isChanged(): boolean {
    return this.#index === undefined;
  }

  isEmpty(): boolean {
    return [this.pods, this.services, ...Object.values(this.owners)].every(
      store => store.size === 0 && store.deletedSize === 0,
    );
  }

  /** Forgets what was deleted before a time; owners only when nothing that is kept refers to them any more. */
  forget(before: number): void {
    let forgotten = this.pods.forget(before, () => false);
    forgotten = this.services.forget(before, () => false) || forgotten;
    const owners = Object.values(this.owners);
    const needed = new Set<string | undefined>();
    for (const store of [this.pods, ...owners]) {
      for (const { owner } of [...store.living(), ...store.deleted()]) {
        needed.add(owner?.uid);
      }
    }
    for (const store of owners) {
      forgotten = store.forget(before, uid => needed.has(uid)) || forgotten;
    }
    if (forgotten) {
      this.changed();
    }
  }

  index(): NamespaceIndex {
    this.#index ??= this.#build();
    return this.#index;
  }

  #build(): NamespaceIndex {
    const before = this.#refs;
    const refs = new Map<string, WorkloadRef>();
    const ref = (kind: string, name: string): WorkloadRef => {
      const key = ownerKey(kind, name);
      const known = refs.get(key) ??
        before.get(key) ?? {
          cluster: this.#cluster,
          namespace: this.#namespace,
          kind,
          name,
        };
      refs.set(key, known);
      return known;
    };
    this.#refs = refs;
    const stores = Object.values(this.owners);
    return buildNamespaceIndex({
      pods: this.pods.living(),
      deletedPods: this.pods.deleted(),
      owners: stores.flatMap(store => [...store.living()]),
      deletedOwners: stores.flatMap(store => [...store.deleted()]),
      services: this.services.living(),
      ref,
      versions: this.#versions,
    });
  }
}
