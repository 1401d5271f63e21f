import {
  TopologyComparison,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * A part of the meshes: what surrounds some workloads, or clusters and their namespaces.
 *
 * @internal
 */
export type ComparedScope =
  | { workloads: readonly WorkloadRef[]; depth: number }
  | { clusters: readonly string[]; namespaces?: readonly string[] };

/**
 * The same graph at two moments. The answers are the same for everybody: what a viewer may not see is taken out after, by whoever
 * asks.
 *
 * @internal
 */
export interface ComparisonService {
  /**
   * The windows that end at two moments.
   *
   * @param options - `before`, `end`: in milliseconds since the epoch; now without `end`
   * @throws NotFoundError, ServiceUnavailableError as topologies do
   */
  compare(
    scope: ComparedScope,
    options: {
      windowSeconds: number;
      before: number;
      end?: number;
      signal?: AbortSignal;
    },
  ): Promise<TopologyComparison>;
}
