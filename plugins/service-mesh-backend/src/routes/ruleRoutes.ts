import { EntityExplanation } from '@backstage-mesh/plugin-service-mesh-common';
import { Router } from 'express';
import { hideExplanation } from '../explain';
import { mergeWarnings } from './mergeWarnings';
import {
  abortOnClose,
  readEntityRef,
  readMoment,
  readWindow,
} from './parameters';
import { readCaller } from './readCaller';
import { RouteServices } from './RouteServices';
import { filterVisibleRules } from './visibility';

/** Routes, splits and policies of the workloads that a catalog entity selects, and how each of their numbers comes to be. */
export function addRuleRoutes(router: Router, services: RouteServices): void {
  const { authorization, entityWorkloads, explanations, httpAuth, rules } =
    services;

  router.get(
    '/entities/:kind/:namespace/:name/rules',
    async (request, response) => {
      const credentials = await readCaller(httpAuth, request);
      const entityRef = readEntityRef(request);
      const windowSeconds = readWindow(request);
      const at = readMoment(request, 'end');
      await authorization.authorizeEntityRead(credentials, entityRef);
      const found = await entityWorkloads.workloadsOf(entityRef);
      const answer = await rules.workloadRules(
        found.workloads.map(({ workload }) => workload),
        { windowSeconds, at, signal: abortOnClose(request) },
      );
      const visible = await filterVisibleRules(services, credentials, answer);
      response.json({
        ...visible,
        warnings: mergeWarnings(found.warnings, visible.warnings),
      });
    },
  );

  router.get(
    '/entities/:kind/:namespace/:name/explain',
    async (request, response) => {
      const credentials = await readCaller(httpAuth, request);
      const entityRef = readEntityRef(request);
      const windowSeconds = readWindow(request);
      const at = readMoment(request, 'end');
      await authorization.authorizeEntityRead(credentials, entityRef);
      const found = await entityWorkloads.workloadsOf(entityRef);
      const { foreignPods, workloads } = await explanations.explain(
        found.workloads.map(({ workload }) => workload),
        { windowSeconds, at, signal: abortOnClose(request) },
      );
      const answer: EntityExplanation = (await authorization.mayReadClusters(
        credentials,
      ))
        ? { workloads }
        : hideExplanation({ foreignPods, workloads });
      response.json(answer);
    },
  );
}
