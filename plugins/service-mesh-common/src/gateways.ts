import { LatencyStats, Warning } from './stats';

/**
 * The way from one cluster to the services of another.
 *
 * @public
 */
export interface MeshGateway {
  /** The cluster whose workloads use the gateway. */
  cluster: string;
  /** The cluster that it leads to: its name in this portal, or the mesh's where this portal does not know it. */
  remoteCluster: string;
  /** Whether the remote cluster is one of this portal. */
  remoteKnown: boolean;
  /** Name and namespace of the gateway's service in the remote cluster, where the mesh says them. */
  name?: string;
  namespace?: string;
  /** Whether its probes are answered; absent where nothing measures it. */
  alive?: boolean;
  /** How long the probes take, in ms. */
  latencyMs?: LatencyStats;
  /** Services of the remote cluster that exist here as mirrors; absent where Services can not be read. */
  mirroredServices?: { namespace: string; name: string }[];
}

/**
 * Answer of `GET /gateways`.
 *
 * @public
 */
export interface GatewayList {
  gateways: MeshGateway[];
  warnings: Warning[];
}
