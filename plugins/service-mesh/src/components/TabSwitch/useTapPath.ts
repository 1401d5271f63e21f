import { serviceMeshTapPermission } from '@backstage-mesh/plugin-service-mesh-common';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { usePermission } from '@backstage/plugin-permission-react';
import { useEntityAround } from '../../hooks';
import { useTabPaths } from './useTabPaths';

/**
 * The address of the live tap tab, for what starts a tap there; undefined for those who may not tap, whom the tab itself tells why.
 */
export function useTapPath(): string | undefined {
  const { tap } = useTabPaths();
  const entity = useEntityAround();
  const { allowed } = usePermission({
    permission: serviceMeshTapPermission,
    resourceRef: entity && stringifyEntityRef(entity),
  });
  return allowed ? tap : undefined;
}
