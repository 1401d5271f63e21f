import { PrometheusTarget } from '../config';
import {
  prometheusPermission,
  proxiesPermission,
} from '../manifests/permissions';
import { formatPermissions } from '../manifests/rbacObjects';

/**
 * The permission to read the proxies through the API server.
 *
 * @internal
 */
export const PROXIES_MANIFEST = `${formatPermissions([
  proxiesPermission(),
])}# Bind it with a ClusterRoleBinding, or with a RoleBinding in each namespace that may be read.
`;

/**
 * The permission to reach a Service through the API server.
 *
 * @internal
 */
export function serviceProxyManifest(
  target: Extract<PrometheusTarget, { type: 'service' }>,
): string {
  return `${formatPermissions([
    prometheusPermission(target),
  ])}# Bind it with a RoleBinding.
`;
}
