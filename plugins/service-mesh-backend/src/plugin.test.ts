import { once } from 'node:events';
import {
  BackendFeature,
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import signalsPlugin from '@backstage/plugin-signals-backend';
import { DemoCluster, startDemoCluster } from 'demo-cluster';
import { WebSocket, WebSocketServer } from 'ws';
import serviceMeshPlugin from '.';
import {
  firstMessage,
  isOpening,
  SOCKET_TIMEOUT_MS,
  TAP,
  TOKEN,
  useRealBackends,
} from './__testUtils__/realBackends';
import { openEventStream } from './routes/__testUtils__/eventStream';
import { clustersConfig } from './routes/__testUtils__/portal';

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
  const backends = useRealBackends();
  const { connect } = backends;

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east' });
  });

  afterAll(async () => {
    await demo?.close();
  });

  const start = (...others: BackendFeature[]) =>
    backends.start([serviceMeshPlugin, ...others], {
      kubernetes: clustersConfig([
        { name: 'east', url: demo.url, token: demo.tokens.portal },
      ]),
      serviceMesh: { tap: { enabled: true } },
    });

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
    await backends.stop();
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

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms);
  });
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

/** Status of the answer that refuses a handshake. */
async function statusOf(socket: WebSocket): Promise<number> {
  const [, response] = await once(socket, 'unexpected-response', {
    signal: AbortSignal.timeout(SOCKET_TIMEOUT_MS),
  });
  return response.statusCode;
}
