import {
  TapExport,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { NotFoundError } from '@backstage/errors';
import { Router } from 'express';
import { viewerName } from '../../authorization';
import { auditedQuery, auditedRequest } from './auditedRequest';
import { readEntityRef } from '../parameters';
import { readCaller } from '../readCaller';
import { RouteServices } from '../RouteServices';

/**
 * Asks whether what a tap received may be saved to a file, and keeps a record of it. The file is made in the browser, of what came there:
 * this makes it known.
 */
export function addTapExportRoutes(
  router: Router,
  services: RouteServices,
): void {
  const { auditor, authorization, httpAuth, pathMask } = services;

  router.post(
    '/entities/:kind/:namespace/:name/tap/exports',
    async (request, response) => {
      const credentials = await readCaller(httpAuth, request);
      const entityRef = readEntityRef(request);
      const { target, query, rows }: TapExport = request.body;
      const event = await auditor.createEvent({
        eventId: 'tap-export',
        severityLevel: 'medium',
        request: auditedRequest(request),
        meta: {
          viewer: viewerName(credentials),
          asked: {
            entityRef,
            target: { ...target },
            query: auditedQuery(pathMask, { ...query }),
          },
          rows,
        },
      });
      try {
        await authorization.authorizeEntityRead(credentials, entityRef);
        const workload = await findWorkload(services, entityRef, target);
        await authorization.authorizeTapExport(credentials, {
          workload,
          entityRef,
        });
      } catch (error) {
        await event.fail({
          error: error instanceof Error ? error : new Error(String(error)),
        });
        throw error;
      }
      await event.success();
      response.status(204).end();
    },
  );
}

/**
 * The entity's workload that was tapped, or whose pod was: the pod may be gone by now.
 *
 * @throws NotFoundError where the entity does not select it
 */
async function findWorkload(
  { clusters, entityWorkloads }: RouteServices,
  entityRef: string,
  target: WorkloadRef,
): Promise<WorkloadRef> {
  const { workloads } = await entityWorkloads.workloadsOf(entityRef);
  const keys = new Set(workloads.map(({ workload }) => workloadKey(workload)));
  let owner: WorkloadRef | undefined = target;
  if (target.kind === 'Pod' && !keys.has(workloadKey(target))) {
    const cluster = await clusters.get(target.cluster);
    owner = cluster.inventory
      .snapshot()
      ?.pod(target.namespace, target.name)?.workload;
  }
  if (!owner || !keys.has(workloadKey(owner))) {
    throw new NotFoundError(
      `The entity "${entityRef}" selects no ${target.kind} "${target.name}" in the namespace "${target.namespace}" of the cluster "${target.cluster}"`,
    );
  }
  return owner;
}
