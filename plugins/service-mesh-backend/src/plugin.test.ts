import { once } from 'node:events';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { createBackend } from '@backstage/backend-defaults';
import {
  BackendFeature,
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import signalsPlugin from '@backstage/plugin-signals-backend';
import { DemoCluster, startDemoCluster } from 'demo-cluster';
import { WebSocket, WebSocketServer } from 'ws';
import serviceMeshPlugin from '.';
import { openEventStream } from './routes/__testUtils__/eventStream';
import { clustersConfig, ENTITIES } from './routes/__testUtils__/portal';

const TOKEN = 'a-token-that-is-long-enough';
const TAP =
  '/api/service-mesh/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=videos-web';

/** How long a socket may take that is to open, or is known to hang. */
const SOCKET_TIMEOUT_MS = 4_000;

jest.setTimeout(90_000);

/** A plugin whose sockets come through its routes, as those of the Kubernetes proxy do. */
const routedPlugin = createBackendPlugin({
  pluginId: 'routed',
  register(env) {
    env.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter }) {
        const sockets = new WebSocketServer({ noServer: true });
        httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
        httpRouter.use((request, _response, next) => {
          if (request.headers.upgrade) {
            sockets.handleUpgrade(
              request,
              request.socket,
              Buffer.alloc(0),
              socket => socket.send('routed'),
            );
          } else {
            next();
          }
        });
      },
    });
  },
});

