import {
  Entity,
  RELATION_OWNED_BY,
  getCompoundEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { MeshPage, useMeshPage } from './useMeshPage';

/** What every tab of an entity page begins with. */
export interface Page extends MeshPage {
  entity: Entity;
  entityRef: string;
  /** The entity's title, or its name. */
  name: string;
  /** Reference of who owns the entity. */
  owner: string | undefined;
}

/** The entity, the choices in the address and the clusters of a tab. */
export function usePage(): Page {
  const page = useMeshPage();
  const { entity } = useEntity();
  const owner = entity.relations?.find(
    ({ type }) => type === RELATION_OWNED_BY,
  )?.targetRef;
  return {
    ...page,
    entity,
    entityRef: stringifyEntityRef(getCompoundEntityRef(entity)),
    name: entity.metadata.title ?? entity.metadata.name,
    owner,
  };
}
