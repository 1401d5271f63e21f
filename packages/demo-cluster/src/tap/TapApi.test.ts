import type { ObservedRequest } from '../simulation/observed';
import { encodeEvent } from './events';
import { limitPerPod } from './TapApi';
import type { HttpEventMessage, TapEventMessage } from './messages';
import { RecordedCluster } from './__testUtils__/recordedCluster';
import {
  encodeRequest,
  pause,
  tapRequest,
  TapSession,
  type TapOptions,
} from './__testUtils__/TapSession';

const ADMIN = { authorization: 'Bearer admin' };
const WEB: TapOptions = { namespace: 'video', type: 'deployment', name: 'web' };

let cluster: RecordedCluster;
let sessions: TapSession[];

beforeEach(async () => {
  sessions = [];
  cluster = new RecordedCluster();
  cluster.installViz();
  cluster.object('namespaces', undefined, 'video');
  cluster.deployment(
    'video',
    'web',
    ['web-1', 'web-2'],
    { labels: { app: 'web' } },
    { team: 'video' },
  );
  cluster.deployment('video', 'db', ['db-1'], {}, { team: 'data' });
  cluster.object('services', 'video', 'web', {
    spec: { selector: { app: 'web' } },
  });
  await cluster.start();
});

afterEach(async () => {
  sessions.forEach(session => session.close());
  await cluster.close();
});

/** Opens a tap and waits until the proxies are listened to. */
async function tap(options: Partial<TapOptions> = {}): Promise<TapSession> {
  const before = cluster.faults.openStreams;
  const session = new TapSession(
    cluster.url,
    tapRequest({ ...WEB, ...options }),
    ADMIN,
  );
  sessions.push(session);
  await session.until(
    () => cluster.faults.openStreams > before || session.bytes.length > 0,
  );
  return session;
}

function kindOf({ http }: TapEventMessage): string {
  return Object.keys(http)[0];
}

function idsOf(session: TapSession): string[] {
  return session.events.flatMap(({ http, destinationMeta }) =>
    'requestInit' in http
      ? [
          `${destinationMeta.labels?.pod} ${http.requestInit.id.base ?? 0}/${
            http.requestInit.id.stream ?? 0
          }`,
        ]
      : [],
  );
}

/** Lets a second of requests pass: so many of a pod, evenly. */
function second(podUid: string, requests: number): void {
  for (let i = 0; i < requests; i++) {
    cluster.feed.request(podUid);
    cluster.clock.advance(1000 / requests);
  }
}

describe('the stream', () => {
  it('sends nothing, not even its head, before the first event', async () => {
    const session = await tap();
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
    const session = await tap();
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
    const session = await tap();
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
    const session = await tap({ headers: false });
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
    const session = await tap();
    expect(cluster.feed.watchers('web-1')).toBe(1);
    session.close();
    await session.until(() => cluster.faults.openStreams === 0);
    expect(cluster.feed.watchers('web-1')).toBe(0);
  });

  it('loses events of a client that does not read, and goes on when it does', async () => {
    const session = await tap({ name: 'db', maxRps: 100_000 });
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
    const session = await tap({ maxRps: 6 });
    second('web-1', 10);
    second('web-1', 10);
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
    const session = await tap({ maxRps: 6 });
    second('web-1', 1);
    second('web-1', 1);
    second('web-1', 1);
    second('web-1', 1);
    await session.until(() => idsOf(session).length === 4);
    expect(idsOf(session)).toEqual([
      'web-1 0/0',
      'web-1 0/1',
      'web-1 0/2',
      'web-1 1/0',
    ]);
  });

  it('falls silent for a pod whose tapped request lasts', async () => {
    const session = await tap({ maxRps: 1 });
    cluster.feed.request('web-1', {
      response: { afterMs: 10, status: 200, headers: [] },
      end: { afterMs: 4500, trailers: [] },
    });
    for (let i = 0; i < 4; i++) {
      second('web-1', 5);
    }
    second('web-2', 1);
    await session.until(() => idsOf(session).length === 2);
    expect(idsOf(session)).toEqual(['web-1 0/0', 'web-2 0/0']);
    cluster.feed.request('web-1');
    await session.until(() => idsOf(session).length === 3);
    expect(idsOf(session)[2]).toBe('web-1 1/0');
  });

  it('gives ids that are unique only at their proxy', async () => {
    const first = await tap();
    cluster.feed.request('web-1');
    cluster.feed.request('web-2');
    await first.until(() => idsOf(first).length === 2);
    expect(idsOf(first)).toEqual(['web-1 0/0', 'web-2 0/0']);

    const other = await tap({ type: 'pod', name: 'web-1' });
    cluster.feed.request('web-1');
    await other.until(() => idsOf(other).length === 1);
    expect(idsOf(other)).toEqual(['web-1 1/0']);
    await first.until(() => idsOf(first).length === 3);
    expect(idsOf(first)[2]).toBe('web-1 0/1');
  });
});

