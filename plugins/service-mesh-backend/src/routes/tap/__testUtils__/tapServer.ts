import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { JsonObject } from '@backstage/types';
import {
  AuditorServiceCreateEventOptions,
  AuditorServiceEvent,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import {
  ClusterIdentity,
  InventorySnapshot,
} from '@backstage-mesh/plugin-service-mesh-node';
import {
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import express, { ErrorRequestHandler } from 'express';
import PromiseRouter from 'express-promise-router';
import { PathMask } from '../../../authorization';
import { TapConfig } from '../../../config';
import { TapHub, TapSockets } from '../../../tap';
import {
  ControlledMesh,
  PodList,
  WORKLOAD,
} from '../../../tap/__testUtils__/controlledMesh';
import { RouteServices } from '../../RouteServices';
import { addTapExportRoutes } from '../exportRoutes';
import { addTapRoutes } from '../tapRoutes';

export const VIEWER = 'user:default/jane';

const CONFIG: TapConfig = {
  webSocket: true,
  maxPerUser: 1,
  maxPerCluster: 1,
  maxLifetimeMs: 600_000,
  recheckIntervalMs: 100,
  maxRps: 100,
  allowedHeaders: [],
  maskedPaths: ['/users/{id}'],
  allowedQueryParameters: [],
  consent: { selectorMatches: false, namespaceOwners: [] },
};

/** An audit event in one of its states. */
export interface AuditRecord {
  status: 'initiated' | 'succeeded' | 'failed';
  meta: JsonObject;
  error?: string;
}

/** The tap routes alone, over HTTP, on a mesh and decisions that the test speaks for. The base path is the portal's. */
export interface TapServer {
  url: string;
  server: Server;
  hub: TapHub;
  mesh: ControlledMesh;
  audits: AuditRecord[];
  /** The addresses that audit events were begun with. */
  auditedUrls: string[];
  authorization: ReturnType<typeof mockAuthorization>;
  identityOf: jest.Mock<Promise<ClusterIdentity>>;
  /** Who asks. */
  credentials: jest.Mock<Promise<BackstageCredentials>>;
  close(): Promise<void>;
}

function mockAuthorization() {
  const grant = async () => ({
    viewer: VIEWER,
    via: { permission: 'service-mesh.cluster.tap' as const },
  });
  return {
    authorizeEntityRead: jest.fn(async () => {}),
    authorizeWorkloadRead: jest.fn(async () => {}),
    authorizeTap: jest.fn(grant),
    authorizeTapExport: jest.fn(grant),
    mayReadClusters: jest.fn(async () => false),
    readableWorkloads: jest.fn(
      async (_: unknown, workloads: readonly WorkloadRef[]) =>
        new Set(workloads.map(workloadKey)),
    ),
  };
}

const sendError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) {
    next(error);
  } else {
    const status = error.name === 'NotAllowedError' ? 403 : 400;
    response.status(error.statusCode ?? status).end(error.name);
  }
};

/** A cluster in which every Deployment exists. */
function snapshot(): InventorySnapshot {
  return {
    ...new PodList().snapshot(),
    workload: ref =>
      ref.kind === 'Deployment' && ref.name !== 'missing'
        ? { ref, labels: {} }
        : undefined,
  };
}

export async function startTapServer(): Promise<TapServer> {
  const mesh = new ControlledMesh();
  const authorization = mockAuthorization();
  const audits: AuditRecord[] = [];
  const auditedUrls: string[] = [];
  const identityOf = jest.fn(
    async (): Promise<ClusterIdentity> => ({ type: 'service-account' }),
  );
  const credentials = jest.fn(
    async (): Promise<BackstageCredentials> => mockCredentials.user(VIEWER),
  );
  const hub = new TapHub({
    config: CONFIG,
    redact: event => event,
    switches: { tapOff: () => undefined, subscribe: () => () => {} },
    logger: mockServices.logger.mock(),
  });
  const cluster = {
    name: WORKLOAD.cluster,
    inventory: { snapshot },
    mesh: async () => mesh,
  };
  const services = {
    auditor: { createEvent: auditInto(audits, auditedUrls) },
    authorization,
    clusters: {
      get: async (name: string) => {
        if (name !== cluster.name) {
          throw new NotFoundError(`No cluster "${name}"`);
        }
        return cluster;
      },
    },
    entityWorkloads: {
      workloadsOf: async () => ({ workloads: [{ workload: WORKLOAD }] }),
    },
    httpAuth: { credentials },
    pathMask: new PathMask(CONFIG),
    origins: ['http://portal.example'],
    sockets: new TapSockets(),
    tapConfig: CONFIG,
    tapIdentities: { identityOf },
    taps: hub,
  };
  const router = PromiseRouter();
  router.use(express.json());
  addTapRoutes(router, services as unknown as RouteServices);
  addTapExportRoutes(router, services as unknown as RouteServices);
  const app = express();
  app.use('/api/service-mesh', router);
  app.use(sendError);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/service-mesh`,
    server,
    hub,
    mesh,
    audits,
    auditedUrls,
    authorization,
    identityOf,
    credentials,
    close: async () => {
      await hub.close();
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}

function auditInto(audits: AuditRecord[], urls: string[]) {
  return async (
    options: AuditorServiceCreateEventOptions,
  ): Promise<AuditorServiceEvent> => {
    const { meta = {}, request } = options;
    urls.push(request?.originalUrl ?? '');
    audits.push({ status: 'initiated', meta });
    return {
      success: async ended => {
        audits.push({ status: 'succeeded', meta: { ...meta, ...ended?.meta } });
      },
      fail: async ({ error, ...ended }) => {
        audits.push({
          status: 'failed',
          meta: { ...meta, ...ended.meta },
          error: error.name,
        });
      },
    };
  };
}
