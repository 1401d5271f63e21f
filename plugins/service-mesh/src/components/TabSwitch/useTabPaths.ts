import { useSearchParams } from 'react-router-dom';
import { isServiceMeshAvailable } from '../../availability';
import { useEntityAround, useMountedPath } from '../../hooks';
import { statsRouteRef, tapRouteRef, topologyRouteRef } from '../../routes';

/** The three screens of the plugin on an entity page. */
export type MeshTab = 'topology' | 'stats' | 'tap';

/** Query parameters that mean the same on every tab. */
const SHARED = ['cluster', 'window', 'from', 'to', 'workload'];

/**
 * Addresses of the tabs that the app has mounted, with what is chosen on this one. An entity that stands for others has a topology
 * only.
 */
export function useTabPaths(): Partial<Record<MeshTab, string>> {
  const [parameters] = useSearchParams();
  const entity = useEntityAround();
  const isOwn = !entity || isServiceMeshAvailable(entity);
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
  const paths = {
    topology: withSearch(useMountedPath(topologyRouteRef)),
    stats: withSearch(useMountedPath(statsRouteRef)),
    tap: withSearch(useMountedPath(tapRouteRef)),
  };
  return isOwn ? paths : { topology: paths.topology };
}
