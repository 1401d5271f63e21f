import { once } from 'node:events';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { createBackend } from '@backstage/backend-defaults';
import { BackendFeature } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { WebSocket } from 'ws';
import { ENTITIES } from '../routes/__testUtils__/portal';

/** Of a service that may all. */
export const TOKEN = 'a-token-that-is-long-enough';

export const TAP =
  '/api/service-mesh/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=videos-web';

/** How long a socket may take that is to open, or is known to hang. */
export const SOCKET_TIMEOUT_MS = 4_000;

/** Backends as adopters run them, with all that `createBackend` brings, and sockets to them. */
export interface RealBackends {
  /** Starts one with these features, in this order; returns its base URL. */
  start(features: BackendFeature[], config: JsonObject): Promise<string>;
  /** Stops the one that was started last. */
  stop(): Promise<void>;
  connect(
    baseUrl: string,
    path: string,
    options?: { protocols?: string[]; headers?: Record<string, string> },
  ): WebSocket;
}

/** Stops backends and ends sockets after each test of a file. */
export function useRealBackends(): RealBackends {
  const stops: (() => Promise<void>)[] = [];
  const sockets: WebSocket[] = [];

  afterEach(async () => {
    sockets.splice(0).forEach(socket => socket.terminate());
    await Promise.all(stops.splice(0).map(stop => stop()));
  });

  return {
    async start(features, config) {
      const port = await freePort();
      const baseUrl = `http://127.0.0.1:${port}`;
      const backend = createBackend();
      [
        mockServices.rootConfig.factory({
          data: { ...backendConfig(port), ...config },
        }),
        mockServices.rootLogger.factory(),
        catalogServiceMock.factory({ entities: ENTITIES }),
        ...features,
      ].forEach(feature => backend.add(feature));
      await backend.start();
      stops.push(() => backend.stop());
      return baseUrl;
    },
    async stop() {
      await stops.pop()?.();
    },
    connect(baseUrl, path, { protocols, headers } = {}) {
      const socket = new WebSocket(
        `${baseUrl.replace('http', 'ws')}${path}`,
        protocols,
        { headers },
      );
      socket.on('error', () => {});
      sockets.push(socket);
      return socket;
    },
  };
}

/** What a backend on a port of loopback needs to be told. */
export function backendConfig(port: number): JsonObject {
  return {
    app: { baseUrl: 'http://localhost:3000' },
    backend: {
      baseUrl: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port },
      database: { client: 'better-sqlite3', connection: ':memory:' },
      auth: {
        externalAccess: [
          { type: 'static', options: { token: TOKEN, subject: 'test' } },
        ],
      },
    },
  };
}

/** The first message, as text. */
export async function firstMessage(
  socket: WebSocket,
  timeoutMs: number = SOCKET_TIMEOUT_MS,
): Promise<string> {
  try {
    const [data] = await once(socket, 'message', {
      signal: AbortSignal.timeout(timeoutMs),
    });
    return String(data);
  } catch {
    throw new Error(`No message came from ${socket.url} in ${timeoutMs} ms`);
  }
}

/** Whether the handshake completes. */
export async function isOpening(socket: WebSocket): Promise<boolean> {
  try {
    await once(socket, 'open', { signal: AbortSignal.timeout(1_500) });
    return true;
  } catch {
    return false;
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
