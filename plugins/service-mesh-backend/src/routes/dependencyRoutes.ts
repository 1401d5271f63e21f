import {
  DependencyList,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import { SharedDependency, SharedEnd } from '../dependencies';
import { measuredAnswer } from '../topology/measuredAnswer';
import { readEntityRef } from './parameters';
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
    response.json(await listFor(services, credentials, () => true));
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
      const isIts = ({ entityRef, nodes }: SharedEnd) =>
        (entityRef !== undefined && refs.has(entityRef)) ||
        [...nodes.values()].some(
          ({ workload }) => workload && keys.has(workloadKey(workload)),
        );
      response.json(
        await listFor(
          services,
          credentials,
          ({ source, target }) => isIts(source) || isIts(target),
        ),
      );
    },
  );
}

/** The dependencies that are asked for, as the caller may see them. */
async function listFor(
  services: RouteServices,
  credentials: BackstageCredentials,
  isAskedFor: (dependency: SharedDependency) => boolean,
): Promise<DependencyList> {
  const { authorization, dependencies } = services;
  const shared = await dependencies.dependencies();
  const measured = measuredAnswer(0, shared.measurements, shared.warnings);
  const { warnings } = await visiblePeers(
    services,
    credentials,
    measured,
    [],
    [],
  );
  return {
    dependencies: await authorization.viewDependencies(
      credentials,
      shared.dependencies.filter(isAskedFor),
    ),
    ...(shared.rememberedSince !== undefined && {
      rememberedSince: new Date(shared.rememberedSince).toISOString(),
    }),
    retentionDays: dependencies.retentionDays,
    measurements: shared.measurements,
    warnings,
  };
}
