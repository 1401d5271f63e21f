import { Router } from 'express';
import { filterVisibleHistory } from './historyVisibility';
import { readEntityQuestion } from './readEntityQuestion';
import { RouteServices } from './RouteServices';

/** Numbers over time. */
export function addHistoryRoutes(
  router: Router,
  services: RouteServices,
): void {
  router.get(
    '/entities/:kind/:namespace/:name/history',
    async (request, response) => {
      const { credentials, workloads, options, withWarnings } =
        await readEntityQuestion(services, request);
      const { at: end, ...rest } = options;
      const answer = await services.history.workloadHistory(workloads, {
        ...rest,
        end,
      });
      response.json(
        withWarnings(await filterVisibleHistory(services, credentials, answer)),
      );
    },
  );
}
