import {
  PodPeer,
  PodTraffic,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { Router } from 'express';
import { Clusters } from '../clusters';
import { bareNode } from '../topology/bareNode';
import { workloadNodeId } from '../topology/nodeIds';
import { queryText } from './parameters';
import { readEntityQuestion } from './readEntityQuestion';
import { RouteServices } from './RouteServices';
import { visiblePeers } from './visibility';

/** The pods of an entity's workloads. */
export function addPodRoutes(router: Router, services: RouteServices): void {
  router.get(
    '/entities/:kind/:namespace/:name/pods/:pod',
    async (request, response) => {
      const { credentials, workloads, options, withWarnings } =
        await readEntityQuestion(services, request);
      const { pod } = request.params;
      const cluster = queryText(request, 'cluster');
      const namespace = queryText(request, 'namespace');
      const workload = await ownerOf(
        services.clusters,
        pod,
        workloads.filter(
          ref =>
            (cluster === undefined || ref.cluster === cluster) &&
            (namespace === undefined || ref.namespace === namespace),
        ),
      );
      const answer = await services.stats.podStats(workload, pod, options);
      response.json(
        withWarnings(await filterVisiblePod(services, credentials, answer)),
      );
    },
  );
}

/**
 * The workload whose pod it is.
 *
 * @throws NotFoundError where none of them has such a pod
 */
async function ownerOf(
  clusters: Clusters,
  pod: string,
  workloads: readonly WorkloadRef[],
): Promise<WorkloadRef> {
  for (const workload of workloads) {
    const { inventory } = await clusters.get(workload.cluster);
    const pods = inventory.snapshot()?.podsOf(workload) ?? [];
    if (pods.some(({ name }) => name === pod)) {
      return workload;
    }
  }
  throw notFound(pod);
}

function notFound(pod: string): NotFoundError {
  return new NotFoundError(
    `None of the workloads of this entity has a pod ${JSON.stringify(pod)}`,
  );
}

async function filterVisiblePod(
  services: RouteServices,
  credentials: BackstageCredentials,
  traffic: PodTraffic,
): Promise<PodTraffic> {
  const { workload, pod, inbound, outbound, ...measured } = traffic;
  const visible = await visiblePeers(
    services,
    credentials,
    measured,
    [bareNode(workload)],
    [...inbound, ...outbound],
  );
  if (visible.node(workloadNodeId(workload))?.type !== 'workload') {
    throw notFound(pod.name);
  }
  const shown = (rows: readonly PodPeer[]): PodPeer[] =>
    rows.flatMap(row =>
      visible
        .row(row)
        .map(({ pod: name, ...peer }) =>
          peer.peer.type === 'hidden'
            ? peer
            : { ...peer, ...(name && { pod: name }) },
        ),
    );
  return {
    ...measured,
    workload,
    pod,
    warnings: visible.warnings,
    inbound: shown(inbound),
    outbound: shown(outbound),
  };
}
