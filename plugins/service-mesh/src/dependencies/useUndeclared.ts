import type { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import type { ServiceMeshApi } from '../api';
import { usePoll } from '../hooks';
import { everyDependency } from './everyDependency';

/** The same as of all dependencies: marks and lists change together. */
const INTERVAL = 60_000;

/** What the catalog does not declare, for marks on a map: all of it, and nothing else. */
export function useUndeclared(
  api: ServiceMeshApi,
): readonly Dependency[] | undefined {
  return usePoll<Dependency[]>(
    api,
    'undeclared dependencies',
    signal => everyDependency(api, { state: 'undeclared', signal }),
    INTERVAL,
  ).data;
}
