import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import {
  createPermission,
  Permission,
} from '@backstage/plugin-permission-common';

/**
 * See topology and stats of the workloads of a catalog entity. Policies decide it with the catalog's own conditions.
 *
 * @public
 */
export const serviceMeshReadPermission = createPermission({
  name: 'service-mesh.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/**
 * Watch live requests of the workloads of a catalog entity. The workload's own consent is needed too.
 *
 * @public
 */
export const serviceMeshTapPermission = createPermission({
  name: 'service-mesh.tap',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/**
 * Save what a live tap of a catalog entity's workloads has received to a file.
 *
 * @public
 */
export const serviceMeshTapExportPermission = createPermission({
  name: 'service-mesh.tap.export',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/**
 * See everything in every cluster: workloads that belong to no entity, namespaces, the whole mesh.
 *
 * @public
 */
export const serviceMeshClusterReadPermission = createPermission({
  name: 'service-mesh.cluster.read',
  attributes: { action: 'read' },
});

/**
 * Watch live requests of any workload in any cluster.
 *
 * @public
 */
export const serviceMeshClusterTapPermission = createPermission({
  name: 'service-mesh.cluster.tap',
  attributes: { action: 'read' },
});

/**
 * All permissions of the plugin, as a backend registers them.
 *
 * @public
 */
export const serviceMeshPermissions: Permission[] = [
  serviceMeshReadPermission,
  serviceMeshTapPermission,
  serviceMeshTapExportPermission,
  serviceMeshClusterReadPermission,
  serviceMeshClusterTapPermission,
];
