import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryNamespace,
  InventoryPod,
  InventoryService,
  InventorySnapshot,
  InventoryWorkload,
  LabelSelector,
} from '@backstage-mesh/plugin-service-mesh-node';
import { NamespaceIndex, ownerKey } from './NamespaceIndex';

/**
 * A cluster at one moment: the read side of the inventory, made of the indexes of its namespaces.
 *
 * @internal
 */
export class ClusterSnapshot implements InventorySnapshot {
  readonly cluster: string;
  readonly #namespaces: ReadonlyMap<string, InventoryNamespace>;
  readonly #indexes: ReadonlyMap<string, NamespaceIndex>;
  #allPods: readonly InventoryPod[] | undefined;
  #podsByIp: Map<string, InventoryPod> | undefined;
  #servicesByIp: Map<string, InventoryService> | undefined;

  constructor(
    cluster: string,
    namespaces: ReadonlyMap<string, InventoryNamespace>,
    indexes: ReadonlyMap<string, NamespaceIndex>,
  ) {
    this.cluster = cluster;
    this.#namespaces = namespaces;
    this.#indexes = indexes;
  }

  namespaces(): readonly InventoryNamespace[] {
    return [...this.#namespaces.values()];
  }

  namespace(name: string): InventoryNamespace | undefined {
    return this.#namespaces.get(name);
  }

  pod(namespace: string, name: string): InventoryPod | undefined {
    const index = this.#indexes.get(namespace);
    return index?.podsByName.get(name) ?? index?.deletedPodsByName.get(name);
  }

  podByIp(ip: string): InventoryPod | undefined {
    this.#podsByIp ??= merged(
      [...this.#indexes.values()].map(index => index.podsByIp),
    );
    return this.#podsByIp.get(ip);
  }

  pods(namespace?: string): readonly InventoryPod[] {
    if (namespace !== undefined) {
      return this.#indexes.get(namespace)?.pods ?? [];
    }
    this.#allPods ??= [...this.#indexes.values()].flatMap(index => index.pods);
    return this.#allPods;
  }

  podsOf(
    workload: WorkloadRef,
    options?: { deleted?: boolean },
  ): readonly InventoryPod[] {
    const index = this.#indexOf(workload);
    const key = ownerKey(workload.kind, workload.name);
    const living = index?.podsByWorkload.get(key) ?? [];
    return options?.deleted
      ? [...living, ...(index?.deletedPodsByWorkload.get(key) ?? [])]
      : living;
  }

  workload(ref: WorkloadRef): InventoryWorkload | undefined {
    return this.#indexOf(ref)?.workloads.get(ownerKey(ref.kind, ref.name));
  }

  workloads(namespace?: string): readonly InventoryWorkload[] {
    const indexes =
      namespace === undefined
        ? [...this.#indexes.values()]
        : [this.#indexes.get(namespace)];
    return indexes.flatMap(index => [...(index?.workloads.values() ?? [])]);
  }

  resolveOwner(
    namespace: string,
    kind: string,
    name: string,
  ): WorkloadRef | undefined {
    return this.#indexes
      .get(namespace)
      ?.workloadByOwner.get(ownerKey(kind, name));
  }

  select(selector: LabelSelector, namespace?: string): readonly InventoryPod[] {
    return this.pods(namespace).filter(pod => selector.matches(pod.labels));
  }

  service(namespace: string, name: string): InventoryService | undefined {
    return this.#indexes.get(namespace)?.services.get(name);
  }

  serviceByClusterIp(ip: string): InventoryService | undefined {
    this.#servicesByIp ??= new Map(
      [...this.#indexes.values()].flatMap(({ services }) =>
        [...services.values()].flatMap(service =>
          service.clusterIps.map(clusterIp => [clusterIp, service] as const),
        ),
      ),
    );
    return this.#servicesByIp.get(ip);
  }

  #indexOf(workload: WorkloadRef): NamespaceIndex | undefined {
    return workload.cluster === this.cluster
      ? this.#indexes.get(workload.namespace)
      : undefined;
  }
}

function merged<T>(maps: ReadonlyMap<string, T>[]): Map<string, T> {
  const all = new Map<string, T>();
  for (const map of maps) {
    for (const [key, value] of map) {
      all.set(key, value);
    }
  }
  return all;
}
