import {
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { InputError } from '@backstage/errors';
import { Request, Router } from 'express';
import { Clusters } from '../clusters';
import { eachNamedCluster } from '../topology/ClusterView';
import {
  filterVisibleComparison,
  filterVisibleTimeline,
} from './comparisonVisibility';
import { mergeWarnings } from './mergeWarnings';
import { queryText, readMoment } from './parameters';
import { readEntityQuestion } from './readEntityQuestion';
import { MOST_IN_GRAPH } from './selectWorkloads';
import { readMeshQuestion } from './readMeshQuestion';
import { readySnapshot } from './readySnapshot';
import { RouteServices } from './RouteServices';

/** How many calls are followed up and down where nothing else is asked for. */
const DEFAULT_DEPTH = 1;

/** Two moments against each other, and the hour to choose them from. */
export function addTimeTravelRoutes(
  router: Router,
  services: RouteServices,
): void {
  const { authorization, clusters, comparisons, timelines } = services;

  router.get('/comparison', async (request, response) => {
    const { credentials, clusterNames, options, withWarnings } =
      await readMeshQuestion(services, request);
    const { at: end, namespaces, ...rest } = options;
    const answer = await comparisons.compare(
      { clusters: clusterNames, namespaces },
      { ...rest, end, before: readBefore(request, end) },
    );
    response.json(
      await filterVisibleComparison(services, credentials, {
        ...answer,
        after: withWarnings(answer.after),
      }),
    );
  });

  router.get('/timeline', async (request, response) => {
    const { credentials, clusterNames, options, withWarnings } =
      await readMeshQuestion(services, request);
    const { at: end, namespaces, signal } = options;
    const scopes = await eachNamedCluster(clusterNames, name =>
      workloadsIn(clusters, name, namespaces),
    );
    const workloads = scopes.views.flat();
    // a sum hides nothing: it holds what the caller may read alone
    const readable = await authorization.readableWorkloads(
      credentials,
      workloads,
    );
    const timeline = await timelines.timeline(
      workloads.filter(each => readable.has(workloadKey(each))),
      // whoever is called from the view is no part of it
      { end, depth: 0, signal },
    );
    const answer = {
      ...timeline,
      warnings: mergeWarnings(scopes.warnings, timeline.warnings),
    };
    response.json(
      await filterVisibleTimeline(services, credentials, withWarnings(answer)),
    );
  });

  router.get(
    '/entities/:kind/:namespace/:name/comparison',
    async (request, response) => {
      const { credentials, workloads, options, withWarnings } =
        await readEntityQuestion(services, request, MOST_IN_GRAPH);
      const { at: end, ...rest } = options;
      const answer = await comparisons.compare(
        { workloads, depth: readDepth(request) },
        { ...rest, end, before: readBefore(request, end) },
      );
      const visible = await filterVisibleComparison(
        services,
        credentials,
        answer,
      );
      response.json({ ...visible, after: withWarnings(visible.after) });
    },
  );

  router.get(
    '/entities/:kind/:namespace/:name/timeline',
    async (request, response) => {
      const { credentials, workloads, options, withWarnings } =
        await readEntityQuestion(services, request, MOST_IN_GRAPH);
      const answer = await timelines.timeline(workloads, {
        end: options.at,
        depth: readDepth(request),
        signal: options.signal,
      });
      response.json(
        withWarnings(
          await filterVisibleTimeline(services, credentials, answer),
        ),
      );
    },
  );
}

/** What runs in a cluster, or in some of its namespaces. */
async function workloadsIn(
  clusters: Pick<Clusters, 'get'>,
  name: string,
  namespaces: readonly string[] | undefined,
): Promise<WorkloadRef[]> {
  const snapshot = await readySnapshot(await clusters.get(name));
  return (namespaces ?? [undefined])
    .flatMap(namespace => snapshot.workloads(namespace))
    .filter(({ deletedAt }) => deletedAt === undefined)
    .map(({ ref }) => ref);
}

function readDepth(request: Request): number {
  return Number(queryText(request, 'depth') ?? DEFAULT_DEPTH);
}

/**
 * The end of the first window.
 *
 * @throws InputError where it does not lie before that of the second one
 */
function readBefore(request: Request, end: number | undefined): number {
  const before = readMoment(request, 'before');
  if (before === undefined || (end !== undefined && before >= end)) {
    throw new InputError(
      'Invalid query parameter "before": it must lie before "end", which is now without it',
    );
  }
  return before;
}
