import { Router } from 'express';
import { filterVisibleHistory } from './historyVisibility';
import { mergeWarnings } from './mergeWarnings';
import {
  abortOnClose,
  readEntityRef,
  readMoment,
  readWindow,
} from './parameters';
import { readCaller } from './readCaller';
import { RouteServices } from './RouteServices';

/** Numbers over time. */
export function addHistoryRoutes(
  router: Router,
  services: RouteServices,
): void {
  const { authorization, entityWorkloads, history, httpAuth } = services;

  router.get(
    '/entities/:kind/:namespace/:name/history',
    async (request, response) => {
      const credentials = await readCaller(httpAuth, request);
      const entityRef = readEntityRef(request);
      const windowSeconds = readWindow(request);
      const end = readMoment(request, 'end');
      await authorization.authorizeEntityRead(credentials, entityRef);
      const found = await entityWorkloads.workloadsOf(entityRef);
      const answer = await history.workloadHistory(
        found.workloads.map(({ workload }) => workload),
        { windowSeconds, end, signal: abortOnClose(request) },
      );
      const visible = await filterVisibleHistory(services, credentials, answer);
      response.json({
        ...visible,
        warnings: mergeWarnings(found.warnings, visible.warnings),
      });
    },
  );
}
