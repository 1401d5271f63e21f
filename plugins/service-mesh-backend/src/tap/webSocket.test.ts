import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';
import { TapViewer } from './TapViewer';
import { TapSockets } from './webSocket';
import { tapEvent, WORKLOAD } from './__testUtils__/controlledMesh';

const HANDSHAKE = [
  'GET / HTTP/1.1',
  'Host: portal',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

describe('TapSockets', () => {
  let server: Server;
  let viewer: TapViewer;
  let closed: jest.Mock;
  let sent: Promise<void>;
  let client: Socket;

  beforeEach(async () => {
    closed = jest.fn();
    viewer = new TapViewer({
      open: {
        target: WORKLOAD,
        pods: ['web-1'],
        maxRps: 100,
        expiresAt: '2026-01-01T00:00:00.000Z',
      },
      limits: { events: 100_000, characters: 1e9 },
      present: async event => event,
      onClose: closed,
    });
    const sockets = new TapSockets();
    server = createServer((request, response) => {
      sent = sockets.send(request, response, viewer);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    client.destroy();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  /** Resolves with the head of the answer. */
  async function open(lines: string[]): Promise<string> {
    const { port } = server.address() as AddressInfo;
    client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    client.write([...lines, '', ''].join('\r\n'));
    const [head] = await once(client, 'data');
    return String(head);
  }

  it('should cut a reader that takes nothing when its viewer is closed', async () => {
    expect(await open(HANDSHAKE)).toMatch(/^HTTP\/1\.1 101 /);
    client.pause();
    const event = tapEvent(1, 'x'.repeat(100_000));
    for (let i = 0; i < 1000; i++) {
      viewer.push(event);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 300);
    });
    expect(viewer.counts.sent).toBeLessThan(500);
    viewer.close();
    await sent;
  });

  it('should let the tap go where the handshake is none', async () => {
    const head = await open(
      HANDSHAKE.filter(line => !line.startsWith('Sec-WebSocket-Key')),
    );
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    await sent;
    expect(closed).toHaveBeenCalledTimes(1);
  });
});
