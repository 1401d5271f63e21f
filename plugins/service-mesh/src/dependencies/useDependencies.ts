import type { DependencyList } from '@backstage-mesh/plugin-service-mesh-common';
import type { DependencyOptions, ServiceMeshApi } from '../api';
import { PollControls, usePoll } from '../hooks';

/** How often dependencies are asked for, in milliseconds: they are noted every few minutes. */
const INTERVAL = 60_000;

/** What of all dependencies a screen shows. */
export interface DependencyQuestion
  extends Omit<DependencyOptions, 'signal' | 'cursor'> {
  /** An entity; everything that the viewer may see without it. */
  entityRef?: string;
  limit: number;
}

/** What needs what: as much of it as is shown. */
export function useDependencies(
  api: ServiceMeshApi,
  { entityRef, ...options }: DependencyQuestion,
): PollControls<DependencyList> {
  const { state, query, order, end, limit } = options;
  return usePoll<DependencyList>(
    api,
    `dependencies ${JSON.stringify([
      entityRef,
      state,
      query,
      order,
      end,
      limit,
    ])}`,
    signal => api.getDependencies(entityRef, { ...options, signal }),
    INTERVAL,
  );
}
