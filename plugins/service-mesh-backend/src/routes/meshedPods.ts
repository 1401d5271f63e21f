import {
  MeshedPods,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Mesh } from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../clusters';

/** Pods of a workload that are pending or running, and how many of them have a proxy; undefined where that is not known now. */
export async function countMeshedPods(
  clusters: Pick<Clusters, 'get'>,
  workload: WorkloadRef,
): Promise<MeshedPods | undefined> {
  const cluster = await clusters.get(workload.cluster);
  const snapshot = cluster.inventory.snapshot();
  if (!snapshot) {
    return undefined;
  }
  let mesh: Mesh | undefined;
  try {
    mesh = await cluster.mesh();
  } catch {
    return undefined;
  }
  const pods = snapshot
    .podsOf(workload)
    .filter(({ phase }) => phase === 'Pending' || phase === 'Running');
  return {
    running: mesh ? pods.filter(pod => mesh.isMeshed(pod)).length : 0,
    total: pods.length,
  };
}
