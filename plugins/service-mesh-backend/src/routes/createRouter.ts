import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { spec } from '../schema/openapi.generated';
import { addClusterRoutes } from './clusterRoutes';
import { addDependencyRoutes } from './dependencyRoutes';
import { addEntityRoutes } from './entityRoutes';
import { addGatewayRoutes } from './gatewayRoutes';
import { addHistoryRoutes } from './historyRoutes';
import { addMeshRoutes } from './meshRoutes';
import { addPodRoutes } from './podRoutes';
import { RouteServices } from './RouteServices';
import { addRuleRoutes } from './ruleRoutes';
import { addSvcMeshRoutes } from './svcmesh/svcmeshRoutes';
import { addTapExportRoutes } from './tap/exportRoutes';
import { addTapRoutes } from './tap/tapRoutes';
import { addTimeTravelRoutes } from './timeTravelRoutes';
import { describeValidationErrors, plainErrors } from './validationErrors';

/**
 * All routes of the plugin. Requests are checked against the OpenAPI document, which is served at `/openapi.json`.
 */
export function createRouter(services: RouteServices): Router {
  const router = PromiseRouter();
  router.get('/openapi.json', (request, response) => {
    response.json({ ...spec, servers: [{ url: request.baseUrl }] });
  });
  const routes: Router = createValidatedOpenApiRouter(spec);
  routes.use(describeValidationErrors);
  addClusterRoutes(routes, services);
  addDependencyRoutes(routes, services);
  addEntityRoutes(routes, services);
  addGatewayRoutes(routes, services);
  addHistoryRoutes(routes, services);
  addMeshRoutes(routes, services);
  addPodRoutes(routes, services);
  addRuleRoutes(routes, services);
  addSvcMeshRoutes(routes, services);
  addTapRoutes(routes, services);
  addTapExportRoutes(routes, services);
  addTimeTravelRoutes(routes, services);
  router.use(routes);
  router.use(plainErrors);
  return router;
}
