import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { AccessAttributes } from '@backstage-mesh/plugin-service-mesh-node';
import { tapType } from './tapType';

/** What the API server asks RBAC about whoever taps: the path of the tap, and not its body, says what is tapped. */
export function tapAccess({
  namespace,
  kind,
  name,
}: WorkloadRef): AccessAttributes | undefined {
  const type = tapType(kind);
  if (type === undefined || type === 'namespace') {
    return undefined;
  }
  return {
    verb: 'watch',
    group: 'tap.linkerd.io',
    version: 'v1alpha1',
    namespace,
    resource: `${type}s`,
    subresource: 'tap',
    name,
  };
}
