import type { ClusterInfo } from '@backstage-mesh/plugin-service-mesh-common';
import { useApi } from '@backstage/core-plugin-api';
import { ServiceMeshApi, serviceMeshApiRef } from '../api';
import { TimeChoice, readTimeChoice } from './timeChoice';
import { PollControls, usePoll } from './usePoll';
import { UrlState, useUrlState } from './useUrlState';

/** How often clusters are asked how they are, in milliseconds. */
const CLUSTERS_INTERVAL = 30_000;

/** How often numbers are asked for, in milliseconds. */
export const NUMBERS_INTERVAL = 10_000;

/** What every screen of the plugin begins with. */
export interface MeshPage {
  api: ServiceMeshApi;
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

/** The choices in the address, and the clusters. */
export function useMeshPage(): MeshPage {
  const api = useApi(serviceMeshApiRef);
  const url = useUrlState();
  const clusters = usePoll(
    api,
    'clusters',
    signal => api.getClusters({ signal }),
    CLUSTERS_INTERVAL,
  );
  const time = readTimeChoice(url.get, Date.now());
  return {
    api,
    url,
    time,
    window: time.window,
    end: time.type === 'range' ? time.end : undefined,
    cluster: url.get('cluster'),
    clusters,
  };
}
