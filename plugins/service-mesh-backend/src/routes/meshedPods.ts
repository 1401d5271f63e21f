import {
  MeshedPods,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Clusters } from '../clusters';

/** Pods of a workload that are pending or running, and how many of them have a proxy; zeros where the cluster can not be asked. */
export async function countMeshedPods(
  clusters: Pick<Clusters, 'get'>,
  workload: WorkloadRef,
): Promise<MeshedPods> {
  const cluster = await clusters.get(workload.cluster);
  const pods = (cluster.inventory.snapshot()?.podsOf(workload) ?? []).filter(
    ({ phase }) => phase === 'Pending' || phase === 'Running',
  );
  const mesh = await cluster.mesh();
  return {
    running: mesh ? pods.filter(pod => mesh.isMeshed(pod)).length : 0,
    total: pods.length,
  };
}
