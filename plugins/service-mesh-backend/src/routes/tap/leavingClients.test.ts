import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { NotAllowedError } from '@backstage/errors';
import { routeUpgrades } from '../../tap';
import { startTapServer, TapServer } from './__testUtils__/tapServer';
import { isTapRequest } from './upgrades';

const PATH =
  '/api/service-mesh/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=web';

const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

describe('a client that leaves while it is checked', () => {
  let taps: TapServer;
  let stopRouting: () => void;
  const clients: Socket[] = [];

  beforeEach(async () => {
    taps = await startTapServer();
    stopRouting = routeUpgrades(isTapRequest);
  });

  afterEach(async () => {
    stopRouting();
    clients.splice(0).forEach(client => client.destroy());
    await taps.close();
  });

  function send(headers: string[]) {
    const { port } = new URL(taps.url);
    const socket = connect({
      port: Number(port),
      host: '127.0.0.1',
      allowHalfOpen: true,
    });
    clients.push(socket);
    socket.on('error', () => {});
    socket.write(
      [`GET ${PATH} HTTP/1.1`, 'Host: portal', ...headers, '', ''].join('\r\n'),
    );
    return socket;
  }

  it.each<[string, string[], boolean]>([
    ['Server-Sent Events', [], false],
    ['WebSocket, over the ordinary routes', UPGRADE, false],
    ['WebSocket, beside another plugin that takes upgrades', UPGRADE, true],
  ])('should keep nothing open: %s', async (_, headers, beside) => {
    if (beside) {
      taps.server.on('upgrade', () => {});
    }
    const { authorizeTap } = taps.authorization;
    const decide = authorizeTap.getMockImplementation();
    let allow = () => {};
    const asked = new Promise<void>(reached => {
      authorizeTap.mockImplementationOnce(async () => {
        reached();
        await new Promise<void>(resolve => {
          allow = resolve;
        });
        return decide!();
      });
    });
    const accepted = once(taps.server, 'connection');
    const client = send(headers);
    const [connection] = await accepted;
    await asked;
    client.destroy();
    if (!beside) {
      // Else nobody answers the client's end yet, and the connection stays half open.
      await once(connection, 'close');
    }
    allow();
    await until(() => taps.audits.at(-1)?.status === 'succeeded', 500);
    await until(() => taps.hub.upstreamCount === 0, 1_000);
    expect(taps.mesh.open).toBe(0);

    // One tap of a user and of a cluster is all that there may be here.
    const next = send(headers);
    const [head] = await once(next, 'data');
    expect(String(head)).toMatch(/^HTTP\/1\.1 (101|200) /);
    next.destroy();
    await until(() => taps.hub.upstreamCount === 0, 1_000);
  });

  it('should close the connection of a client that is refused, beside another plugin', async () => {
    taps.server.on('upgrade', () => {});
    taps.authorization.authorizeTap.mockRejectedValue(new NotAllowedError());
    const accepted = once(taps.server, 'connection');
    const client = send(UPGRADE);
    const [connection] = await accepted;
    const closed = once(connection, 'close');
    const [head] = await once(client, 'data');
    expect(String(head)).toMatch(/^HTTP\/1\.1 403 /);
    await closed;
  });
});

async function until(condition: () => boolean, ms: number): Promise<void> {
  const deadline = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`It did not happen in ${ms} ms`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 10);
    });
  }
}
