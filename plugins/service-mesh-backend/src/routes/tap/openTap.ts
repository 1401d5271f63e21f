import {
  AuditorServiceEvent,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { Mesh } from '@backstage-mesh/plugin-service-mesh-node';
import { Request } from 'express';
import { TappableMesh, TapViewer } from '../../tap';
import { RouteServices } from '../RouteServices';
import { createTapPresenter } from './presentTapEvent';
import { readTapFilter } from './tapFilter';
import { TapTarget } from './TapTarget';

/** A tap that was allowed and began. */
export interface OpenTap {
  viewer: TapViewer;
  /** Completes the audit event. Called once, when the stream is over. */
  finish(): Promise<void>;
}

/**
 * Starts a tap for a caller: asks whether it may, and keeps a record of that, also of refusals.
 *
 * @throws NotAllowedError, NotFoundError, InputError, TapLimitError, ServiceUnavailableError
 */
export async function openTap(
  services: RouteServices,
  credentials: BackstageCredentials,
  request: Request,
  found: TapTarget,
): Promise<OpenTap> {
  const event = await services.auditor.createEvent({
    eventId: 'tap',
    severityLevel: 'medium',
    request,
    meta: {
      target: { ...found.target },
      ...(found.entityRef && { entityRef: found.entityRef }),
    },
  });
  try {
    return await start(services, credentials, request, found, event);
  } catch (error) {
    await event.fail({
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
}

async function start(
  services: RouteServices,
  credentials: BackstageCredentials,
  request: Request,
  found: TapTarget,
  event: AuditorServiceEvent,
): Promise<OpenTap> {
  const { authorization, taps } = services;
  const { workload, target, cluster, entityRef } = found;
  const asked = { workload, entityRef };
  const grant = await authorization.authorizeTap(credentials, asked);
  if (found.missing) {
    throw new NotFoundError(found.missing);
  }
  const filter = await readTapFilter(services, credentials, request, found);
  const mesh = await cluster.mesh();
  if (!mesh || !isTappable(mesh)) {
    throw new ServiceUnavailableError(
      mesh
        ? `The mesh of the cluster "${cluster.name}" has no live tap`
        : `The cluster "${cluster.name}" has no mesh to tap`,
    );
  }
  const snapshot = () => cluster.inventory.snapshot();
  const viewer = taps.join({
    mesh,
    snapshot,
    tap: { target, identity: grant.identity, ...filter },
    user: grant.viewer,
    present: createTapPresenter({
      mesh,
      snapshot,
      authorization,
      credentials,
    }),
    recheck: async () => {
      await authorization.authorizeTap(credentials, asked);
    },
  });
  const startedAt = Date.now();
  return {
    viewer,
    finish: () =>
      event.success({
        meta: {
          viewer: grant.viewer,
          via: grant.via,
          filter: { ...filter },
          start: new Date(startedAt).toISOString(),
          end: new Date().toISOString(),
          rows: viewer.counts.sent,
          dropped: viewer.counts.dropped,
        },
      }),
  };
}

function isTappable(mesh: Mesh): mesh is Mesh & TappableMesh {
  return mesh.tap !== undefined;
}
