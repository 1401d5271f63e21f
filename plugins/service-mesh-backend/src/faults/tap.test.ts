import { connect, Socket } from 'node:net';
import { TapDropped, TapEnd } from '@backstage-mesh/plugin-service-mesh-common';
import { DemoCluster, startDemoCluster, TapFault } from 'demo-cluster';
import {
  EventStream,
  openEventStream,
  ReceivedMessage,
} from '../routes/__testUtils__/eventStream';
import { as, PLATFORM } from '../routes/__testUtils__/portal';
import { FaultPortal } from './__testUtils__/FaultPortal';
import { heapInUse } from './__testUtils__/heapInUse';
import { until } from './__testUtils__/until';

jest.setTimeout(120_000);

const WEB =
  '/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=videos-web&max_rps=1000';

const FLOOD: TapFault = { kind: 'flood', copies: 100, padding: 20_000 };

/** A reader that is too slow takes so much five times in a second. */
const READ_BYTES = 64 * 1024;

/** Many times what buffers on the way to a reader hold, in bytes. */
const FLOODED = 50_000_000;

/** What may wait for a reader, beside what the garbage of the moment is. */
const MOST_BEHIND_MB = 16;

/** So often memory is read: the least of them holds the least of what is under way. */
const READINGS = 5;

const isTap = ({ type }: ReceivedMessage) => type === 'tap';
const isEnd = ({ type }: ReceivedMessage) => type === 'end';