describe('the targets', () => {
  const tapped = async (options: Partial<TapOptions>) => {
    const session = await tap(options);
    const found = ['web-1', 'web-2', 'db-1', 'tap-0'].filter(
      pod => cluster.feed.watchers(pod) > 0,
    );
    session.close();
    await session.until(() => cluster.faults.openStreams === 0);
    return found;
  };

  it.each<[string, Partial<TapOptions>, string[]]>([
    ['a deployment', {}, ['web-1', 'web-2']],
    ['a pod', { type: 'pod', name: 'web-2' }, ['web-2']],
    ['a ReplicaSet', { type: 'replicaset', name: 'db-1' }, ['db-1']],
    ['a Service', { type: 'service', name: 'web' }, ['web-1', 'web-2']],
    ['a namespace', { type: 'namespace' }, ['web-1', 'web-2', 'db-1']],
    ['all deployments', { name: '' }, ['web-1', 'web-2', 'db-1']],
    [
      'deployments by label',
      { name: '', labelSelector: 'team=data' },
      ['db-1'],
    ],
    ['all pods', { type: 'pod', name: '' }, ['web-1', 'web-2', 'db-1']],
  ])('are the pods of %s', async (_, options, pods) => {
    expect(await tapped(options)).toEqual(pods);
  });

  it('are the pods of a CronJob that runs', async () => {
    const uid = cluster.object('cronjobs', 'video', 'report');
    const job = cluster.object('jobs', 'video', 'report-1', {
      owner: { kind: 'CronJob', uid },
    });
    cluster.pod('video', 'report-1-done', {
      phase: 'Succeeded',
      owner: { kind: 'Job', uid: job },
    });
    const failed = await tap({ type: 'cronjob', name: 'report' });
    expect(failed.answer.body.toString('utf8', 6)).toBe(
      'no pods to tap for type="cronjob" name="report"\n',
    );
    cluster.pod('video', 'web-3', { owner: { kind: 'Job', uid: job } });
    await tap({ type: 'cronjob', name: 'report' });
    expect(cluster.feed.watchers('web-3')).toBe(1);
    expect(cluster.feed.watchers('report-1-done')).toBe(0);
  });

  it('are settled at the start: what comes later is not tapped, what goes is not missed', async () => {
    const session = await tap({ name: 'db' });
    cluster.store.delete('pods', 'video', 'db-1');
    const [replicaSet] = cluster.store
      .list('replicasets', 'video')
      .filter(({ metadata }) => metadata.name === 'db-1');
    cluster.pod('video', 'db-2', {
      owner: { kind: 'ReplicaSet', uid: replicaSet.metadata.uid },
    });
    cluster.feed.request('db-2');
    cluster.clock.advance(60_000);
    await pause(50);
    expect(session.bytes).toHaveLength(0);
    expect(session.isClosed).toBe(false);
  });

  it.each(['unreachable', 'hangs'] as const)(
    'stay silent without a word where a pod %s',
    async how => {
      cluster.reachability.set('web-1', how);
      const session = await tap();
      cluster.feed.request('web-1');
      cluster.feed.request('web-2');
      await session.until(() => session.events.length > 0);
      await pause(50);
      expect(idsOf(session)).toEqual(['web-2 0/0']);
    },
  );

  it('stay silent where they have not started yet', async () => {
    cluster.deployment('video', 'late', ['late-1'], { phase: 'Pending' });
    const session = await tap({ name: 'late' });
    cluster.feed.request('late-1');
    await pause(50);
    expect(session.bytes).toHaveLength(0);
  });
});

describe('the filters', () => {
  const outbound: Partial<ObservedRequest> = {
    direction: 'outbound',
    destination: {
      ip: '10.244.1.7',
      port: 8080,
      labels: { namespace: 'video', deployment: 'api', service: 'api-v1' },
    },
  };
  const to = (type: string, name: string, namespace = 'video') => ({
    destinations: {
      resource:
        type === 'namespace' ? { type, name } : { type, name, namespace },
    },
  });

  it.each<[string, TapOptions['matches'], Partial<ObservedRequest>, boolean]>([
    ['nothing asked', [], {}, true],
    ['method', [{ http: { method: 'GET' } }], {}, true],
    ['method in lower case', [{ http: { method: 'get' } }], {}, true],
    ['other method', [{ http: { method: 'POST' } }], {}, false],
    ['scheme', [{ http: { scheme: 'http' } }], {}, true],
    ['other scheme', [{ http: { scheme: 'HTTPS' } }], {}, false],
    ['authority', [{ http: { authority: 'web:8080' } }], {}, true],
    ['authority without port', [{ http: { authority: 'web' } }], {}, false],
    ['path', [{ http: { path: '/watch/42' } }], {}, true],
    ['path prefix', [{ http: { path: '/wat' } }], {}, true],
    ['path with query', [{ http: { path: '/watch/42?q=1' } }], {}, false],
    ['destination of inbound', [to('deployment', 'api')], {}, false],
    ['destination', [to('deployment', 'api')], outbound, true],
    ['other namespace', [to('deployment', 'api', 'ops')], outbound, false],
    ['backend service', [to('service', 'api-v1')], outbound, true],
    ['parent service', [to('service', 'api')], outbound, false],
    ['namespace', [to('namespace', 'video')], outbound, true],
    [
      'job, by its label',
      [to('job', 'migrate')],
      {
        ...outbound,
        destination: {
          ip: '10.244.1.7',
          port: 8080,
          labels: { namespace: 'video', k8s_job: 'migrate' },
        },
      },
      true,
    ],
    [
      'all of several',
      [{ http: { method: 'GET' } }, { http: { path: '/nope' } }],
      {},
      false,
    ],
  ])('%s', async (_, matches, request, isTapped) => {
    const session = await tap({ matches });
    cluster.feed.request('web-1', request);
    await pause(40);
    expect(session.bytes.length > 0).toBe(isTapped);
  });

  it.each([
    ['any', { any: {} }, 'unexpected match specified: any:{}'],
    ['not', { not: { all: {} } }, 'unexpected match specified: not:{}'],
  ])('%s is not understood', async (_, match, error) => {
    const { path } = tapRequest(WEB);
    const session = new TapSession(
      cluster.url,
      {
        path,
        body: encodeRequest({
          target: {
            resource: { namespace: 'video', type: 'deployment', name: 'web' },
          },
          match,
        }),
      },
      ADMIN,
    );
    const answer = await session.whole();
    session.close();
    expect(answer.headers['linkerd-error']).toBe('Internal Server Error');
    expect(answer.body.toString('utf8', 6)).toBe(error);
  });
});

