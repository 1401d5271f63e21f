import {
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  MetricsScope,
} from '@backstage-mesh/plugin-service-mesh-node';

/** Namespaces of at most so many workloads are asked as a whole, and the answer serves everybody who looks into it. */
const SMALL_NAMESPACE = 60;

/** More namespaces than these are asked at once. */
const MANY_NAMESPACES = 4;

/**
 * One scope for everything in focus: its namespaces, or the focus alone where one of them is large.
 *
 * @internal
 */
export function scopeOf(
  snapshot: InventorySnapshot,
  focus: readonly WorkloadRef[],
): MetricsScope {
  const namespaces = [...new Set(focus.map(({ namespace }) => namespace))];
  return namespaces.every(name => isSmall(snapshot, name))
    ? { namespaces }
    : { workloads: focus };
}

/**
 * One scope per namespace, so that whoever looks into it shares the answer; or the focus alone where its namespace is large. Many
 * namespaces are one scope: somebody looks at much of the cluster.
 *
 * @internal
 */
export function splitFocus(
  snapshot: InventorySnapshot,
  focus: readonly WorkloadRef[],
): MetricsScope[] {
  const byNamespace = new Map<string, WorkloadRef[]>();
  for (const workload of focus) {
    const siblings = byNamespace.get(workload.namespace) ?? [];
    siblings.push(workload);
    byNamespace.set(workload.namespace, siblings);
  }
  const scopes = [...byNamespace].map(
    ([name, workloads]): MetricsScope =>
      isSmall(snapshot, name) || workloads.length > SMALL_NAMESPACE
        ? { namespaces: [name] }
        : { workloads },
  );
  const whole = scopes.flatMap(({ namespaces = [] }) => namespaces);
  return whole.length > MANY_NAMESPACES
    ? [
        { namespaces: whole.sort() },
        ...scopes.filter(({ namespaces }) => !namespaces),
      ]
    : scopes;
}

function isSmall(snapshot: InventorySnapshot, namespace: string): boolean {
  return snapshot.workloads(namespace).length <= SMALL_NAMESPACE;
}

/**
 * The same text for the same scope.
 *
 * @internal
 */
export function scopeKey(scope: MetricsScope | undefined): string {
  return JSON.stringify([
    [...(scope?.namespaces ?? [])].sort(),
    (scope?.workloads ?? []).map(workloadKey).sort(),
  ]);
}
