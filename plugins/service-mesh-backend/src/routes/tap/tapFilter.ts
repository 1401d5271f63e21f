import {
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { MeshTapRequest } from '@backstage-mesh/plugin-service-mesh-node';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { Request } from 'express';
import { queryText } from '../parameters';
import { RouteServices } from '../RouteServices';
import { findResource, TAPPABLE_KINDS, TapTarget } from './TapTarget';
import { workloadsOfAuthority } from './workloadsOfAuthority';

/** What a tap listens for, beside the target. */
export type TapFilter = Pick<
  MeshTapRequest,
  'to' | 'method' | 'path' | 'authority' | 'scheme' | 'maxRps'
>;

/**
 * Reads the filter of a tap. `destination` is the workload that counts for its `to`, and that the caller may read now.
 *
 * @throws InputError where half of a destination is named; NotFoundError where the destination is not there, or the caller
 * may not see it; NotAllowedError where the authority may be that of somebody whom the caller may not see, or the path is masked
 */
export async function readTapFilter(
  services: Pick<RouteServices, 'authorization' | 'pathMask' | 'tapConfig'>,
  credentials: BackstageCredentials,
  request: Request,
  { target, snapshot }: TapTarget,
): Promise<{ filter: TapFilter; destination?: WorkloadRef }> {
  const { maxRps } = services.tapConfig;
  const filter: TapFilter = {
    method: queryText(request, 'method'),
    path: queryText(request, 'path'),
    authority: queryText(request, 'authority'),
    scheme: queryText(request, 'scheme'),
    maxRps: Math.min(Number(queryText(request, 'max_rps') ?? maxRps), maxRps),
  };
  if (
    filter.path !== undefined &&
    !services.pathMask.mayFilterBy(filter.path)
  ) {
    throw new NotAllowedError(
      'You may not tap by this path: a part of it is left out of live requests, or may be: a query, a parameter behind a semicolon, or what serviceMesh.tap.maskedPaths names. End it before that part, with a slash',
    );
  }
  await requireReadableAuthority(services, credentials, filter.authority, {
    target,
    snapshot,
  });
  const type = queryText(request, 'to_resource_type');
  const name = queryText(request, 'to_resource_name');
  if (type === undefined && name === undefined) {
    if (queryText(request, 'to_namespace') !== undefined) {
      throw new InputError(
        'The query parameter "to_namespace" needs "to_resource_type" and "to_resource_name" beside it',
      );
    }
    return { filter };
  }
  if (type === undefined || name === undefined) {
    throw new InputError(
      'The query parameters "to_resource_type" and "to_resource_name" belong together: send both or neither',
    );
  }
  const namespace = queryText(request, 'to_namespace') ?? target.namespace;
  const kind = TAPPABLE_KINDS[type];
  const found = findResource(snapshot, namespace, kind, name);
  const readable = await services.authorization.readableWorkloads(
    credentials,
    found ? [found.workload] : [],
  );
  if (!found || !readable.has(workloadKey(found.workload))) {
    throw new NotFoundError(
      `No ${type} "${name}" in the namespace "${namespace}", to which calls could be tapped`,
    );
  }
  return {
    filter: { ...filter, to: { namespace, kind, name } },
    destination: found.workload,
  };
}

/** The names of hidden peers are left out of events: who listens for a guessed one could tell from what comes whether it is right. */
async function requireReadableAuthority(
  { authorization }: Pick<RouteServices, 'authorization'>,
  credentials: BackstageCredentials,
  authority: string | undefined,
  { target, snapshot }: Pick<TapTarget, 'target' | 'snapshot'>,
): Promise<void> {
  if (
    authority === undefined ||
    (await authorization.mayReadClusters(credentials))
  ) {
    return;
  }
  const named = workloadsOfAuthority(authority, target, snapshot);
  if (
    named !== 'open' &&
    (await authorization.readableWorkloads(credentials, named)).size === 0
  ) {
    throw new NotAllowedError(
      'You may not tap by this authority: it names no Service that you may see. Leave the authority out, or name a Service beside the tapped workload',
    );
  }
}
