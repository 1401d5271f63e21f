import type { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import type { DependencyOptions, ServiceMeshApi } from '../api';

/** Dependencies of one page, and pages that are ever asked for: more are read by nobody, and drawn by no map. */
export const LONGEST_PAGE = 500;
const MOST_PAGES = 20;

/** All dependencies that are asked for, page by page. */
export async function everyDependency(
  api: Pick<ServiceMeshApi, 'getDependencies'>,
  options: Omit<DependencyOptions, 'limit' | 'cursor'>,
): Promise<Dependency[]> {
  const found: Dependency[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { dependencies, nextCursor } = await api.getDependencies(undefined, {
      ...options,
      limit: LONGEST_PAGE,
      cursor,
    });
    found.push(...dependencies);
    cursor = nextCursor;
    if (cursor === undefined) {
      break;
    }
  }
  return found;
}
