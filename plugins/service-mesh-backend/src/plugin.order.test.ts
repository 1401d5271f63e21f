import { once } from 'node:events';
import { request } from 'node:http';
import { AddressInfo } from 'node:net';
import { DemoCluster, startDemoCluster } from 'demo-cluster';
import { WebSocket, WebSocketServer } from 'ws';
import {
  firstMessage,
  isOpening,
  TAP,
  TOKEN,
} from './__testUtils__/realBackends';
import { useBackendPrograms } from './__testUtils__/backendPrograms';
import { openEventStream } from './routes/__testUtils__/eventStream';
import { clustersConfig } from './routes/__testUtils__/portal';

jest.setTimeout(120_000);

const ORDERS = [
  ['ours', 'kubernetes', 'signals'],
  ['ours', 'signals', 'kubernetes'],
  ['kubernetes', 'ours', 'signals'],
  ['kubernetes', 'signals', 'ours'],
  ['signals', 'ours', 'kubernetes'],
  ['signals', 'kubernetes', 'ours'],
];

/** A backend that was just started compiles what a request is the first to need. */
const FIRST_MS = 20_000;

const BEARER = `Bearer ${TOKEN}`;

describe('the plugin beside the Kubernetes plugin and signals', () => {
  const backends = useBackendPrograms();
  let demo: DemoCluster;
  /** An API server that speaks WebSocket, as one does for `exec`. */
  let sockets: WebSocketServer;

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east' });
    sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    sockets.on('connection', socket => socket.send('from the cluster'));
    await once(sockets, 'listening');
  });

  afterAll(async () => {
    sockets?.close();
    await demo?.close();
  });

  const start = (order: string[]) => {
    const { port } = sockets.address() as AddressInfo;
    const clusters = clustersConfig([
      { name: 'east', url: demo.url, token: demo.tokens.portal },
      { name: 'sockets', url: `http://127.0.0.1:${port}`, token: 'x' },
    ]);
    return backends.start(order, {
      kubernetes: {
        ...clusters,
        serviceLocatorMethod: { type: 'multiTenant' },
      },
      serviceMesh: {
        tap: { enabled: true },
        clusters: [{ name: 'sockets', enabled: false }],
      },
    });
  };

  /** Through the proxy of the Kubernetes plugin, as its frontend asks. */
  const throughProxy = (cluster: string) => ({
    Authorization: BEARER,
    'Backstage-Kubernetes-Cluster': cluster,
  });

  it.each(ORDERS)(
    'should stream, tap, proxy and stop where they are registered as %s, %s, %s',
    async (...order) => {
      const baseUrl = await start(order);
      const tap = () =>
        backends.connect(baseUrl, TAP, {
          protocols: ['service-mesh.tap', TOKEN],
        });
      const others: WebSocket[] = [];
      const other = (...of: Parameters<typeof backends.connect>) => {
        const socket = backends.connect(...of);
        others.push(socket);
        return socket;
      };
      const exec = () =>
        other(baseUrl, '/api/kubernetes/proxy/exec', {
          headers: throughProxy('sockets'),
        });
      const signals = () =>
        other(baseUrl, '/api/signals', { protocols: [TOKEN] });

      const stream = await openEventStream(`${baseUrl}${TAP}`, {
        Authorization: BEARER,
        'Accept-Encoding': 'gzip, deflate, br',
      });
      await stream.waitFor(({ type }) => type === 'open', FIRST_MS);
      await stream.waitFor(({ type }) => type === 'tap', 5_000);
      expect(stream.headers).not.toHaveProperty('content-encoding');

      const before = tap();
      expect(await firstMessage(before, FIRST_MS)).toContain('"open"');
      expect(
        await statusOf(
          `${baseUrl}/api/kubernetes/proxy/api/v1/namespaces`,
          throughProxy('east'),
        ),
      ).toBe(200);
      expect(await firstMessage(exec(), FIRST_MS)).toBe('from the cluster');
      // The first socket of signals hangs, with us and without us.
      expect(await opensAtLast(signals)).toBe(true);
      // From here on signals takes all upgrades, and the Kubernetes plugin gets none, with us and without us.
      const after = tap();
      expect(await firstMessage(after, FIRST_MS)).toContain('"open"');
      await stream.waitFor(({ type }) => type === 'tap', 5_000);

      // Those of the others keep a backend from ending, with us and without us.
      others.forEach(socket => socket.terminate());
      const closed = [before, after].map(socket => once(socket, 'close'));
      const stopping = Date.now();
      await backends.stop();
      expect(Date.now() - stopping).toBeLessThan(5_000);
      await stream.ended;
      expect(stream.messages.at(-1)).toMatchObject({
        type: 'end',
        data: { reason: 'shutdown' },
      });
      expect((await Promise.all(closed)).map(([code]) => code)).toEqual([
        1001, 1001,
      ]);
    },
  );
});

/** Whether one of several sockets opens. */
async function opensAtLast(connect: () => WebSocket): Promise<boolean> {
  for (let tries = 0; tries < 8; tries++) {
    if (await isOpening(connect())) {
      return true;
    }
  }
  return false;
}

function statusOf(
  url: string,
  headers: Record<string, string>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
