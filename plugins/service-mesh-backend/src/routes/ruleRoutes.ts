import { EntityExplanation } from '@backstage-mesh/plugin-service-mesh-common';
import { Router } from 'express';
import { hideExplanation } from '../explain';
import { readEntityQuestion } from './readEntityQuestion';
import { RouteServices } from './RouteServices';
import { filterVisibleRules } from './visibility';

/** Routes, splits and policies of the workloads that a catalog entity selects, and how each of their numbers comes to be. */
export function addRuleRoutes(router: Router, services: RouteServices): void {
  const { authorization, explanations, rules } = services;

  router.get(
    '/entities/:kind/:namespace/:name/rules',
    async (request, response) => {
      const { credentials, workloads, options, withWarnings } =
        await readEntityQuestion(services, request);
      const answer = await rules.workloadRules(workloads, options);
      response.json(
        withWarnings(await filterVisibleRules(services, credentials, answer)),
      );
    },
  );

  router.get(
    '/entities/:kind/:namespace/:name/explain',
    async (request, response) => {
      const { credentials, workloads, options } = await readEntityQuestion(
        services,
        request,
      );
      const { explanation, foreignPods } = await explanations.explain(
        workloads,
        options,
      );
      const mayReadAll = await authorization.mayReadClusters(credentials);
      const answer: EntityExplanation = mayReadAll
        ? explanation
        : { workloads: hideExplanation(explanation.workloads, foreignPods) };
      response.json(answer);
    },
  );
}
