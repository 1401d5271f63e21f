import { RouteRef, useRouteRef } from '@backstage/core-plugin-api';

/** The path of a screen; undefined where an app does not mount it (the legacy system throws then). */
export function useMountedPath(routeRef: RouteRef): string | undefined {
  try {
    return useRouteRef(routeRef)?.();
  } catch {
    return undefined;
  }
}
