import { once } from 'node:events';
import {
  createServer,
  get,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo, connect, createServer as listen, Socket } from 'node:net';
import express, { Response } from 'express';
import { sendServerSentEvents } from './serverSentEvents';
import { TapViewer } from './TapViewer';
import { tapEvent, WORKLOAD } from './__testUtils__/controlledMesh';

const OPEN = {
  target: WORKLOAD,
  pods: ['web-1'],
  maxRps: 100,
  expiresAt: '2026-01-01T00:00:00.000Z',
};

describe('sendServerSentEvents', () => {
  let server: Server;
  let viewer: TapViewer;
  let closed: jest.Mock;
  let url: string;
  let sent: Promise<void>;
  let heartbeatMs: number | undefined;

  beforeEach(async () => {
    heartbeatMs = undefined;
    closed = jest.fn();
    viewer = new TapViewer({
      open: OPEN,
      limits: { events: 100_000, characters: 1e9 },
      present: async event => event,
      onClose: closed,
    });
    const app = express();
    app.get('/', (_, response) => {
      sent = sendServerSentEvents(response, viewer, heartbeatMs);
    });
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });

  afterEach(async () => {
    viewer.close();
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  function open(): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      get(url, { agent: false }, resolve).on('error', reject);
    });
  }

  it('should send the head at once, and each message as it comes', async () => {
    const response = await open();
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    response.setEncoding('utf8');
    const [first] = await once(response, 'data');
    expect(first).toBe(`event: open\ndata: ${JSON.stringify(OPEN)}\n\n`);
    viewer.push(tapEvent(1));
    const [second] = await once(response, 'data');
    expect(second).toBe(`event: tap\ndata: ${JSON.stringify(tapEvent(1))}\n\n`);
  });

  it('should close after the end', async () => {
    viewer.end({ reason: 'expired', message: 'Again.', retry: true });
    const response = await open();
    response.setEncoding('utf8');
    let text = '';
    for await (const piece of response) {
      text += piece;
    }
    expect(text).toMatch(
      /event: end\ndata: {"reason":"expired","message":"Again.","retry":true}\n\n$/,
    );
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('should let the tap go when the reader leaves', async () => {
    const response = await open();
    await once(response, 'data');
    response.destroy();
    await new Promise<void>(resolve => {
      closed.mockImplementation(() => resolve());
    });
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('should let the tap go where the reader left before the stream began', async () => {
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    response.emit('close');
    response.destroy();
    await sendServerSentEvents(response as Response, viewer);
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('should end what is silent for long, and say that it can go on', async () => {
    heartbeatMs = 20;
    const response = await open();
    response.setEncoding('utf8');
    let text = '';
    response.on('data', piece => {
      text += piece;
      if (text.split(': ping').length === 8 && !text.includes('event: tap')) {
        viewer.push(tapEvent(1));
      }
    });
    await once(response, 'end');
    const [before, after] = text.split('event: tap');
    // Whatever comes makes it last as long again.
    expect(
      [before, after].map(part => part.split(': ping').length - 1),
    ).toEqual([7, 8]);
    expect(after).toMatch(
      /event: end\ndata: {"reason":"idle","message":".* start the tap again .*","retry":true}\n\n$/,
    );
  });

  it('should let a silent tap go whose reader is gone, though the connection stays as if it were there', async () => {
    heartbeatMs = 20;
    const { port } = new URL(url);
    const held: Socket[] = [];
    // As a proxy whose client vanished: it takes what comes, passes on nothing, and never closes.
    const proxy = listen(client => {
      const toServer = connect({ port: Number(port), allowHalfOpen: true });
      held.push(client, toServer);
      client.pipe(toServer, { end: false });
      toServer.on('data', () => {});
      toServer.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const asked = once(server, 'request');
    const browser = connect((proxy.address() as AddressInfo).port);
    browser.write('GET / HTTP/1.1\r\nHost: portal\r\n\r\n');
    const [request] = await asked;
    browser.destroy();
    await sent;
    expect(closed).toHaveBeenCalledTimes(1);
    expect(request.socket.destroyed).toBe(false);
    held.forEach(socket => socket.destroy());
    proxy.close();
  });

  it('should cut a reader that takes nothing when its viewer is closed', async () => {
    const response = await open();
    response.on('error', () => {});
    const gone = once(response.socket, 'close');
    response.pause();
    const event = tapEvent(1, 'x'.repeat(100_000));
    for (let i = 0; i < 1000; i++) {
      viewer.push(event);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 300);
    });
    viewer.close();
    await sent;
    expect(viewer.counts.sent).toBeLessThan(500);
    // What the kernels hold must be read before the cut is seen.
    response.resume();
    await gone;
  });

  it('should not read ahead for a reader that takes nothing', async () => {
    const response = await open();
    response.pause();
    const event = tapEvent(1, 'x'.repeat(100_000));
    for (let i = 0; i < 1000; i++) {
      viewer.push(event);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 500);
    });
    expect(viewer.counts.sent).toBeLessThan(500);
    response.destroy();
  });
});
