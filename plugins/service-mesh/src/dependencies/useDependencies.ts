import type { DependencyList } from '@backstage-mesh/plugin-service-mesh-common';
import type { ServiceMeshApi } from '../api';
import { PollControls, usePoll } from '../hooks';

/** How often dependencies are asked for, in milliseconds: they are noted every few minutes. */
const INTERVAL = 60_000;

/** What needs what: of an entity, or of everything that the viewer may see. */
export function useDependencies(
  api: ServiceMeshApi,
  entityRef?: string,
): PollControls<DependencyList> {
  return usePoll<DependencyList>(
    api,
    `dependencies ${entityRef ?? ''}`,
    signal => api.getDependencies(entityRef, { signal }),
    INTERVAL,
  );
}
