import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { Request, Response, Router } from 'express';
import { isWebSocketUpgrade, sendServerSentEvents } from '../../tap';
import { readEntityRef } from '../parameters';
import { readCaller } from '../readCaller';
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
      const credentials = await readCaller(httpAuth, request);
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
      const credentials = await readCaller(httpAuth, request);
      const found = await findClusterTarget(services, request);
      await stream(services, credentials, request, response, found);
    },
  );
}

/** Over WebSocket where the caller asks for one, else as Server-Sent Events. */
async function stream(
  services: RouteServices,
  credentials: BackstageCredentials,
  request: Request,
  response: Response,
  found: TapTarget,
): Promise<void> {
  const upgrades = isWebSocketUpgrade(request);
  if (upgrades) {
    requireWebSocket(services, request);
  }
  const { viewer, finish } = await openTap(
    services,
    credentials,
    request,
    found,
  );
  try {
    await (upgrades
      ? services.sockets?.send(request, response, viewer)
      : sendServerSentEvents(response, viewer));
  } finally {
    viewer.close();
    await finish();
  }
}

/**
 * @throws NotAllowedError for a page of another site, InputError where WebSockets are switched off
 */
function requireWebSocket(services: RouteServices, request: Request): void {
  const { origin } = request.headers;
  if (origin !== undefined && !services.origins.includes(origin)) {
    throw new NotAllowedError(
      `A page of ${JSON.stringify(origin)} may not open a live tap`,
    );
  }
  if (!services.sockets) {
    throw new InputError(
      'WebSockets are switched off by serviceMesh.tap.webSocket: read the tap as Server-Sent Events',
    );
  }
}
