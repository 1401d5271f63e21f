import {
  countDependencies,
  DependencyList,
  DependencyOrder,
  DependencyState,
  orderDependencies,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Request, Router } from 'express';
import { SharedDependency, SharedEnd } from '../dependencies';
import { measuredAnswer } from '../topology/measuredAnswer';
import { pageOf, readPage } from './pageOf';
import { queryText, readEntityRef } from './parameters';
import { readCaller } from './readCaller';
import { RouteServices } from './RouteServices';
import { selectWorkloads } from './selectWorkloads';
import { visiblePeers } from './visibility';

/** Routes about what needs what, by the mesh and by the catalog. */
export function addDependencyRoutes(
  router: Router,
  services: RouteServices,
): void {
  const { authorization, httpAuth } = services;

  router.get('/dependencies', async (request, response) => {
    const credentials = await readCaller(httpAuth, request);
    await authorization.authorizeClusterList(credentials);
    response.json(await listFor(services, credentials, request, () => true));
  });

  router.get(
    '/entities/:kind/:namespace/:name/dependencies',
    async (request, response) => {
      const credentials = await readCaller(httpAuth, request);
      const selection = await selectWorkloads(
        services,
        credentials,
        readEntityRef(request),
      );
      const refs = new Set(selection.entityRefs);
      // Its workloads may be told by another entity. Parts are told by their names: one that merely selects the pods of others adds none.
      const keys = new Set(
        selection.workloads.flatMap(({ workload, part }) =>
          part === undefined ? workloadKey(workload) : [],
        ),
      );
      const end = queryText(request, 'end');
      const isIts = ({ entityRef, nodes }: SharedEnd) =>
        (entityRef !== undefined && refs.has(entityRef)) ||
        [...nodes.values()].some(
          ({ workload }) => workload && keys.has(workloadKey(workload)),
        );
      response.json(
        await listFor(
          services,
          credentials,
          request,
          ({ source, target }) => isIts(source) || isIts(target),
          ({ source, target }) =>
            end === undefined || isIts(end === 'source' ? source : target),
        ),
      );
    },
  );
}

/**
 * A page of dependencies, as the caller may see them.
 *
 * @param isMeant - what is counted
 * @param isListed - what of it is listed
 */
async function listFor(
  services: RouteServices,
  credentials: BackstageCredentials,
  request: Request,
  isMeant: (dependency: SharedDependency) => boolean,
  isListed: (dependency: SharedDependency) => boolean = () => true,
): Promise<DependencyList> {
  const { authorization, dependencies } = services;
  const page = readPage(request);
  const shared = await dependencies.dependencies();
  const measured = measuredAnswer(0, shared.measurements, shared.warnings);
  const { warnings } = await visiblePeers(
    services,
    credentials,
    measured,
    [],
    [],
  );
  const meant = shared.dependencies.filter(isMeant);
  const view = (list: readonly SharedDependency[]) =>
    authorization.viewDependencies(credentials, list);
  const visible = await view(meant);
  const listed = meant.filter(isListed);
  const rows = orderDependencies(
    listed.length === meant.length ? visible : await view(listed),
    {
      // As the OpenAPI document allows.
      state: queryText(request, 'state') as DependencyState | undefined,
      order: queryText(request, 'order') as DependencyOrder | undefined,
      query: queryText(request, 'q'),
    },
  );
  const { items, nextCursor } = pageOf(rows, page);
  return {
    dependencies: items,
    counts: countDependencies(visible),
    total: rows.length,
    ...(nextCursor !== undefined && { nextCursor }),
    ...(shared.rememberedSince !== undefined && {
      rememberedSince: new Date(shared.rememberedSince).toISOString(),
    }),
    retentionDays: dependencies.retentionDays,
    measurements: shared.measurements,
    warnings,
  };
}
