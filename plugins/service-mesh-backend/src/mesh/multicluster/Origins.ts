import { LoggerService } from '@backstage/backend-plugin-api';
import {
  EdgeTraffic,
  InventorySnapshot,
  MeshPeer,
  MeshTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../../clusters';
import { clusterCalled } from './clusterCalled';
import { workloadsBehind } from '../workloadsBehind';
import { mergeEdges } from './mergeEdges';

type MirroredService = Extract<MeshPeer, { type: 'service' }> & {
  meshCluster: string;
};

/** Who asks does not wait longer for a cluster that nobody has looked into yet: the Service is shown until it is known. */
const WAIT_MS = 3_000;

/**
 * Joins calls to mirrored Services to those who answer them in the other cluster.
 *
 * @internal
 */
export class Origins {
  constructor(
    private readonly clusters: Pick<Clusters, 'list'>,
    private readonly logger: LoggerService,
  ) {}

  /**
   * The same traffic, with calls to Services of other clusters led to the one workload behind each. Where there are several, or where
   * the other cluster is not known, nobody can tell who answered: the call ends at the Service.
   */
  async join(traffic: MeshTraffic): Promise<MeshTraffic> {
    const mirrored = traffic.edges.filter(edge => isMirrored(edge.target));
    if (mirrored.length === 0) {
      return traffic;
    }
    const snapshots = await this.snapshots(
      new Set(
        mirrored.map(({ target }) => (target as MirroredService).meshCluster),
      ),
    );
    const joined = new Map<string, EdgeTraffic>();
    for (const edge of mirrored) {
      const target = originOf(edge.target as MirroredService, snapshots);
      const key = JSON.stringify([edge.source, target]);
      const known = joined.get(key);
      joined.set(
        key,
        known ? mergeEdges(known, edge, target) : { ...edge, target },
      );
    }
    return {
      ...traffic,
      edges: [
        ...traffic.edges.filter(edge => !isMirrored(edge.target)),
        ...joined.values(),
      ],
    };
  }

  /** What is known of the clusters that the mesh names so. */
  private async snapshots(
    meshClusters: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, { name: string; now?: InventorySnapshot }>> {
    const clusters = await this.clusters.list();
    const found = await Promise.all(
      [...meshClusters].map(async meshCluster => {
        const cluster = clusterCalled(clusters, meshCluster);
        if (!cluster) {
          return [];
        }
        const { name, inventory } = cluster;
        const now =
          inventory.snapshot() ??
          (await inventory.ready(AbortSignal.timeout(WAIT_MS)).catch(error => {
            this.logger.debug(
              `Calls to cluster ${name} end at its Services for now: ${error}`,
            );
            return undefined;
          }));
        return [[meshCluster, { name, now }] as const];
      }),
    );
    return new Map(found.flat());
  }
}

function isMirrored(peer: MeshPeer): peer is MirroredService {
  return peer.type === 'service' && peer.meshCluster !== undefined;
}

function originOf(
  service: MirroredService,
  snapshots: ReadonlyMap<string, { name: string; now?: InventorySnapshot }>,
): MeshPeer {
  const cluster = snapshots.get(service.meshCluster);
  if (!cluster) {
    return service;
  }
  const behind = cluster.now ? workloadsBehind(cluster.now, service) : [];
  return behind.length === 1
    ? { type: 'workload', workload: behind[0] }
    : { ...service, meshCluster: cluster.name };
}
