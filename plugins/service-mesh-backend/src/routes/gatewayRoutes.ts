import {
  GatewayList,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Router } from 'express';
import { hideReasons } from '../authorization/hideTopology';
import { KnownGateway, KnownMirror } from '../gateways/GatewayService';
import { readMeshQuestion } from './readMeshQuestion';
import { RouteServices } from './RouteServices';

/** Routes about the ways between clusters. */
export function addGatewayRoutes(
  router: Router,
  services: RouteServices,
): void {
  const { authorization, gateways } = services;

  router.get('/gateways', async (request, response) => {
    const { credentials, clusterNames, withWarnings } = await readMeshQuestion(
      services,
      request,
    );
    const [found, mayReadAll] = await Promise.all([
      gateways.gateways(clusterNames),
      authorization.mayReadClusters(credentials),
    ]);
    if (mayReadAll) {
      response.json(
        withWarnings<GatewayList>({
          gateways: found.gateways.map(gateway =>
            presentGateway(gateway, () => true),
          ),
          warnings: found.warnings,
        }),
      );
      return;
    }
    const readable = await authorization.readableWorkloads(
      credentials,
      found.gateways.flatMap(({ mirroredServices = [] }) =>
        mirroredServices.flatMap(({ behind }) => behind),
      ),
    );
    response.json(
      withWarnings<GatewayList>({
        gateways: found.gateways.map(({ name, namespace, ...gateway }) =>
          presentGateway(gateway, ({ behind }) =>
            behind.some(workload => readable.has(workloadKey(workload))),
          ),
        ),
        warnings: [
          ...hideReasons(found.warnings),
          {
            code: 'not-allowed',
            message:
              'Mirrored Services of components that you may not read are left out',
          },
        ],
      }),
    );
  });
}

function presentGateway(
  { mirroredServices, ...gateway }: KnownGateway,
  mayRead: (service: KnownMirror) => boolean,
): GatewayList['gateways'][0] {
  return {
    ...gateway,
    ...(mirroredServices && {
      mirroredServices: mirroredServices
        .filter(mayRead)
        .map(({ namespace, name }) => ({ namespace, name })),
    }),
  };
}