describe('a live tap', () => {
  let demo: DemoCluster;
  let portal: FaultPortal;
  const streams: EventStream[] = [];
  const sockets: Socket[] = [];

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east' });
    portal = await FaultPortal.start([
      { name: 'east', url: demo.url, serviceAccountToken: demo.tokens.portal },
    ]);
    await portal.clusterIn('east', 'ready');
  });

  afterEach(async () => {
    streams.splice(0).forEach(stream => stream.close());
    sockets.splice(0).forEach(socket => socket.destroy());
    demo.tapFaults.set(undefined);
    await until('the taps are closed', () => demo.tapFaults.openStreams === 0);
  });

  afterAll(async () => {
    await portal?.stop();
    await demo?.close();
  });

  async function open(): Promise<EventStream> {
    const stream = await openEventStream(`${portal.url}${WEB}`, {
      Authorization: as(PLATFORM),
    });
    streams.push(stream);
    expect(stream.status).toBe(200);
    return stream;
  }

  /** What the viewer is told at the end. */
  async function endOf(stream: EventStream): Promise<TapEnd> {
    const { data } = await stream.waitFor(isEnd, 20_000);
    await stream.ended;
    return data as TapEnd;
  }

  it.each<[string, TapFault, TapEnd]>([
    [
      'that the tap server refuses (linkerd-error with status 200)',
      { kind: 'refuse', message: 'limit of taps reached' },
      {
        reason: 'upstream-error',
        message: 'Linkerd refused the tap: limit of taps reached',
        retry: false,
      },
    ],
    [
      'whose refusal never arrives',
      { kind: 'stalled-error' },
      {
        reason: 'upstream-error',
        message:
          'The tap was answered with status 200, and the text of the error did not arrive.',
        retry: true,
      },
    ],
    [
      'for which the API server has no time (429)',
      { kind: 'busy', retryAfterSeconds: 7 },
      {
        reason: 'upstream-error',
        message:
          'The API server of the cluster has too much to do: start the tap again in 7 s. The cluster said: too many requests, please try again later',
        retry: true,
      },
    ],
    [
      'whose server is not there (503)',
      { kind: 'down' },
      {
        reason: 'upstream-error',
        message:
          'The tap server of Linkerd viz does not answer: see that its pods run. The cluster said: service unavailable',
        retry: true,
      },
    ],
    [
      'that is cut in the middle of a message',
      { kind: 'cut', afterFrames: 2, midFrame: true },
      {
        reason: 'upstream-closed',
        message:
          'The connection to the tap was cut: the tap server or the API server was restarted.',
        retry: true,
      },
    ],
    [
      'that dies between two messages, without the last chunk',
      { kind: 'cut', afterFrames: 2 },
      {
        reason: 'upstream-closed',
        message:
          'The connection to the tap was cut: the tap server or the API server was restarted.',
        retry: true,
      },
    ],
    [
      'that claims a message of 4 GB',
      { kind: 'oversize', afterFrames: 2 },
      {
        reason: 'upstream-error',
        message:
          'The mesh sent a tap message of 4294967280 bytes; at most 1048576 are accepted.',
        retry: false,
      },
    ],
  ])('%s says so, and the next one works', async (_, fault, end) => {
    demo.tapFaults.set(fault);
    expect(await endOf(await open())).toEqual(end);
    demo.tapFaults.set(undefined);
    await (await open()).waitFor(isTap, 10_000);
  });

  it('whose API server goes away in the midst says so, and goes on when it is back', async () => {
    const stream = await open();
    await stream.waitFor(isTap, 10_000);
    const bringBack = demo.faults.add(() => ({ kind: 'cut' }));
    demo.tapFaults.cutAll();
    expect(await endOf(stream)).toMatchObject({
      reason: 'upstream-closed',
      retry: true,
    });
    expect(await endOf(await open())).toEqual({
      reason: 'upstream-error',
      message: 'The cluster "east" can not be reached.',
      retry: true,
    });
    bringBack();
    await (await open()).waitFor(isTap, 10_000);
  });

  it('that stays silent is kept alive, and ends in the mesh a second after the viewer leaves', async () => {
    demo.tapFaults.set({ kind: 'silent' });
    const stream = await open();
    await until('it is open', () => demo.tapFaults.openStreams === 1);
    await stream.waitFor(({ type }) => type === 'comment', 17_000);
    expect(stream.messages.map(({ type }) => type)).toEqual([
      'open',
      'comment',
    ]);
    stream.close();
    await until('it is closed', () => demo.tapFaults.openStreams === 0, 1_000);
  });

  it('that is silent as its pods were replaced says so, to be started again', async () => {
    const stream = await openEventStream(
      `${portal.url}${WEB.replace('videos-web', 'quiet')}`,
      { Authorization: as(PLATFORM) },
    );
    streams.push(stream);
    await until('it is open', () => demo.tapFaults.openStreams === 1);
    demo.store
      .list('pods', 'video')
      .filter(({ metadata }) => metadata.name.startsWith('quiet-'))
      .forEach(({ metadata }) =>
        demo.store.delete('pods', 'video', metadata.name),
      );
    expect(await endOf(stream)).toMatchObject({
      reason: 'target-replaced',
      message: expect.stringContaining('start it again'),
      retry: true,
    });
  });

  /** A browser that takes nothing more: its machine sleeps, or its network is gone. No close ever comes from it. */
  async function openAndFallSilent(): Promise<Socket> {
    const { hostname, port, pathname, search } = new URL(`${portal.url}${WEB}`);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.on('error', () => {});
    socket.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: ${as(
        PLATFORM,
      )}\r\n\r\n`,
    );
    await new Promise(resolve => {
      socket.once('data', resolve);
    });
    socket.pause();
    return socket;
  }

  it('that is read too slowly loses requests, says how many, holds up nobody and fills no memory', async () => {
    demo.tapFaults.set(FLOOD);
    const [slow, fast] = [await openAndFallSilent(), await openAndFallSilent()];
    const reads = setInterval(() => slow.read(READ_BYTES), 200);
    let passed = 0;
    fast.on('data', ({ length }) => {
      passed += length;
    });
    fast.resume();
    try {
      await until('the slow one falls behind', () => passed > FLOODED, 40_000);
      const before = await heapInUse();
      await until('more passes', () => passed > 2 * FLOODED, 40_000);
      // what is on its way to those who read is not what waits for the slow one
      const after: number[] = [];
      for (let i = 0; i < READINGS; i++) {
        after.push(await heapInUse());
      }
      expect(Math.min(...after) - before).toBeLessThan(MOST_BEHIND_MB);
    } finally {
      clearInterval(reads);
    }
    expect(demo.tapFaults.openStreams).toBe(1);

    let told: TapDropped | undefined;
    let text = '';
    slow.on('data', piece => {
      text = `${text}${piece}`.slice(-100_000);
      const [, data] = /event: dropped\ndata: (.*)\n/.exec(text) ?? [];
      told ??= data && JSON.parse(data);
    });
    slow.resume();
    const dropped = await until('it is told', () => told, 20_000);
    expect(dropped).toMatchObject({ by: 'viewer', total: dropped.count });
    expect(dropped.count).toBeGreaterThan(1_000);
  });

  it('of a browser that is gone without a close ends, and its tap in the mesh with it', async () => {
    demo.tapFaults.set(FLOOD);
    const browser = await openAndFallSilent();
    await until('it is open', () => demo.tapFaults.openStreams === 1);
    expect(browser.destroyed).toBe(false);
    await until('it is closed', () => demo.tapFaults.openStreams === 0, 45_000);
  });
});
