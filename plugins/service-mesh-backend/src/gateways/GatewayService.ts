import {
  MeshGateway,
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * A gateway, with what is needed to tell who may see what of it.
 *
 * @internal
 */
export interface KnownGateway extends Omit<MeshGateway, 'mirroredServices'> {
  mirroredServices?: readonly KnownMirror[];
}

/**
 * A mirrored Service, and those who answer for it in the remote cluster, where that is known.
 *
 * @internal
 */
export interface KnownMirror {
  namespace: string;
  name: string;
  behind: readonly WorkloadRef[];
}

/**
 * The gateways between clusters.
 *
 * @internal
 */
export interface GatewayService {
  /** Of the clusters those gateways that they use. What can not be asked becomes a warning. */
  gateways(
    clusters: readonly string[],
  ): Promise<{ gateways: KnownGateway[]; warnings: Warning[] }>;
}
