import type { ObservedRequest } from '../simulation/observed';
import { limitPerPod } from './TapApi';
import type { HttpEventMessage, TapEventMessage } from './messages';
import { pause } from './__testUtils__/TapSession';
import { ADMIN, idsOf, WebCluster } from './__testUtils__/WebCluster';

let cluster: WebCluster;

beforeEach(async () => {
  cluster = await WebCluster.start();
});

afterEach(() => cluster.close());

function kindOf({ http }: TapEventMessage): string {
  return Object.keys(http)[0];
}

describe('the stream', () => {
  it('sends nothing, not even its head, before the first event', async () => {
    const session = await cluster.tap();
    cluster.clock.advance(120_000);
    await pause(100);
    expect(session.bytes).toHaveLength(0);

    cluster.feed.request('web-1');
    await session.until(() => session.events.length === 1);
    expect(session.answer.status).toBe(200);
    expect(session.answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'transfer-encoding': 'chunked',
    });
    expect(session.answer.headers).not.toHaveProperty('linkerd-error');
  });

  it('tells a request, its response and its end when they happen', async () => {
    const session = await cluster.tap();
    cluster.feed.request('web-1', {
      response: { afterMs: 1500, status: 503, headers: [['x-a', 'b']] },
      end: { afterMs: 1750.5, trailers: [] },
    });
    await session.until(() => session.events.length === 1);
    cluster.clock.advance(1499);
    await pause(50);
    expect(session.events.map(kindOf)).toEqual(['requestInit']);
    cluster.clock.advance(1);
    await session.until(() => session.events.length === 2);
    cluster.clock.advance(1000);
    await session.until(() => session.events.length === 3);

    const [init, response, end] = session.events;
    expect(init).toEqual({
      source: { ip: { ipv4: 0x0af40109 }, port: 40000 },
      destination: { ip: { ipv4: 0x0af40105 }, port: 8080 },
      sourceMeta: { labels: { pod: 'client' } },
      destinationMeta: { labels: { pod: 'web-1' } },
      proxyDirection: 1,
      routeMeta: {},
      http: {
        requestInit: {
          id: {},
          method: { registered: 0 },
          scheme: { registered: 0 },
          authority: 'web:8080',
          path: '/watch/42',
          headers: {
            headers: [
              { name: 'user-agent', valueStr: 'test/1' },
              { name: 'authorization', valueStr: 'Bearer secret' },
            ],
          },
        },
      },
    });
    expect(response.http).toEqual({
      responseInit: {
        id: {},
        sinceRequestInit: { seconds: 1, nanos: 500_000_000 },
        httpStatus: 503,
        headers: { headers: [{ name: 'x-a', valueStr: 'b' }] },
      },
    });
    expect(end.http).toEqual({
      responseEnd: {
        id: {},
        sinceRequestInit: { seconds: 1, nanos: 750_500_000 },
        sinceResponseInit: { nanos: 250_500_000 },
      },
    });
  });

  it.each<[string, Partial<ObservedRequest>, HttpEventMessage | undefined]>([
    [
      'gRPC, code 0',
      { end: { afterMs: 6, trailers: [['grpc-status', '0']], grpcStatus: 0 } },
      {
        responseEnd: {
          id: {},
          sinceRequestInit: { nanos: 6_000_000 },
          sinceResponseInit: { nanos: 1_000_000 },
          eos: { grpcStatusCode: 0 },
          trailers: {
            headers: [{ name: 'grpc-status', valueStr: '0' }],
          },
        },
      },
    ],
    [
      'reset before the head',
      { response: undefined, end: { afterMs: 6, trailers: [], resetCode: 7 } },
      {
        responseEnd: {
          id: {},
          sinceRequestInit: { nanos: 6_000_000 },
          eos: { resetErrorCode: 7 },
        },
      },
    ],
    [
      'closed without an answer',
      { response: undefined, end: { afterMs: 6, trailers: [] } },
      { responseEnd: { id: {}, sinceRequestInit: { nanos: 6_000_000 } } },
    ],
    [
      'left before the head',
      { response: undefined, end: undefined },
      undefined,
    ],
  ])('ends as it ended: %s', async (_, request, end) => {
    const session = await cluster.tap();
    cluster.feed.request('web-1', request);
    cluster.clock.advance(1000);
    cluster.feed.request('web-2');
    await session.until(() =>
      session.events.some(
        event => event.destinationMeta.labels?.pod === 'web-2',
      ),
    );
    const ends = session.events.filter(
      event =>
        kindOf(event) === 'responseEnd' &&
        event.destinationMeta.labels?.pod === 'web-1',
    );
    expect(ends.map(({ http }) => http)).toEqual(end ? [end] : []);
  });

  it('has headers only where they were asked for', async () => {
    const session = await cluster.tap({ headers: false });
    cluster.feed.request('web-1', {
      end: { afterMs: 6, trailers: [['grpc-status', '0']], grpcStatus: 0 },
    });
    cluster.clock.advance(10);
    await session.until(() => session.events.length === 3);
    const fields = session.events.map(({ http }) =>
      Object.keys(Object.values(http)[0]),
    );
    expect(fields).toEqual([
      ['id', 'method', 'scheme', 'authority', 'path'],
      ['id', 'sinceRequestInit', 'httpStatus'],
      ['id', 'sinceRequestInit', 'sinceResponseInit', 'eos'],
    ]);
  });

  it('listens to nobody any more once the client has left', async () => {
    const session = await cluster.tap();
    expect(cluster.feed.watchers('web-1')).toBe(1);
    session.close();
    await session.until(() => cluster.faults.openStreams === 0);
    expect(cluster.feed.watchers('web-1')).toBe(0);
  });

  it('loses events of a client that does not read, and goes on when it does', async () => {
    const session = await cluster.tap({ name: 'db', maxRps: 100_000 });
    cluster.feed.request('db-1');
    await session.until(() => session.events.length === 1);
    session.pause();
    const headers: [string, string][] = [['x-filler', 'x'.repeat(20_000)]];
    const sent = 1600;
    for (let i = 1; i < sent; i++) {
      cluster.feed.request('db-1', { headers });
      if (i % 20 === 0) {
        await pause(0);
      }
    }
    session.resume();
    await pause(300);
    cluster.feed.request('db-1', { path: '/last' });
    await session.until(() => session.bytes.includes('/last'));
    const taken = idsOf(session);
    expect(taken.length).toBeGreaterThan(400);
    expect(taken.length).toBeLessThan(sent);
    // What was not told was not tapped either: it has no id.
    expect(taken.at(-1)).toBe(`db-1 0/${taken.length - 1}`);
  });
});

