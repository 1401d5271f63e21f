import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { InventoryStore } from '../InventoryStore';
import { WATCHED_KINDS } from '../kinds';
import { KubernetesObject, KubernetesPod } from '../kubernetesObjects';
import { ObjectStripper } from '../ObjectStripper';

export interface Owner {
  kind: string;
  name: string;
  uid: string;
}

/** A store that is fed as reflectors feed it, with a clock that is moved by hand. */
export class Feed {
  now = Date.parse('2026-01-01T12:00:00Z');
  readonly store = new InventoryStore({
    cluster: 'east',
    namespaces: { include: [], exclude: ['kube-system'] },
    now: () => this.now,
    stopwatch: () => 0,
  });
  readonly #targets = new Map(
    WATCHED_KINDS.map(kind => [
      kind.resource,
      kind.target(this.store, new ObjectStripper('east'), undefined),
    ]),
  );

  #target(resource: string) {
    const target = this.#targets.get(resource);
    if (!target) {
      throw new Error(resource);
    }
    return target;
  }

  /** As a reflector does it: what can not be read is passed over. */
  apply(change: 'set' | 'remove', resource: string, state: KubernetesObject) {
    const target = this.#target(resource);
    const read = target.read(state);
    if (read !== undefined) {
      target[change](read);
    }
  }

  set(resource: string, state: KubernetesPod) {
    const target = this.#target(resource);
    target.set(target.read(state));
  }

  remove(resource: string, state: KubernetesObject) {
    const target = this.#target(resource);
    target.remove(target.read(state));
  }

  replace(resource: string, ...states: KubernetesObject[]) {
    const target = this.#target(resource);
    target.replace(states.map(state => target.read(state)));
  }

  get snapshot() {
    return this.store.snapshot();
  }

  /** `pod → kind/name` of all living pods, and the workloads with how many pods they have. */
  get facts() {
    const { snapshot } = this;
    return {
      pods: snapshot
        .pods()
        .map(({ namespace, name, uid, workload }) =>
          [namespace, name, uid, workload.kind, workload.name].join(' '),
        )
        .sort(),
      workloads: snapshot
        .workloads()
        .filter(({ deletedAt }) => deletedAt === undefined)
        .map(
          ({ ref, uid }) =>
            `${ref.namespace} ${ref.kind} ${ref.name} ${uid} ${
              snapshot.podsOf(ref).length
            }`,
        )
        .sort(),
    };
  }
}

export function object(
  name: string,
  options: {
    uid?: string;
    owner?: Owner;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    createdAt?: string;
    namespace?: string;
  } = {},
): KubernetesObject {
  return {
    metadata: {
      name,
      namespace: options.namespace ?? 'shop',
      uid: options.uid ?? `uid-${name}`,
      creationTimestamp: options.createdAt ?? '2026-01-01T00:00:00Z',
      labels: options.labels,
      annotations: options.annotations,
      ownerReferences: options.owner && [
        { ...options.owner, controller: true },
      ],
    },
  };
}

export function pod(
  name: string,
  options: Parameters<typeof object>[1] & { ip?: string; phase?: string } = {},
): KubernetesPod {
  return {
    ...object(name, options),
    spec: { containers: [{ name: 'app', image: 'app:1' }] },
    status: { phase: options.phase ?? 'Running', podIP: options.ip },
  };
}

export const owner = (
  kind: string,
  name: string,
  uid = `uid-${name}`,
): Owner => ({
  kind,
  name,
  uid,
});

export const shop = (kind: string, name: string): WorkloadRef => ({
  cluster: 'east',
  namespace: 'shop',
  kind,
  name,
});
