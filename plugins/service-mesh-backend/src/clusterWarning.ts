import { Warning } from '@backstage-mesh/plugin-service-mesh-common';

/**
 * A warning about one cluster.
 *
 * @param reason - what a program said: for those who may read clusters
 * @internal
 */
export function clusterWarning(
  cluster: string,
  code: string,
  message: string,
  reason?: string,
): Warning {
  return { code, message, cluster, ...(reason && { reason }) };
}
