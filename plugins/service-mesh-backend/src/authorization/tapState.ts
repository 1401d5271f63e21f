import { ServiceMeshConfig, clusterConfigOf } from '../config';

/**
 * Whether a cluster can be tapped at all, by configuration. Where Backstage's permissions are off, everybody may do everything, so
 * that live requests are shown only if the configuration says so in words.
 */
export function tapState(
  config: ServiceMeshConfig,
  cluster: string,
): { enabled: boolean; reason?: string } {
  if (config.tap.enabled === false) {
    return {
      enabled: false,
      reason: 'Live tap is switched off by serviceMesh.tap.enabled.',
    };
  }
  if (config.tap.enabled === undefined && !config.permissionsEnabled) {
    return {
      enabled: false,
      reason:
        'Live tap is off, because without permission.enabled Backstage allows everything to everybody. Set permission.enabled to true, or serviceMesh.tap.enabled to true to let everybody tap.',
    };
  }
  if (!clusterConfigOf(config, cluster).tap.enabled) {
    return {
      enabled: false,
      reason: `Live tap is switched off for the cluster ${cluster} by serviceMesh.clusters[].tap.enabled.`,
    };
  }
  return { enabled: true };
}
