import {
  Warning,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { Router } from 'express';
import { Clusters } from '../clusters';
import { bareNode } from '../topology/bareNode';
import { unreachable } from '../topology/ClusterView';
import { mergeWarnings } from './mergeWarnings';
import { abortOnClose, queryTexts, readMoment, readWindow } from './parameters';
import { readCaller } from './readCaller';
import { readySnapshot } from './readySnapshot';
import { RouteServices } from './RouteServices';
import { filterVisible, visiblePeers } from './visibility';

/** How many calls the topology of a workload follows up and down where nothing else is asked for. */
const DEFAULT_DEPTH = 1;

/** Routes about what is in the meshes, wherever it is: all clusters, one workload, a group of them. */
export function addMeshRoutes(router: Router, services: RouteServices): void {
  const { authorization, clusters, httpAuth, topology } = services;

  router.get('/topology', async (request, response) => {
    const credentials = await readCaller(httpAuth, request);
    const windowSeconds = readWindow(request);
    const at = readMoment(request, 'end');
    const namespaces = distinct(queryTexts(request, 'namespace'));
    await authorization.authorizeClusterList(credentials);
    const asked =
      distinct(queryTexts(request, 'cluster')) ??
      (await clusters.list()).map(({ name }) => name);
    const readable = await readableClusters(
      services,
      credentials,
      asked,
      namespaces,
    );
    const answer = await topology.meshTopology(readable.names, {
      windowSeconds,
      at,
      namespaces,
      signal: abortOnClose(request),
    });
    response.json(
      await filterVisible(services, credentials, {
        ...answer,
        warnings: mergeWarnings(readable.warnings, answer.warnings),
      }),
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
    const credentials = await readCaller(httpAuth, request);
    const windowSeconds = readWindow(request);
    const at = readMoment(request, 'end');
    const asked: WorkloadRef[] = request.body.workloads;
    const known = await Promise.all(asked.map(ref => asKnown(clusters, ref)));
    const group = new Map(known.map(({ ref }) => [workloadKey(ref), ref]));
    const readable = await authorization.readableWorkloads(credentials, [
      ...group.values(),
    ]);
    if (readable.size < group.size) {
      throw new NotAllowedError(
        'You may not see all of these workloads, so not their latency either: ask for those alone that your topology shows with their names',
      );
    }
    const latency = await topology.groupLatency([...group.values()], {
      windowSeconds,
      at,
      signal: abortOnClose(request),
    });
    const { warnings } = await visiblePeers(
      services,
      credentials,
      latency,
      [...group.values()].map(bareNode),
      [],
    );
    response.json({ ...latency, warnings });
  });
}

/** Each text once; undefined where there is none, which means all. */
function distinct(texts: readonly string[]): string[] | undefined {
  return texts.length > 0 ? [...new Set(texts)] : undefined;
}

/**
 * Of the clusters those in which the caller may read something. The others become warnings.
 *
 * @throws what is in the way, where that is all of them
 */
async function readableClusters(
  {
    authorization,
    clusters,
  }: Pick<RouteServices, 'authorization' | 'clusters'>,
  credentials: BackstageCredentials,
  names: readonly string[],
  namespaces: readonly string[] | undefined,
): Promise<{ names: string[]; warnings: Warning[] }> {
  const problems = await Promise.all(
    names.map(async name => {
      try {
        await clusters.get(name);
        await authorization.authorizeNamespacesRead(
          credentials,
          name,
          namespaces,
        );
        return undefined;
      } catch (error) {
        return error;
      }
    }),
  );
  const readable = names.filter((_, i) => problems[i] === undefined);
  if (names.length > 0 && readable.length === 0) {
    // What passes by itself hides what lasts: the caller may be allowed what can not be read now.
    throw (
      problems.find(problem => problem instanceof ServiceUnavailableError) ??
      problems[0]
    );
  }
  return {
    names: readable,
    warnings: names.flatMap((name, i) =>
      problems[i] === undefined ? [] : warningOf(name, problems[i]),
    ),
  };
}

function warningOf(cluster: string, problem: unknown): Warning {
  if (problem instanceof NotAllowedError) {
    return {
      code: 'not-allowed',
      message: `Cluster ${cluster} is left out: you may see nothing of what was asked for in it`,
      cluster,
    };
  }
  if (problem instanceof NotFoundError) {
    return {
      code: 'unknown-cluster',
      message: `There is no cluster ${cluster} any more: choose another one`,
      cluster,
    };
  }
  return unreachable(cluster, problem);
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
