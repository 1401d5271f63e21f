import {
  formatWorkloadId,
  parseWorkloadId,
  PodPeer,
  SvcMeshPodAnswer,
  SvcMeshStat,
  SvcMeshWorkloadAnswer,
  SvcMeshWorkloadList,
  TopologyNode,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { InputError, NotFoundError } from '@backstage/errors';
import { Request, Router } from 'express';

import { bareNode } from '../../topology/bareNode';
import { workloadOf } from '../../topology/workloadOf';
import { mergeWarnings } from '../mergeWarnings';
import { abortOnClose, readWindow } from '../parameters';
import { readySnapshot, requireNamespace } from '../readySnapshot';
import { readCaller } from '../readCaller';
import { RouteServices } from '../RouteServices';
import { filterVisible, filterVisibleStats, visiblePeers } from '../visibility';
import {
  FailedPodsOf,
  formatId,
  presentPodStat,
  presentStat,
} from './presentStat';
import { presentSplits } from './presentSplits';
import { presentWorkloads } from './presentWorkloads';
import { windowOf } from './windowOf';

const LIST = '/clusters/:cluster/namespaces/:namespace/svcmeshworkloads';

/** The svcmesh resources: workloads and pods of a namespace with their numbers. */
export function addSvcMeshRoutes(
  router: Router,
  services: RouteServices,
): void {
  const { authorization, clusters, httpAuth, stats, topology } = services;

  router.get(LIST, async (request, response) => {
    const credentials = await readCaller(httpAuth, request);
    const windowSeconds = readWindow(request);
    const { cluster, namespace } = request.params;
    const found = await clusters.get(cluster);
    const snapshot = await readySnapshot(found);
    await authorization.authorizeNamespacesRead(credentials, cluster, [
      namespace,
    ]);
    requireNamespace(snapshot, namespace);
    const answer = await topology.clusterTopology(cluster, {
      windowSeconds,
      namespaces: [namespace],
      signal: abortOnClose(request),
    });
    const { nodes, edges, focus, ...measured } = await filterVisible(
      services,
      credentials,
      answer,
    );
    const list: SvcMeshWorkloadList = {
      ...measured,
      data: presentWorkloads(
        { ...measured, nodes, edges },
        namespace,
        countFailed(snapshot),
      ),
    };
    response.json(list);
  });

  router.get(`${LIST}/:id`, async (request, response) => {
    const credentials = await readCaller(httpAuth, request);
    const windowSeconds = readWindow(request);
    const { workload, snapshot } = await findWorkload(services, request, ref =>
      authorization.authorizeWorkloadRead(credentials, ref),
    );
    const answer = await stats.workloadStats([workload], {
      windowSeconds,
      signal: abortOnClose(request),
    });
    const { workloads, ...measured } = await filterVisibleStats(
      services,
      credentials,
      answer,
    );
    const row = workloads[0];
    if (!row) {
      throw notFound(formatWorkloadId(workload), workload);
    }
    const covered = windowOf(measured, workload.cluster);
    const failedPodsOf = countFailed(snapshot);
    const present = (node: TopologyNode, numbers = node.stats) =>
      presentStat(
        node,
        { stats: numbers, windowSeconds: covered },
        failedPodsOf,
      );
    const { rules, warnings } = await services.meshRules.around(
      await clusters.get(workload.cluster),
      snapshot,
      { workloads: [workload], windowSeconds, parts: ['splits'] },
    );
    const mayReadAll = await authorization.mayReadClusters(credentials);
    // The names of Services elsewhere are no less their owners' than those of workloads.
    const visibleSplits = (rules?.splits ?? []).filter(
      ({ source, leaf }) =>
        source !== undefined &&
        workloadKey(source) === workloadKey(workload) &&
        (mayReadAll || leaf.namespace === workload.namespace),
    );
    const resource: SvcMeshWorkloadAnswer = {
      ...measured,
      warnings: mergeWarnings(measured.warnings, warnings),
      id: formatWorkloadId(workload),
      stat: present(row.workload),
      inbound: row.inbound.map(({ peer, edge }) => present(peer, edge.stats)),
      outbound: [
        ...row.outbound.map(({ peer, edge }) => present(peer, edge.stats)),
        ...presentSplits(visibleSplits, covered),
      ],
      pods: row.pods.map(pod => ({
        id: pod.name,
        stat: presentPodStat(
          row.workload,
          pod,
          { stats: pod.stats, windowSeconds: covered },
          snapshot.pod(workload.namespace, pod.name),
        ),
      })),
    };
    response.json(resource);
  });

  router.get(`${LIST}/:id/svcmeshpods/:pod`, async (request, response) => {
    const credentials = await readCaller(httpAuth, request);
    const windowSeconds = readWindow(request);
    const { workload, snapshot } = await findWorkload(services, request, ref =>
      authorization.authorizeWorkloadRead(credentials, ref),
    );
    requirePod(snapshot, workload, request.params.pod);
    const answer = await stats.podStats(workload, request.params.pod, {
      windowSeconds,
      signal: abortOnClose(request),
    });
    const { pod, inbound, outbound, workload: _, ...measured } = answer;
    const owner = bareNode(workload);
    const visible = await visiblePeers(
      services,
      credentials,
      measured,
      [owner],
      [...inbound, ...outbound],
    );
    const covered = windowOf(measured, workload.cluster);
    const failedPodsOf = countFailed(snapshot);
    const present = (peer: PodPeer) =>
      presentPodPeer(peer, covered, failedPodsOf);
    const resource: SvcMeshPodAnswer = {
      ...measured,
      warnings: visible.warnings,
      id: pod.name,
      stat: presentPodStat(
        owner,
        pod,
        { stats: pod.stats, windowSeconds: covered },
        snapshot.pod(workload.namespace, pod.name),
      ),
      inbound: inbound.flatMap(visible.row).map(present),
      outbound: outbound.flatMap(visible.row).map(present),
    };
    response.json(resource);
  });
}

/**
 * The workload that the path names, once the caller may know of it.
 *
 * @throws InputError for an id that can not be one; NotFoundError where there is no such cluster, namespace or workload
 */
async function findWorkload(
  services: Pick<RouteServices, 'clusters'>,
  request: Request,
  authorize: (workload: WorkloadRef) => Promise<void>,
): Promise<{ workload: WorkloadRef; snapshot: InventorySnapshot }> {
  const { cluster, namespace, id } = request.params;
  const parsed = parseWorkloadId(id);
  if (!parsed) {
    throw new InputError(
      `Invalid workload id ${JSON.stringify(
        id,
      )}: it must begin with dpm-, dms-, sts-, job-, cjb-, rps-, pod- or own-, and then have a name`,
    );
  }
  const snapshot = await readySnapshot(await services.clusters.get(cluster));
  const named = snapshot
    .workloads(namespace)
    .map(({ ref }) => ref)
    .filter(ref => formatWorkloadId(ref) === id);
  const readable: WorkloadRef[] = [];
  for (const ref of named.length > 1 ? named : []) {
    await authorize(ref).then(
      () => readable.push(ref),
      () => undefined,
    );
  }
  if (readable.length > 1) {
    const kinds = readable.map(({ kind }) => kind).sort();
    throw new InputError(
      `The workload id ${JSON.stringify(id)} names ${
        readable.length
      } owners, of the kinds ${kinds.join(
        ' and ',
      )}: it can not tell them apart`,
    );
  }
  const [workload] = readable.length > 0 ? readable : named;
  // What may not be seen must not be told apart from what is not there.
  await authorize(
    workload ?? { cluster, namespace, kind: parsed.kind ?? '', name: id },
  );
  requireNamespace(snapshot, namespace);
  if (!workload) {
    throw notFound(id, { cluster, namespace });
  }
  return { workload, snapshot };
}

function notFound(
  id: string,
  { cluster, namespace }: { cluster: string; namespace: string },
): NotFoundError {
  return new NotFoundError(
    `No workload "${id}" in the namespace "${namespace}" of the cluster "${cluster}"`,
  );
}

function requirePod(
  snapshot: InventorySnapshot,
  workload: WorkloadRef,
  name: string,
): void {
  const isOwned = snapshot.podsOf(workload).some(pod => pod.name === name);
  if (!isOwned) {
    throw new NotFoundError(
      `No pod "${name}" in the workload "${formatWorkloadId(workload)}"`,
    );
  }
}

function presentPodPeer(
  { peer, pod, edge }: PodPeer,
  windowSeconds: number,
  failedPodsOf: FailedPodsOf,
): SvcMeshStat {
  const numbers = { stats: edge.stats, windowSeconds };
  return pod && peer.type === 'workload'
    ? {
        ...presentPodStat(peer, { name: pod }, numbers),
        workloadId: formatId(peer),
      }
    : presentStat(peer, numbers, failedPodsOf);
}

function countFailed(snapshot: InventorySnapshot): FailedPodsOf {
  return node => {
    const workload = workloadOf(node);
    return workload && workload.cluster === snapshot.cluster
      ? snapshot.podsOf(workload).filter(({ phase }) => phase === 'Failed')
          .length
      : undefined;
  };
}