describe('the plugin in a real backend', () => {
  let demo: DemoCluster;
  const stops: (() => Promise<void>)[] = [];
  const sockets: WebSocket[] = [];

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east' });
  });

  afterEach(async () => {
    sockets.splice(0).forEach(socket => socket.terminate());
    await Promise.all(stops.splice(0).map(stop => stop()));
  });

  afterAll(async () => {
    await demo?.close();
  });

  async function start(...others: BackendFeature[]): Promise<string> {
    const port = await freePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    const backend = createBackend();
    const features = [
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          backend: {
            baseUrl,
            listen: { host: '127.0.0.1', port },
            database: { client: 'better-sqlite3', connection: ':memory:' },
            auth: {
              externalAccess: [
                { type: 'static', options: { token: TOKEN, subject: 'test' } },
              ],
            },
          },
          kubernetes: clustersConfig([
            { name: 'east', url: demo.url, token: demo.tokens.portal },
          ]),
          serviceMesh: { tap: { enabled: true } },
        },
      }),
      mockServices.rootLogger.factory(),
      catalogServiceMock.factory({ entities: ENTITIES }),
      serviceMeshPlugin,
      ...others,
    ];
    features.forEach(feature => backend.add(feature));
    await backend.start();
    stops.push(() => backend.stop());
    return baseUrl;
  }

  function connect(
    baseUrl: string,
    path: string,
    options: { protocols?: string[]; headers?: Record<string, string> } = {},
  ): WebSocket {
    const socket = new WebSocket(
      `${baseUrl.replace('http', 'ws')}${path}`,
      options.protocols,
      { headers: options.headers },
    );
    socket.on('error', () => {});
    sockets.push(socket);
    return socket;
  }

  const tap = (baseUrl: string) =>
    connect(baseUrl, TAP, { protocols: ['service-mesh.tap', TOKEN] });
  const signals = (baseUrl: string) =>
    connect(baseUrl, '/api/signals', { protocols: [TOKEN] });
  const routed = (baseUrl: string) => connect(baseUrl, '/api/routed');

  it('should send events at once through the compression of the server', async () => {
    const baseUrl = await start();
    const stream = await openEventStream(`${baseUrl}${TAP}`, {
      Authorization: `Bearer ${TOKEN}`,
      'Accept-Encoding': 'gzip, deflate, br',
    });
    expect(stream.status).toBe(200);
    expect(stream.headers).not.toHaveProperty('content-encoding');
    await stream.waitFor(({ type }) => type === 'open', 1_000);
    await stream.waitFor(({ type }) => type === 'tap', 3_000);
    stream.close();
  });

  it('should stop while streams and sockets are open', async () => {
    const baseUrl = await start();
    const stream = await openEventStream(`${baseUrl}${TAP}`, {
      Authorization: `Bearer ${TOKEN}`,
    });
    const socket = tap(baseUrl);
    await firstMessage(socket);
    const closed = once(socket, 'close');
    const before = Date.now();
    await stops.pop()?.();
    expect(Date.now() - before).toBeLessThan(3_000);
    await stream.ended;
    expect(stream.messages.at(-1)).toMatchObject({
      type: 'end',
      data: { reason: 'shutdown' },
    });
    expect((await closed)[0]).toBe(1001);
  });

  describe('over WebSocket', () => {
    it('should send the same messages', async () => {
      const baseUrl = await start();
      const socket = tap(baseUrl);
      const texts = await messages(socket, 4);
      expect(socket.protocol).toBe('service-mesh.tap');
      expect(texts[0]).toMatchObject({ open: { maxRps: 100 } });
      expect(texts.slice(1)).toEqual(
        Array(3).fill(expect.objectContaining({ event: expect.anything() })),
      );
      socket.ping();
      await once(socket, 'pong');
    });

    it('should send events alone to clients that know nothing else', async () => {
      const baseUrl = await start();
      const socket = connect(baseUrl, TAP, {
        headers: { Authorization: `Bearer ${TOKEN}` },
      });
      expect(await messages(socket, 2)).toEqual(
        Array(2).fill(expect.objectContaining({ event: expect.anything() })),
      );
      expect(socket.protocol).toBe('');
    });

    it('should let the mesh go when the client leaves', async () => {
      const baseUrl = await start();
      const socket = tap(baseUrl);
      await messages(socket, 2);
      expect(demo.tapFaults.openStreams).toBe(1);
      socket.close();
      await pause(1_000);
      expect(demo.tapFaults.openStreams).toBe(0);
    });

    const refusals: [number, string, Parameters<typeof connect>[2]][] = [
      [401, TAP, {}],
      [401, TAP, { protocols: ['service-mesh.tap', 'wrong'] }],
      [401, TAP, { protocols: [TOKEN] }],
      [
        403,
        TAP,
        {
          protocols: ['service-mesh.tap', TOKEN],
          headers: { Origin: 'http://evil.example' },
        },
      ],
      [
        404,
        TAP.replace('videos-web', 'nowhere'),
        { protocols: ['service-mesh.tap', TOKEN] },
      ],
      [400, `${TAP}&method=FETCH`, { protocols: ['service-mesh.tap', TOKEN] }],
    ];

    it('should refuse like any request, before and after another plugin listens for sockets', async () => {
      const baseUrl = await start(signalsPlugin);
      const outcomes = () =>
        Promise.all(
          refusals.map(async ([, path, options]) =>
            statusOf(connect(baseUrl, path, options)),
          ),
        );
      const expected = refusals.map(([status]) => status);
      expect(await outcomes()).toEqual(expected);
      await isOpening(signals(baseUrl));
      expect(await isOpening(signals(baseUrl))).toBe(true);
      expect(await outcomes()).toEqual(expected);
    });

    it('should let pages of the portal in', async () => {
      const baseUrl = await start();
      const socket = connect(baseUrl, TAP, {
        protocols: ['service-mesh.tap', TOKEN],
        headers: { Origin: 'http://localhost:3000' },
      });
      expect(await firstMessage(socket)).toContain('"open"');
    });
  });

  describe('beside plugins with sockets of their own', () => {
    it('should work when ours is the first, and take nothing from the others', async () => {
      const baseUrl = await start(signalsPlugin, routedPlugin);
      await firstMessage(tap(baseUrl));
      expect(await firstMessage(routed(baseUrl))).toBe('routed');
      // Its first socket hangs, with us and without us.
      expect(await isOpening(signals(baseUrl))).toBe(false);
      expect(await isOpening(signals(baseUrl))).toBe(true);
      await firstMessage(tap(baseUrl));
    });

    it('should work when signals is the first', async () => {
      const baseUrl = await start(signalsPlugin, routedPlugin);
      expect(await isOpening(signals(baseUrl))).toBe(false);
      expect(await isOpening(signals(baseUrl))).toBe(true);
      await firstMessage(tap(baseUrl));
      expect(await isOpening(signals(baseUrl))).toBe(true);
      await firstMessage(tap(baseUrl));
    });

    it('should work when a plugin with routed sockets is the first', async () => {
      const baseUrl = await start(signalsPlugin, routedPlugin);
      expect(await firstMessage(routed(baseUrl))).toBe('routed');
      await firstMessage(tap(baseUrl));
      expect(await firstMessage(routed(baseUrl))).toBe('routed');
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms);
  });
}

async function firstMessage(socket: WebSocket): Promise<string> {
  const [data] = await once(socket, 'message', {
    signal: AbortSignal.timeout(SOCKET_TIMEOUT_MS),
  });
  return String(data);
}

function messages(socket: WebSocket, count: number): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const texts: unknown[] = [];
    const timer = setTimeout(
      () => reject(new Error(`Only ${texts.length} messages came`)),
      10_000,
    );
    socket.on('message', data => {
      texts.push(JSON.parse(String(data)));
      if (texts.length === count) {
        clearTimeout(timer);
        resolve(texts.slice(0, count));
      }
    });
  });
}

/** Whether the handshake completes. */
async function isOpening(socket: WebSocket): Promise<boolean> {
  try {
    await once(socket, 'open', { signal: AbortSignal.timeout(1_500) });
    return true;
  } catch {
    return false;
  }
}

/** Status of the answer that refuses a handshake. */
async function statusOf(socket: WebSocket): Promise<number> {
  const [, response] = await once(socket, 'unexpected-response', {
    signal: AbortSignal.timeout(SOCKET_TIMEOUT_MS),
  });
  return response.statusCode;
}
