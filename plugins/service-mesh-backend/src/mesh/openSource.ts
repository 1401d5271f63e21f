import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import { Mesh, MetricsSource } from '@backstage-mesh/plugin-service-mesh-node';
import { clusterWarning } from '../clusterWarning';
import { messageOf } from '../messageOf';
import { Cluster } from '../clusters';

/**
 * The mesh of a cluster and the source of its numbers, or why there are none.
 *
 * @internal
 */
export async function openSource(
  cluster: Cluster,
): Promise<{ mesh: Mesh; source: MetricsSource } | { warning: Warning }> {
  const warn = (code: string, message: string, reason?: string) => ({
    warning: clusterWarning(cluster.name, code, message, reason),
  });
  let mesh: Mesh | undefined;
  try {
    mesh = await cluster.mesh();
  } catch (error) {
    return warn(
      'cluster-unreachable',
      `Cluster ${cluster.name} can not be asked for its mesh`,
      messageOf(error),
    );
  }
  if (!mesh) {
    return warn(
      'no-mesh',
      `No mesh was found in cluster ${cluster.name}: its workloads are shown without numbers`,
    );
  }
  const { source, steps } = await cluster.metrics();
  if (!source) {
    const reasons = steps.flatMap(({ reason }) => (reason ? [reason] : []));
    return warn(
      'no-metrics-source',
      `Nothing measures cluster ${cluster.name}: there is no Prometheus that may be asked, and no proxy that may be read`,
      reasons.join('; '),
    );
  }
  return { mesh, source };
}
