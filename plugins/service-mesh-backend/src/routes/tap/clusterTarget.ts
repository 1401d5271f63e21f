import { Request } from 'express';
import { queryText } from '../parameters';
import { readySnapshot } from '../readySnapshot';
import { RouteServices } from '../RouteServices';
import { findResource, TAPPABLE_KINDS, TapTarget } from './TapTarget';

/**
 * What a tap by cluster names.
 *
 * @throws NotFoundError where there is no such cluster
 */
export async function findClusterTarget(
  services: Pick<RouteServices, 'clusters'>,
  request: Request,
): Promise<TapTarget> {
  const { namespace } = request.params;
  const type = queryText(request, 'resource_type') ?? '';
  const name = queryText(request, 'resource_name') ?? '';
  const cluster = await services.clusters.get(request.params.cluster);
  const snapshot = await readySnapshot(cluster);
  const kind = TAPPABLE_KINDS[type];
  const found = findResource(snapshot, namespace, kind, name);
  if (found) {
    return { cluster, snapshot, ...found };
  }
  const named = { cluster: cluster.name, namespace, kind, name };
  return {
    cluster,
    snapshot,
    workload: named,
    target: named,
    missing: snapshot.namespace(namespace)
      ? `No ${type} "${name}" in the namespace "${namespace}" of the cluster "${cluster.name}"`
      : `No namespace "${namespace}" in the cluster "${cluster.name}", or the configuration excludes it`,
  };
}
