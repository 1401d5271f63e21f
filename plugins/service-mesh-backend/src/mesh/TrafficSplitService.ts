import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Warning,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  TrafficSplit,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster } from '../clusters';
import { RefreshCache } from './RefreshCache';

const DEFAULT_REFRESH_MS = 10_000;

/** Rows that are kept over all clusters. */
const MAX_KEPT = 100_000;

/**
 * Tells how the calls of a workload are split between Services: asked once per namespace and refresh, for everybody.
 *
 * @internal
 */
export class TrafficSplitService {
  private readonly cache: RefreshCache<readonly TrafficSplit[]>;

  constructor(options: { logger: LoggerService; now?(): number }) {
    this.cache = new RefreshCache({
      logger: options.logger,
      now: options.now ?? Date.now,
      maxWeight: MAX_KEPT,
      weightOf: splits => 1 + splits.length,
    });
  }

  /** Never throws: what could not be asked is a warning. No splits where the mesh knows none, or nothing measures it. */
  async ofWorkload(
    cluster: Cluster,
    snapshot: InventorySnapshot,
    {
      workload,
      windowSeconds,
    }: { workload: WorkloadRef; windowSeconds: number },
  ): Promise<{ splits: readonly TrafficSplit[]; warnings: Warning[] }> {
    const { namespace } = workload;
    try {
      const mesh = await cluster.mesh();
      const { source: metrics } = await cluster.metrics();
      if (!mesh?.trafficSplits || !metrics) {
        return { splits: [], warnings: [] };
      }
      const interval = metrics.scrapeIntervalSeconds();
      const { value } = await this.cache.get(
        JSON.stringify([cluster.name, namespace, windowSeconds]),
        interval === undefined ? DEFAULT_REFRESH_MS : interval * 1000,
        async () =>
          (await mesh.trafficSplits?.({
            metrics,
            snapshot,
            windowSeconds,
            namespace,
          })) ?? [],
      );
      const key = workloadKey(workload);
      return {
        splits: value.filter(({ source }) => workloadKey(source) === key),
        warnings: [],
      };
    } catch (error) {
      return {
        splits: [],
        warnings: [
          {
            code: 'splits-unavailable',
            message: `How the calls of cluster ${
              cluster.name
            } are split could not be asked: ${
              error instanceof Error ? error.message : String(error)
            }`,
            cluster: cluster.name,
          },
        ],
      };
    }
  }
}
