import { Router } from 'express';
import { mergeWarnings } from './mergeWarnings';
import { abortOnClose, readEntityRef, readWindow } from './parameters';
import { readCaller } from './readCaller';
import { RouteServices } from './RouteServices';
import { filterVisibleRules } from './visibility';

/** Routes, splits and policies of the workloads that a catalog entity selects. */
export function addRuleRoutes(router: Router, services: RouteServices): void {
  const { authorization, entityWorkloads, httpAuth, rules } = services;

  router.get(
    '/entities/:kind/:namespace/:name/rules',
    async (request, response) => {
      const credentials = await readCaller(httpAuth, request);
      const entityRef = readEntityRef(request);
      const windowSeconds = readWindow(request);
      await authorization.authorizeEntityRead(credentials, entityRef);
      const found = await entityWorkloads.workloadsOf(entityRef);
      const answer = await rules.workloadRules(
        found.workloads.map(({ workload }) => workload),
        { windowSeconds, signal: abortOnClose(request) },
      );
      const visible = await filterVisibleRules(services, credentials, answer);
      response.json({
        ...visible,
        warnings: mergeWarnings(found.warnings, visible.warnings),
      });
    },
  );
}
