import { createHmac } from 'node:crypto';
import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  ClusterIdentity,
  Mesh,
} from '@backstage-mesh/plugin-service-mesh-node';
import { JsonObject } from '@backstage/types';
import { Request } from 'express';
import { TappableMesh, TapViewer } from '../../tap';
import { RouteServices } from '../RouteServices';
import { createIpHider } from './hideTapPeer';
import { createTapPresenter } from './presentTapEvent';
import { readTapFilter } from './tapFilter';
import { TapTarget } from './TapTarget';

/** A tap that was allowed and began. */
export interface OpenTap {
  viewer: TapViewer;
  /** What it was allowed by, what it listens for and as whom, and whether it joined a tap that was open. */
  audit: JsonObject;
}

/**
 * Starts a tap for a caller who may have it.
 *
 * @param addressKey - Makes the addresses of hidden peers; they are the same for all taps of a target
 * @throws NotAllowedError, NotFoundError, InputError, TapLimitError, ServiceUnavailableError
 */
export async function openTap(
  services: RouteServices,
  credentials: BackstageCredentials,
  request: Request,
  found: TapTarget,
  addressKey: Uint8Array,
): Promise<OpenTap> {
  const { authorization, tapIdentities, taps } = services;
  const { workload, target, cluster, entityRef } = found;
  const asked = { workload, entityRef };
  const grant = await authorization.authorizeTap(credentials, asked);
  if (found.missing) {
    throw new NotFoundError(found.missing);
  }
  const { filter, destination } = await readTapFilter(
    services,
    credentials,
    request,
    found,
  );
  const mesh = await cluster.mesh();
  if (!mesh || !isTappable(mesh)) {
    throw new ServiceUnavailableError(
      mesh
        ? `The mesh of the cluster "${cluster.name}" has no live tap`
        : `The cluster "${cluster.name}" has no mesh to tap`,
    );
  }
  const asker = { credentials, cluster, mesh, target };
  const identity = await tapIdentities.identityOf(asker);
  const snapshot = () => cluster.inventory.snapshot();
  const tap = { target, identity, ...filter };
  const joined = taps.isOpen(tap);
  const viewer = taps.join({
    mesh,
    snapshot,
    tap,
    user: grant.viewer,
    until: credentials.expiresAt,
    present: createTapPresenter({
      mesh,
      snapshot,
      authorization,
      credentials,
      hideIp: createIpHider(
        createHmac('sha256', addressKey).update(workloadKey(target)).digest(),
      ),
    }),
    recheck: async () => {
      if (entityRef !== undefined) {
        await authorization.authorizeEntityRead(credentials, entityRef);
      }
      await authorization.authorizeTap(credentials, asked);
      if (destination) {
        await authorization.authorizeWorkloadRead(credentials, destination);
      }
      const now = await tapIdentities.identityOf(asker);
      if (JSON.stringify(now) !== JSON.stringify(identity)) {
        throw new NotAllowedError(
          'The viewer is somebody else in Kubernetes now',
        );
      }
    },
  });
  return {
    viewer,
    audit: {
      target: { ...target },
      via: grant.via,
      filter: { ...filter },
      identity: describeIdentity(identity),
      joined,
    },
  };
}

function describeIdentity(identity: ClusterIdentity): JsonObject {
  return identity.type === 'impersonate'
    ? { ...identity, groups: [...identity.groups] }
    : { ...identity };
}

function isTappable(mesh: Mesh): mesh is Mesh & TappableMesh {
  return mesh.tap !== undefined;
}
