import { RecordedCluster } from './__testUtils__/recordedCluster';
import { recording } from './__testUtils__/recordings';
import { TapSession } from './__testUtils__/TapSession';

/** Headers that are the same at every run, of all that are recorded. */
const STEADY = [
  'content-type',
  'content-length',
  'linkerd-error',
  'cache-control',
  'x-content-type-options',
];

const USERS: Record<string, Record<string, string>> = {
  admin: { authorization: 'Bearer admin' },
  alice: { authorization: 'Bearer alice' },
  bob: { authorization: 'Bearer bob' },
  'admin impersonating bob': {
    authorization: 'Bearer admin',
    'impersonate-user': 'bob',
  },
};

const cluster = new RecordedCluster();

beforeAll(async () => {
  cluster.installViz();
  cluster.deployment('video', 'videos-web', ['videos-web-1']);
  cluster.deployment('video', 'ingress', ['ingress-1'], { meshed: false });
  cluster.deployment('video', 'no-tap', ['no-tap-54dcc75dd6-mcnzf'], {
    tap: 'disabled',
  });
  cluster.deployment('ops', 'old-timer', ['old-timer-78db5bdf65-nv42z'], {
    tap: 'missing',
  });
  await cluster.start();
});

afterAll(() => cluster.close());
afterEach(() => cluster.faults.set(undefined));

async function replay(name: string, headers?: Record<string, string>) {
  const recorded = recording(name);
  const { method, path, bodyHex, user } = recorded.request;
  const session = new TapSession(
    cluster.url,
    { path, body: Buffer.from(bodyHex, 'hex') },
    headers ?? USERS[user],
    method,
  );
  const answer = await session.whole();
  session.close();
  return { recorded, answer };
}

function steady(headers: Record<string, string>) {
  return Object.fromEntries(
    STEADY.filter(name => name in headers).map(name => [name, headers[name]]),
  );
}

describe('what is not tapped is told as recorded', () => {
  it.each([
    'err-403-from-tap-server',
    'err-403-impersonated',
    'err-403-namespace-tap',
    'err-403-user',
    'err-bad-protobuf',
    'err-body-url-mismatch',
    'err-empty-body',
    'err-get',
    'err-no-match',
    'err-no-such-deployment',
    'err-no-such-namespace',
    'err-tap-disabled',
    'err-tap-not-enabled',
    'err-unknown-kind',
    'err-unmeshed',
    'discovery',
    'discovery-group',
  ])('%s', async name => {
    const { recorded, answer } = await replay(name);
    expect(answer.status).toBe(recorded.status);
    expect(answer.body.toString('latin1')).toBe(
      recorded.body.toString('latin1'),
    );
    expect(steady(answer.headers)).toEqual(steady(recorded.headers));
  });

  it.each([
    ['err-401', { authorization: 'Bearer nobody' }],
    ['err-403-anonymous', {}],
  ])('%s', async (name, headers) => {
    const { recorded, answer } = await replay(name, headers);
    expect(answer.status).toBe(recorded.status);
    expect(answer.body.toString()).toBe(recorded.body.toString());
  });

  it.each(['err-503-tap-down', 'err-503-tap-down-discovery'])(
    '%s',
    async name => {
      cluster.faults.set({ kind: 'down' });
      const { recorded, answer } = await replay(name);
      expect(answer.status).toBe(503);
      expect(answer.body.toString()).toBe(recorded.body.toString());
      expect(steady(answer.headers)).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
      });
    },
  );

  it('err-404-no-viz', async () => {
    cluster.faults.set({ kind: 'absent' });
    const { recorded, answer } = await replay('err-404-no-viz');
    expect(answer.status).toBe(404);
    expect(answer.body.toString()).toBe(recorded.body.toString());
  });
});

describe('a group that nobody serves', () => {
  it('is not there without the viz extension, and unavailable without its pod', async () => {
    const other = new RecordedCluster();
    await other.start();
    const ask = async () => {
      const session = new TapSession(
        other.url,
        { path: '/apis/tap.linkerd.io/v1alpha1', body: Buffer.alloc(0) },
        USERS.admin,
        'GET',
      );
      const { status } = await session.whole();
      session.close();
      return status;
    };
    expect(await ask()).toBe(404);
    other.installViz();
    expect(await ask()).toBe(200);
    other.store.update('endpointslices', 'linkerd-viz', 'tap-abcde', draft => {
      draft.endpoints = [{ conditions: { ready: false } }];
    });
    expect(await ask()).toBe(503);
    await other.close();
  });
});