describe('the faults', () => {
  const threeRequests = () => {
    for (let i = 0; i < 3; i++) {
      cluster.feed.request('web-1');
    }
  };

  it('cut between frames: no last chunk', async () => {
    cluster.faults.set({ kind: 'cut', afterFrames: 2 });
    const session = await tap();
    threeRequests();
    await session.closed();
    expect(session.events).toHaveLength(2);
    expect(session.answer.isWhole).toBe(false);
  });

  it('cut in the middle of a frame', async () => {
    cluster.faults.set({ kind: 'cut', afterFrames: 1, midFrame: true });
    const session = await tap();
    threeRequests();
    await session.closed();
    const whole = encodeEvent(session.events[0]).length + 4;
    expect(session.events).toHaveLength(1);
    expect(session.answer.body.length).toBeGreaterThan(whole + 4);
    expect(session.answer.isWhole).toBe(false);
  });

  it('claim a frame of 4 GB', async () => {
    cluster.faults.set({ kind: 'oversize', afterFrames: 1 });
    const session = await tap();
    threeRequests();
    await session.until(() => session.events.length === 1);
    const first = encodeEvent(session.events[0]).length + 4;
    await session.until(() => session.answer.body.length > first + 4);
    expect(session.answer.body.readUInt32LE(first)).toBe(0xffff_fff0);
  });

  it('never say a word', async () => {
    cluster.faults.set({ kind: 'silent' });
    const session = await tap();
    threeRequests();
    await pause(50);
    expect(session.bytes).toHaveLength(0);
    expect(session.isClosed).toBe(false);
  });

  it('refuse with a text of their own', async () => {
    cluster.faults.set({ kind: 'refuse', message: 'out of order' });
    const session = await tap();
    expect(session.answer.status).toBe(200);
    expect(session.answer.headers['linkerd-error']).toBe(
      'Internal Server Error',
    );
    expect(session.answer.body.toString('utf8', 6)).toBe('out of order');
  });

  it('hold for taps that begin later', async () => {
    const session = await tap();
    cluster.faults.set({ kind: 'silent' });
    threeRequests();
    await session.until(() => session.events.length === 3);
    expect(session.isClosed).toBe(false);
  });

  it('cut what is open when the tap server’s pod goes away', async () => {
    const session = await tap();
    const idle = await tap({ name: 'db' });
    cluster.feed.request('web-1');
    await session.until(() => session.events.length === 1);
    cluster.store.delete('pods', 'video', 'db-1');
    await pause(20);
    expect(session.isClosed).toBe(false);
    cluster.store.delete('pods', 'linkerd-viz', 'tap-0');
    await Promise.all([session.closed(), idle.closed()]);
    expect(session.answer.isWhole).toBe(false);
    expect(idle.bytes).toHaveLength(0);
  });
});

describe('who may tap', () => {
  it('alice, what her role says', async () => {
    const session = new TapSession(cluster.url, tapRequest(WEB), {
      authorization: 'Bearer alice',
    });
    sessions.push(session);
    await session.until(() => cluster.faults.openStreams === 1);
    cluster.feed.request('web-1');
    await session.until(() => session.events.length === 1);
    expect(session.answer.status).toBe(200);
  });

  it('somebody whom another one acts as', async () => {
    const session = new TapSession(cluster.url, tapRequest(WEB), {
      ...ADMIN,
      'impersonate-user': 'alice',
    });
    sessions.push(session);
    await session.until(() => cluster.faults.openStreams === 1);
    expect(session.bytes).toHaveLength(0);
  });
});
