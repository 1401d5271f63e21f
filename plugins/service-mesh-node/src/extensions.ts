import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { ClusterSupplier } from './cluster';
import { MeshProvider } from './mesh';

/**
 * Where modules add meshes.
 *
 * @alpha
 */
export interface ServiceMeshProvidersExtensionPoint {
  /** Adds a mesh. Ids must be unique. */
  addMeshProvider(provider: MeshProvider): void;
}

/**
 * Adds meshes beside the built-in ones.
 *
 * @alpha
 */
export const serviceMeshProvidersExtensionPoint =
  createExtensionPoint<ServiceMeshProvidersExtensionPoint>({
    id: 'service-mesh.providers',
  });

/**
 * Where a module supplies the clusters.
 *
 * @alpha
 */
export interface ServiceMeshClustersExtensionPoint {
  /** Replaces the clusters of the configuration. May be called once. */
  setClusterSupplier(supplier: ClusterSupplier): void;
}

/**
 * Supplies the clusters in place of `kubernetes.clusterLocatorMethods`.
 *
 * @alpha
 */
export const serviceMeshClustersExtensionPoint =
  createExtensionPoint<ServiceMeshClustersExtensionPoint>({
    id: 'service-mesh.clusters',
  });
