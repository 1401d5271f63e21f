import {
  GroupExplanation,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { Request, Router } from 'express';
import { Clusters } from '../clusters';
import { hideExplanation } from '../explain';
import { bareNode } from '../topology/bareNode';
import { abortOnClose, queryTexts, readMoment, readWindow } from './parameters';
import { readCaller } from './readCaller';
import { readMeshQuestion } from './readMeshQuestion';
import { readySnapshot } from './readySnapshot';
import { RouteServices } from './RouteServices';
import { filterVisible, visiblePeers } from './visibility';

/** How many calls the topology of a workload follows up and down where nothing else is asked for. */
const DEFAULT_DEPTH = 1;

/** Routes about what is in the meshes, wherever it is: all clusters, one workload, a group of them. */
export function addMeshRoutes(router: Router, services: RouteServices): void {
  const { authorization, clusters, httpAuth, topology } = services;

  router.get('/topology', async (request, response) => {
    const { credentials, clusterNames, options, withWarnings } =
      await readMeshQuestion(services, request);
    const answer = await topology.meshTopology(clusterNames, options);
    response.json(
      await filterVisible(services, credentials, withWarnings(answer)),
    );
  });

  router.get(
    '/clusters/:cluster/namespaces/:namespace/workloads/:kind/:name/topology',
    async (request, response) => {
      const credentials = await readCaller(httpAuth, request);
      const { cluster, namespace, kind, name } = request.params;
      const windowSeconds = readWindow(request);
      const at = readMoment(request, 'end');
      const depth = Number(
        queryTexts(request, 'depth').at(-1) ?? DEFAULT_DEPTH,
      );
      const workload = await asKnown(clusters, {
        cluster,
        namespace,
        kind,
        name,
      });
      await authorization.authorizeWorkloadRead(credentials, workload.ref);
      if (!workload.exists) {
        throw new NotFoundError(
          `No ${kind} "${name}" in the namespace "${namespace}" of the cluster "${cluster}"`,
        );
      }
      const answer = await topology.entityTopology([workload.ref], {
        windowSeconds,
        at,
        depth,
        signal: abortOnClose(request),
      });
      response.json(await filterVisible(services, credentials, answer));
    },
  );

  router.post('/groups/latency', async (request, response) => {
    const { credentials, group, options } = await readGroup(services, request);
    const latency = await topology.groupLatency(group, options);
    const { warnings } = await visiblePeers(
      services,
      credentials,
      latency,
      group.map(bareNode),
      [],
    );
    response.json({ ...latency, warnings });
  });

  router.post('/groups/explain', async (request, response) => {
    const { credentials, group, options } = await readGroup(services, request);
    const { explanation, foreignPods } =
      await services.explanations.explainGroup(group, options);
    const mayReadAll = await authorization.mayReadClusters(credentials);
    const answer: GroupExplanation = mayReadAll
      ? explanation
      : { clusters: hideExplanation(explanation.clusters, foreignPods) };
    response.json(answer);
  });
}

/**
 * Reads a group of workloads, each once, from somebody who may see all of them.
 *
 * @throws NotAllowedError where one of them may not be seen
 */
async function readGroup(
  { authorization, clusters, httpAuth }: RouteServices,
  request: Request,
) {
  const credentials = await readCaller(httpAuth, request);
  const windowSeconds = readWindow(request);
  const at = readMoment(request, 'end');
  const asked: WorkloadRef[] = request.body.workloads;
  const known = await Promise.all(asked.map(ref => asKnown(clusters, ref)));
  const byKey = new Map(known.map(({ ref }) => [workloadKey(ref), ref]));
  const group = [...byKey.values()];
  const readable = await authorization.readableWorkloads(credentials, group);
  if (readable.size < group.length) {
    throw new NotAllowedError(
      'You may not see all of these workloads, so not the numbers of their group either: ask for those alone that your topology shows with their names',
    );
  }
  return {
    credentials,
    group,
    options: { windowSeconds, at, signal: abortOnClose(request) },
  };
}

/** The workload as the inventory writes it, so that one is not taken for two. What it does not know stays as it was asked. */
async function asKnown(
  clusters: Clusters,
  asked: WorkloadRef,
): Promise<{ ref: WorkloadRef; exists: boolean }> {
  const snapshot = await readySnapshot(await clusters.get(asked.cluster));
  const known = snapshot.workload(asked);
  const { cluster, namespace, kind, name } = asked;
  return known
    ? { ref: known.ref, exists: true }
    : { ref: { cluster, namespace, kind, name }, exists: false };
}
