import {
  EntityWorkload,
  EntityWorkloads,
  formatWorkloadId,
  MeshedPods,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Router } from 'express';
import { queryText, readEntityRef } from './parameters';
import { countMeshedPods } from './meshedPods';
import { readCaller } from './readCaller';
import { readEntityQuestion } from './readEntityQuestion';
import { RouteServices } from './RouteServices';
import { MOST_IN_GRAPH, selectWorkloads } from './selectWorkloads';
import { filterVisible, filterVisibleStats } from './visibility';

/** How many calls the topology of an entity follows up and down where nothing else is asked for. */
const DEFAULT_DEPTH = 1;

/** Routes about the workloads that a catalog entity selects. */
export function addEntityRoutes(router: Router, services: RouteServices): void {
  const { authorization, httpAuth, stats, topology } = services;

  router.get(
    '/entities/:kind/:namespace/:name/workloads',
    async (request, response) => {
      const credentials = await readCaller(httpAuth, request);
      const entityRef = readEntityRef(request);
      const found = await selectWorkloads(
        services,
        credentials,
        entityRef,
        MOST_IN_GRAPH,
      );
      const workloads = found.workloads.map(({ workload }) => workload);
      const taps = await authorization.explainTap(credentials, {
        workloads,
        entityRef,
      });
      const answer: EntityWorkloads = {
        workloads: await Promise.all(
          found.workloads.map(async ({ workload, part }, index) => {
            const meshed = await countMeshedPods(services.clusters, workload);
            return {
              ...workload,
              id: formatWorkloadId(workload),
              ...(part !== undefined && { entityRef: part }),
              ...(meshed && { meshed }),
              tap: requireProxy(
                part === undefined ? taps[index] : tapOfPart(part, taps[index]),
                meshed,
              ),
            };
          }),
        ),
        match: found.match ?? { selector: '', clusters: [] },
        warnings: found.warnings,
      };
      response.json(answer);
    },
  );

  router.get(
    '/entities/:kind/:namespace/:name/topology',
    async (request, response) => {
      const { credentials, workloads, options, withWarnings } =
        await readEntityQuestion(services, request, MOST_IN_GRAPH);
      const depth = Number(queryText(request, 'depth') ?? DEFAULT_DEPTH);
      const answer = await topology.entityTopology(workloads, {
        ...options,
        depth,
      });
      response.json(
        withWarnings(await filterVisible(services, credentials, answer)),
      );
    },
  );

  router.get(
    '/entities/:kind/:namespace/:name/stats',
    async (request, response) => {
      const { credentials, workloads, options, withWarnings } =
        await readEntityQuestion(services, request);
      const answer = await stats.workloadStats(workloads, options);
      response.json(
        withWarnings(await filterVisibleStats(services, credentials, answer)),
      );
    },
  );
}

/** A tap goes through the entity that the workload's pods name, which is the part. */
function tapOfPart(
  part: string,
  tap: EntityWorkload['tap'],
): EntityWorkload['tap'] {
  return tap.reason === 'disabled'
    ? tap
    : {
        allowed: false,
        reason: 'via-part',
        message: `It is tapped on the page of ${part}.`,
      };
}

/** Neither a permission nor a consent helps where there is no proxy that can be tapped, nor does another page. */
function requireProxy(
  tap: EntityWorkload['tap'],
  meshed: MeshedPods | undefined,
): EntityWorkload['tap'] {
  const promises =
    tap.allowed || tap.reason === 'no-consent' || tap.reason === 'via-part';
  return meshed?.running === 0 && promises
    ? {
        allowed: false,
        reason: 'not-meshed',
        message:
          'None of its pods has a proxy of the mesh, so there is nothing to tap.',
      }
    : tap;
}
