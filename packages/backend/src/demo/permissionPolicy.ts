import {
  serviceMeshClusterReadPermission,
  serviceMeshClusterTapPermission,
  serviceMeshReadPermission,
  serviceMeshTapExportPermission,
  serviceMeshTapPermission,
} from '@backstage-mesh/plugin-service-mesh-common';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  AuthorizeResult,
  isPermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';

/** The guest belongs to the team in the demo's catalog; on clusters of one's own the catalog may say nothing of either. */
const PLATFORM_ENGINEERS = [
  'group:default/platform-team',
  'user:default/guest',
];

/** Shows what it is like to watch live requests without being allowed to save them. */
const MAY_NOT_EXPORT = 'user:default/emil';

/**
 * Platform engineers may do everything. Everybody else sees and taps the mesh of what they own, and nothing by cluster; all but one may
 * save what they tapped.
 */
export class DemoPermissionPolicy implements PermissionPolicy {
  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const claims = user?.info.ownershipEntityRefs ?? [];
    if (claims.some(claim => PLATFORM_ENGINEERS.includes(claim))) {
      return { result: AuthorizeResult.ALLOW };
    }
    if (
      isPermission(permission, serviceMeshClusterReadPermission) ||
      isPermission(permission, serviceMeshClusterTapPermission)
    ) {
      return { result: AuthorizeResult.DENY };
    }
    if (
      isPermission(permission, serviceMeshTapExportPermission) &&
      user?.info.userEntityRef === MAY_NOT_EXPORT
    ) {
      return { result: AuthorizeResult.DENY };
    }
    if (
      isPermission(permission, serviceMeshReadPermission) ||
      isPermission(permission, serviceMeshTapPermission) ||
      isPermission(permission, serviceMeshTapExportPermission)
    ) {
      return createCatalogConditionalDecision(
        permission,
        catalogConditions.isEntityOwner({ claims }),
      );
    }
    return { result: AuthorizeResult.ALLOW };
  }
}

/** Installs the policy of the demo portal. */
export const demoPermissionPolicyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'demo-policy',
  register(registration) {
    registration.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy(new DemoPermissionPolicy());
      },
    });
  },
});
