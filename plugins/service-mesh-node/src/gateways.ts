import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import { LatencyBuckets } from './traffic';

/**
 * The way from a cluster to the Services of another one.
 *
 * @public
 */
export interface GatewayState {
  /** What the mesh calls the other cluster. */
  meshCluster: string;
  /** Name and namespace of the gateway in the other cluster, where the mesh says them. */
  name?: string;
  namespace?: string;
  /** Whether its probes are answered; absent where nothing measures it, which is not the same as no. */
  alive?: boolean;
  /** How long the probes took. */
  latency?: LatencyBuckets;
  /** Services here that stand for Services there; absent where Services can not be read, which is not the same as none. */
  mirroredServices?: readonly {
    namespace: string;
    name: string;
    /** The Service that it stands for. */
    origin?: { namespace: string; name: string };
  }[];
}

/**
 * The gateways that a cluster uses.
 *
 * @public
 */
export interface MeshGateways {
  gateways: readonly GatewayState[];
  warnings: readonly Warning[];
}