describe('the rate', () => {
  it.each([
    [100, 1, 100],
    [100, 2, 50],
    [0, 2, 50],
    [2.5, 2, 1],
    [2.5, 1, 2],
    [1, 11, 1],
    [100, 11, 9],
    [1000, 3, 333],
    [-5, 1, 1],
  ])('%d rps over %d pods is %d a window', (rps, pods, limit) => {
    expect(limitPerPod(rps, pods)).toBe(limit);
  });

  it('takes the first requests of each second', async () => {
    const session = await cluster.tap({ maxRps: 6 });
    cluster.second('web-1', 10);
    cluster.second('web-1', 10);
    await session.until(() => session.events.length >= 18);
    await pause(50);
    expect(idsOf(session)).toEqual([
      'web-1 0/0',
      'web-1 0/1',
      'web-1 0/2',
      'web-1 1/0',
      'web-1 1/1',
      'web-1 1/2',
    ]);
  });

  it('stays in a window until it is full, however long that takes', async () => {
    const session = await cluster.tap({ maxRps: 6 });
    cluster.second('web-1', 1);
    cluster.second('web-1', 1);
    cluster.second('web-1', 1);
    cluster.second('web-1', 1);
    await session.until(() => idsOf(session).length === 4);
    expect(idsOf(session)).toEqual([
      'web-1 0/0',
      'web-1 0/1',
      'web-1 0/2',
      'web-1 1/0',
    ]);
  });

  it('falls silent for a pod whose tapped request lasts', async () => {
    const session = await cluster.tap({ maxRps: 1 });
    cluster.feed.request('web-1', {
      response: { afterMs: 10, status: 200, headers: [] },
      end: { afterMs: 4500, trailers: [] },
    });
    for (let i = 0; i < 4; i++) {
      cluster.second('web-1', 5);
    }
    cluster.second('web-2', 1);
    await session.until(() => idsOf(session).length === 2);
    expect(idsOf(session)).toEqual(['web-1 0/0', 'web-2 0/0']);
    cluster.feed.request('web-1');
    await session.until(() => idsOf(session).length === 3);
    expect(idsOf(session)[2]).toBe('web-1 1/0');
  });

  it('gives ids that are unique only at their proxy', async () => {
    const first = await cluster.tap();
    cluster.feed.request('web-1');
    cluster.feed.request('web-2');
    await first.until(() => idsOf(first).length === 2);
    expect(idsOf(first)).toEqual(['web-1 0/0', 'web-2 0/0']);

    const other = await cluster.tap({ type: 'pod', name: 'web-1' });
    cluster.feed.request('web-1');
    await other.until(() => idsOf(other).length === 1);
    expect(idsOf(other)).toEqual(['web-1 1/0']);
    await first.until(() => idsOf(first).length === 3);
    expect(idsOf(first)[2]).toBe('web-1 0/1');
  });
});

describe('who may tap', () => {
  it('alice, what her role says', async () => {
    const session = await cluster.tap(
      {},
      {
        authorization: 'Bearer alice',
      },
    );
    expect(cluster.faults.openStreams).toBe(1);
    cluster.feed.request('web-1');
    await session.until(() => session.events.length === 1);
    expect(session.answer.status).toBe(200);
  });

  it('somebody whom another one acts as', async () => {
    const session = await cluster.tap(
      {},
      {
        ...ADMIN,
        'impersonate-user': 'alice',
      },
    );
    expect(cluster.faults.openStreams).toBe(1);
    expect(session.bytes).toHaveLength(0);
  });
});
