import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import { Router } from 'express';
import { spec } from '../schema/openapi.generated';
import { addClusterRoutes } from './clusterRoutes';
import { addEntityRoutes } from './entityRoutes';
import { RouteServices } from './RouteServices';
import { addSvcMeshRoutes } from './svcmesh/svcmeshRoutes';
import { addTapRoutes } from './tap/tapRoutes';
import { describeValidationErrors } from './validationErrors';

/**
 * All routes of the plugin. Requests are checked against the OpenAPI document, which is served at `/openapi.json`.
 */
export function createRouter(services: RouteServices): Router {
  const router: Router = createValidatedOpenApiRouter(spec);
  router.use(describeValidationErrors);
  addClusterRoutes(router, services);
  addEntityRoutes(router, services);
  addSvcMeshRoutes(router, services);
  addTapRoutes(router, services);
  return router;
}
