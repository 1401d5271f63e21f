import { encodeEvent } from './events';
import { pause } from './__testUtils__/TapSession';
import { WebCluster } from './__testUtils__/WebCluster';

let cluster: WebCluster;

beforeEach(async () => {
  cluster = await WebCluster.start();
});

afterEach(() => cluster.close());

describe('the faults', () => {
  const threeRequests = () => {
    for (let i = 0; i < 3; i++) {
      cluster.feed.request('web-1');
    }
  };

  it('cut between frames: no last chunk', async () => {
    cluster.faults.set({ kind: 'cut', afterFrames: 2 });
    const session = await cluster.tap();
    threeRequests();
    await session.closed();
    expect(session.events).toHaveLength(2);
    expect(session.answer.isWhole).toBe(false);
  });

  it('cut in the middle of a frame', async () => {
    cluster.faults.set({ kind: 'cut', afterFrames: 1, midFrame: true });
    const session = await cluster.tap();
    threeRequests();
    await session.closed();
    const whole = encodeEvent(session.events[0]).length + 4;
    expect(session.events).toHaveLength(1);
    expect(session.answer.body.length).toBeGreaterThan(whole + 4);
    expect(session.answer.isWhole).toBe(false);
  });

  it('claim a frame of 4 GB', async () => {
    cluster.faults.set({ kind: 'oversize', afterFrames: 1 });
    const session = await cluster.tap();
    threeRequests();
    await session.until(() => session.events.length === 1);
    const first = encodeEvent(session.events[0]).length + 4;
    await session.until(() => session.answer.body.length > first + 4);
    expect(session.answer.body.readUInt32LE(first)).toBe(0xffff_fff0);
  });

  it('never say a word', async () => {
    cluster.faults.set({ kind: 'silent' });
    const session = await cluster.tap();
    threeRequests();
    await pause(50);
    expect(session.bytes).toHaveLength(0);
    expect(session.isClosed).toBe(false);
  });

  it('refuse with a text of their own', async () => {
    cluster.faults.set({ kind: 'refuse', message: 'out of order' });
    const session = await cluster.tap();
    expect(session.answer.status).toBe(200);
    expect(session.answer.headers['linkerd-error']).toBe(
      'Internal Server Error',
    );
    expect(session.answer.body.toString('utf8', 6)).toBe('out of order');
  });

  it('hold for taps that begin later', async () => {
    const session = await cluster.tap();
    cluster.faults.set({ kind: 'silent' });
    threeRequests();
    await session.until(() => session.events.length === 3);
    expect(session.isClosed).toBe(false);
  });

  it('cut what is open when the tap server’s pod goes away', async () => {
    const session = await cluster.tap();
    const idle = await cluster.tap({ name: 'db' });
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
