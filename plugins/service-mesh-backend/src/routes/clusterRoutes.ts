import {
  ClusterList,
  serviceMeshClusterReadPermission,
} from '@backstage-mesh/plugin-service-mesh-common';
import { NotAllowedError } from '@backstage/errors';
import { Router } from 'express';
import { ClusterStatus } from '../clusters';
import {
  abortOnClose,
  queryText,
  queryTexts,
  readMoment,
  readWindow,
} from './parameters';
import { readySnapshot } from './readySnapshot';
import { readCaller } from './readCaller';
import { RouteServices } from './RouteServices';
import { filterVisible } from './visibility';

/** Namespace and name of the service account that the README makes. */
const DEFAULT_ACCOUNT = 'backstage:service-mesh-portal';

/** Routes about clusters as a whole. */
export function addClusterRoutes(
  router: Router,
  services: RouteServices,
): void {
  const { authorization, clusters, httpAuth, manifests, topology } = services;

  router.get('/clusters', async (request, response) => {
    const credentials = await readCaller(httpAuth, request);
    await authorization.authorizeClusterList(credentials);
    const mayReadAll = await authorization.mayReadClusters(credentials);
    const statuses = await clusters.info();
    const list: ClusterList = {
      clusters: statuses.map(status => ({
        ...(mayReadAll ? status : withoutAddresses(status)),
        tap: authorization.tapState(status.name),
      })),
    };
    response.json(list);
  });

  router.get('/clusters/:cluster/manifests', async (request, response) => {
    const credentials = await readCaller(httpAuth, request);
    if (!(await authorization.mayReadClusters(credentials))) {
      throw new NotAllowedError(
        `You may not see what the portal needs in a cluster: the permission ${serviceMeshClusterReadPermission.name} is missing`,
      );
    }
    const [namespace, name] = (
      queryText(request, 'account') ?? DEFAULT_ACCOUNT
    ).split(':');
    const yaml = await manifests.manifestsOf(request.params.cluster, {
      namespace,
      name,
    });
    response.type('application/yaml').send(yaml);
  });

  router.get('/clusters/:cluster/topology', async (request, response) => {
    const credentials = await readCaller(httpAuth, request);
    const { cluster } = request.params;
    const windowSeconds = readWindow(request);
    const at = readMoment(request, 'end');
    const asked = queryTexts(request, 'namespace');
    const namespaces = asked.length > 0 ? [...new Set(asked)] : undefined;
    await readySnapshot(await clusters.get(cluster));
    await authorization.authorizeNamespacesRead(
      credentials,
      cluster,
      namespaces,
    );
    const answer = await topology.clusterTopology(cluster, {
      windowSeconds,
      at,
      namespaces,
      signal: abortOnClose(request),
    });
    response.json(await filterVisible(services, credentials, answer));
  });
}

/** What everybody who reads anything may know: not why a cluster does not answer, nor how it is reached. */
function withoutAddresses(status: ClusterStatus): ClusterStatus {
  const { name, title, state, reason, since, mesh, metrics } = status;
  return {
    name,
    title,
    state,
    // What the configuration says names nobody.
    ...(state === 'disabled' && { reason }),
    since,
    mesh,
    metrics: {
      source: metrics.source,
      scrapeIntervalSeconds: metrics.scrapeIntervalSeconds,
      steps: [],
    },
  };
}
