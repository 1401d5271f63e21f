import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Request, Response, Router } from 'express';
import { sendServerSentEvents } from '../../tap';
import { readEntityRef } from '../parameters';
import { RouteServices } from '../RouteServices';
import { findClusterTarget } from './clusterTarget';
import { findEntityTarget } from './entityTarget';
import { openTap } from './openTap';
import { TapTarget } from './TapTarget';

/** Live taps, by entity and by cluster. */
export function addTapRoutes(router: Router, services: RouteServices): void {
  const { authorization, httpAuth } = services;

  router.get(
    '/entities/:kind/:namespace/:name/tap',
    async (request, response) => {
      const credentials = await httpAuth.credentials(request);
      await authorization.authorizeEntityRead(
        credentials,
        readEntityRef(request),
      );
      const found = await findEntityTarget(services, request);
      await stream(services, credentials, request, response, found);
    },
  );

  router.get(
    '/clusters/:cluster/namespaces/:namespace/tap',
    async (request, response) => {
      const credentials = await httpAuth.credentials(request);
      const found = await findClusterTarget(services, request);
      await stream(services, credentials, request, response, found);
    },
  );
}

async function stream(
  services: RouteServices,
  credentials: BackstageCredentials,
  request: Request,
  response: Response,
  found: TapTarget,
): Promise<void> {
  const { viewer, finish } = await openTap(
    services,
    credentials,
    request,
    found,
    { request },
  );
  try {
    await sendServerSentEvents(response, viewer);
  } finally {
    await finish();
  }
}
