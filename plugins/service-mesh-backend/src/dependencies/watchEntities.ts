import {
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { EntityWorkloads } from '../entities';
import { ClusterView } from '../topology/ClusterView';

/**
 * Whose calls the mesh would have seen.
 *
 * @internal
 */
export interface WatchedEntities {
  /**
   * Since when a call from one entity to another would be known, in milliseconds since the epoch. Undefined where nobody can tell: the
   * caller has no meshed workload, one of them has none at all, or the cluster is not measured.
   */
  callsSince(source: string, target: string): number | undefined;
}

/**
 * Finds out which entities are in sight. A call is counted by its caller's proxy; of the callee it must only be known who it is.
 *
 * @param begins - since when calls are remembered, by cluster
 * @internal
 */
export async function watchEntities(
  entityWorkloads: Pick<EntityWorkloads, 'entitiesOfAll'>,
  views: readonly ClusterView[],
  begins: ReadonlyMap<string, number>,
): Promise<WatchedEntities> {
  const measured = views.filter(
    ({ cluster, counts }) => counts.traffic && begins.has(cluster.name),
  );
  const meshed = new Set<string>();
  const workloads: WorkloadRef[] = [];
  for (const { snapshot, mesh, hidden } of measured) {
    for (const { ref, deletedAt } of snapshot.workloads()) {
      if (deletedAt === undefined && !hidden.has(ref.namespace)) {
        workloads.push(ref);
        if (mesh && snapshot.podsOf(ref).some(pod => mesh.isMeshed(pod))) {
          meshed.add(workloadKey(ref));
        }
      }
    }
  }
  const matches = await entityWorkloads.entitiesOfAll(workloads);
  const callers = new Map<string, number>();
  const known = new Map<string, number>();
  workloads.forEach((workload, i) => {
    const since = begins.get(workload.cluster)!;
    for (const { entityRef } of matches[i]) {
      const isCaller = meshed.has(workloadKey(workload));
      for (const begun of isCaller ? [callers, known] : [known]) {
        begun.set(entityRef, Math.max(begun.get(entityRef) ?? since, since));
      }
    }
  });
  return {
    callsSince(source, target) {
      const ends = [callers.get(source), known.get(target)];
      return ends.includes(undefined)
        ? undefined
        : Math.max(...(ends as number[]));
    },
  };
}
