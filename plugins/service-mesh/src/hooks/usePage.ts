import type { ClusterInfo } from '@backstage-mesh/plugin-service-mesh-common';
import {
  Entity,
  RELATION_OWNED_BY,
  getCompoundEntityRef,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ServiceMeshApi, serviceMeshApiRef } from '../api';
import { TimeChoice, readTimeChoice } from './timeChoice';
import { PollControls, usePoll } from './usePoll';
import { UrlState, useUrlState } from './useUrlState';

/** How often clusters are asked how they are, in milliseconds. */
const CLUSTERS_INTERVAL = 30_000;

/** How often numbers are asked for, in milliseconds. */
export const NUMBERS_INTERVAL = 10_000;

/** What every tab of an entity page begins with. */
export interface Page {
  api: ServiceMeshApi;
  entity: Entity;
  entityRef: string;
  /** The entity's title, or its name. */
  name: string;
  /** Who owns the entity, for people. */
  owner: string | undefined;
  url: UrlState;
  /** The time that numbers cover, as it was chosen. */
  time: TimeChoice;
  /** The length of that time, such as `5m`. */
  window: string;
  /** Where it ends in the past, ISO 8601; now without. */
  end: string | undefined;
  /** The one cluster that is shown; undefined = all. */
  cluster: string | undefined;
  clusters: PollControls<{ clusters: ClusterInfo[] }>;
}

/** The entity, the choices in the address and the clusters of a tab. */
export function usePage(): Page {
  const api = useApi(serviceMeshApiRef);
  const { entity } = useEntity();
  const url = useUrlState();
  const clusters = usePoll(
    api,
    'clusters',
    signal => api.getClusters({ signal }),
    CLUSTERS_INTERVAL,
  );
  const owner = entity.relations?.find(
    ({ type }) => type === RELATION_OWNED_BY,
  )?.targetRef;
  const time = readTimeChoice(url.get, Date.now());
  return {
    api,
    entity,
    entityRef: stringifyEntityRef(getCompoundEntityRef(entity)),
    name: entity.metadata.title ?? entity.metadata.name,
    owner: owner && parseEntityRef(owner).name,
    url,
    time,
    window: time.window,
    end: time.type === 'range' ? time.end : undefined,
    cluster: url.get('cluster'),
    clusters,
  };
}
