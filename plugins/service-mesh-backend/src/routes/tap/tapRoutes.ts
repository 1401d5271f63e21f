import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import { readEntityRef } from '../parameters';
import { RouteServices } from '../RouteServices';
import { findClusterTarget } from './clusterTarget';
import { findEntityTarget } from './entityTarget';
import { serveTap } from './serveTap';

/** Live taps, by entity and by cluster. */
export function addTapRoutes(router: Router, services: RouteServices): void {
  const { authorization } = services;
  const addressKey = randomBytes(32);

  router.get('/entities/:kind/:namespace/:name/tap', (request, response) => {
    const entityRef = readEntityRef(request);
    return serveTap(services, request, response, {
      asked: { entityRef },
      addressKey,
      find: async credentials => {
        await authorization.authorizeEntityRead(credentials, entityRef);
        return findEntityTarget(services, request);
      },
    });
  });

  router.get(
    '/clusters/:cluster/namespaces/:namespace/tap',
    (request, response) => {
      const { cluster, namespace } = request.params;
      return serveTap(services, request, response, {
        asked: { cluster, namespace },
        addressKey,
        find: () => findClusterTarget(services, request),
      });
    },
  );
}
