import { RouteRef, useRouteRef } from '@backstage/core-plugin-api';
import { useSearchParams } from 'react-router-dom';
import { statsRouteRef, tapRouteRef, topologyRouteRef } from '../../routes';

/** The three screens of the plugin on an entity page. */
export type MeshTab = 'topology' | 'stats' | 'tap';

/** Query parameters that mean the same on every tab. */
const SHARED = ['cluster', 'window', 'from', 'to', 'workload'];

/** Addresses of the tabs that the app has mounted, with what is chosen on this one. */
export function useTabPaths(): Partial<Record<MeshTab, string>> {
  const [parameters] = useSearchParams();
  const shared = new URLSearchParams();
  for (const name of SHARED) {
    const value = parameters.get(name);
    if (value !== null) {
      shared.set(name, value);
    }
  }
  const search = shared.toString();
  const withSearch = (path: string | undefined) =>
    path && search ? `${path}?${search}` : path;
  return {
    topology: withSearch(useMountedPath(topologyRouteRef)),
    stats: withSearch(useMountedPath(statsRouteRef)),
    tap: withSearch(useMountedPath(tapRouteRef)),
  };
}

/** The path of a tab; undefined where an app does not mount it (the legacy system throws then). */
function useMountedPath(routeRef: RouteRef): string | undefined {
  try {
    return useRouteRef(routeRef)?.();
  } catch {
    return undefined;
  }
}
