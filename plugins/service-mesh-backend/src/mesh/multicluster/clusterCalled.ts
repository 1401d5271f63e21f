import { Cluster } from '../../clusters';

/**
 * The cluster of this portal that a mesh calls so: the one that is configured to have that name, or the one that has it.
 *
 * @internal
 */
export function clusterCalled(
  clusters: readonly Cluster[],
  meshCluster: string,
): Cluster | undefined {
  return (
    clusters.find(({ config }) => config.meshClusterName === meshCluster) ??
    clusters.find(
      ({ name, config }) =>
        name === meshCluster && config.meshClusterName === undefined,
    )
  );
}
