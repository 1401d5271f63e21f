import type {
  TapEnd,
  TapOpen,
} from '@backstage-mesh/plugin-service-mesh-common';
import { SimulatedRequest, requestEvents } from '../__fixtures__/tapEvents';
import type { TapHandlers } from '../api';
import { NO_FILTER } from './filterRows';
import { ROW_LIMIT, TapSession } from './TapSession';

const OPEN: TapOpen = {
  target: { cluster: 'c', namespace: 'n', kind: 'Deployment', name: 'd' },
  pods: ['a'],
  maxRps: 100,
  expiresAt: '2026-01-01T00:00:00Z',
};

function request(stream: number): SimulatedRequest {
  return {
    direction: 'OUTBOUND',
    peer: 'videos-api',
    method: 'GET',
    path: '/',
    status: 200,
    latencyMs: 1,
    stream,
    replica: 0,
  };
}

function run() {
  let handlers: TapHandlers | undefined;
  let finish: (error?: Error) => void = () => {};
  let signal: AbortSignal | undefined;
  const start = (given: TapHandlers, aborted: AbortSignal) => {
    handlers = given;
    signal = aborted;
    return new Promise<void>((resolve, reject) => {
      finish = error => (error ? reject(error) : resolve());
    });
  };
  return {
    start,
    get handlers() {
      return handlers as TapHandlers;
    },
    get signal() {
      return signal as AbortSignal;
    },
    end: (error?: Error) => finish(error),
    send: (...streams: number[]) =>
      handlers?.onEvents(
        streams.flatMap(stream => requestEvents(request(stream), Date.now())),
      ),
  };
}

describe('TapSession', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('goes from starting to live, and shows what came in batches', async () => {
    const session = new TapSession();
    const changes = jest.fn();
    const tap = run();
    session.subscribe(changes);
    session.start(tap.start);
    expect(session.getSnapshot().phase).toBe('starting');
    tap.handlers.onOpen(OPEN);
    expect(session.getSnapshot()).toMatchObject({ phase: 'live', open: OPEN });

    changes.mockClear();
    for (let stream = 0; stream < 200; stream += 1) {
      tap.send(stream);
    }
    expect(changes).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(200);
    expect(changes).toHaveBeenCalledTimes(1);
    expect(session.getSnapshot()).toMatchObject({ received: 200 });
    expect(session.getSnapshot().rows).toHaveLength(200);
  });

  it('counts the rate over the last seconds', async () => {
    const session = new TapSession();
    const tap = run();
    session.start(tap.start);
    tap.handlers.onOpen(OPEN);
    for (let step = 0; step < 40; step += 1) {
      tap.send(step * 2, step * 2 + 1);
      await jest.advanceTimersByTimeAsync(100);
    }
    expect(session.getSnapshot().requestsPerSecond).toBeCloseTo(20, 0);
  });

  it('keeps the list while paused, and says how much waits', async () => {
    const session = new TapSession();
    const tap = run();
    session.start(tap.start);
    tap.send(1);
    await jest.advanceTimersByTimeAsync(200);
    session.setPaused(true);
    tap.send(2, 3);
    await jest.advanceTimersByTimeAsync(200);
    expect(session.getSnapshot().rows).toHaveLength(1);
    expect(session.getSnapshot().waiting).toBe(2);
    session.setPaused(false);
    expect(session.getSnapshot().rows).toHaveLength(3);
    expect(session.getSnapshot().waiting).toBe(0);
  });

  it('adds up what was dropped, by whom', async () => {
    const session = new TapSession();
    const tap = run();
    session.start(tap.start);
    tap.handlers.onDropped({ count: 3, total: 3, by: 'viewer' });
    tap.handlers.onDropped({ count: 4, total: 7, by: 'viewer' });
    tap.handlers.onDropped({ count: 2, total: 2, by: 'backend' });
    await jest.advanceTimersByTimeAsync(200);
    expect(session.getSnapshot().dropped).toEqual({ viewer: 7, backend: 2 });
  });

  it('ends with the reason of the backend, or with the error', async () => {
    const session = new TapSession();
    const tap = run();
    session.start(tap.start);
    tap.send(1);
    const end = {
      reason: 'expired',
      message: 'ten minutes',
      retry: true,
    } as const;
    tap.handlers.onEnd(end);
    tap.end();
    await jest.advanceTimersByTimeAsync(0);
    expect(session.getSnapshot()).toMatchObject({ phase: 'ended', end });
    expect(session.getSnapshot().rows).toHaveLength(1);

    const next = run();
    session.start(next.start);
    next.end(new Error('refused'));
    await jest.advanceTimersByTimeAsync(0);
    expect(session.getSnapshot()).toMatchObject({
      phase: 'ended',
      error: new Error('refused'),
      rows: [],
    });
  });

  it('closes the stream when stopped, started anew or disposed', async () => {
    const session = new TapSession();
    const [first, second, third] = [run(), run(), run()];
    session.start(first.start);
    session.start(second.start);
    expect(first.signal.aborted).toBe(true);
    first.send(1);
    await jest.advanceTimersByTimeAsync(200);
    expect(session.getSnapshot().received).toBe(0);
    session.stop();
    expect(second.signal.aborted).toBe(true);
    expect(session.getSnapshot().phase).toBe('ended');
    session.start(third.start);
    session.dispose();
    expect(third.signal.aborted).toBe(true);
  });

  it('clears what was received and goes on', async () => {
    const session = new TapSession();
    const tap = run();
    session.start(tap.start);
    tap.send(1);
    await jest.advanceTimersByTimeAsync(200);
    session.clear();
    expect(session.getSnapshot().rows).toEqual([]);
    tap.send(2);
    await jest.advanceTimersByTimeAsync(200);
    expect(session.getSnapshot().rows).toHaveLength(1);
  });

  const REPLACED = {
    reason: 'target-replaced',
    message: 'gone',
    retry: true,
  } as const;

  it('goes on with the new pods where the old ones were replaced, and keeps its rows', async () => {
    const session = new TapSession();
    const taps = [run(), run()];
    let runs = 0;
    session.start((...given) => {
      runs += 1;
      return taps[runs - 1].start(...given);
    });
    taps[0].handlers.onOpen(OPEN);
    taps[0].send(1);
    taps[0].handlers.onEnd(REPLACED);
    taps[0].end();
    await jest.advanceTimersByTimeAsync(400);
    expect(runs).toBe(1);
    expect(session.getSnapshot()).toMatchObject({ phase: 'starting' });
    expect(session.getSnapshot().end).toBeUndefined();
    await jest.advanceTimersByTimeAsync(200);
    expect(runs).toBe(2);
    taps[1].handlers.onOpen({ ...OPEN, pods: ['b'] });
    taps[1].send(1);
    await jest.advanceTimersByTimeAsync(200);
    expect(session.getSnapshot()).toMatchObject({
      phase: 'live',
      open: { pods: ['b'] },
      received: 2,
    });
    expect(session.getSnapshot().resumed?.after).toBe('target-replaced');
    expect(session.getSnapshot().rows).toHaveLength(2);
  });

  it('goes on where the portal restarts, though it is away for a moment', async () => {
    const session = new TapSession();
    const taps = [run(), undefined, run()];
    let runs = 0;
    session.start((...given) => {
      runs += 1;
      return (
        taps[runs - 1]?.start(...given) ??
        Promise.reject(new Error('502 Bad Gateway'))
      );
    });
    taps[0]?.handlers.onOpen(OPEN);
    taps[0]?.send(1);
    taps[0]?.handlers.onEnd({
      reason: 'shutdown',
      message: 'restarting',
      retry: true,
    });
    taps[0]?.end();
    await jest.advanceTimersByTimeAsync(600);
    expect(runs).toBe(2);
    expect(session.getSnapshot()).toMatchObject({ phase: 'starting' });
    await jest.advanceTimersByTimeAsync(2_000);
    taps[2]?.handlers.onOpen(OPEN);
    taps[2]?.send(2);
    await jest.advanceTimersByTimeAsync(200);
    expect(session.getSnapshot()).toMatchObject({
      phase: 'live',
      received: 2,
      resumed: { after: 'shutdown' },
    });
    expect(session.getSnapshot().error).toBeUndefined();
    expect(session.getSnapshot().rows).toHaveLength(2);
  });

  it.each<TapEnd['reason']>(['idle', 'sign-in-over'])(
    'goes on unseen where its stream alone ended (%s), until its longest time',
    async reason => {
      const session = new TapSession();
      const open = {
        ...OPEN,
        expiresAt: new Date(Date.now() + 300_000).toISOString(),
      };
      const taps = [run(), run(), run()];
      let runs = 0;
      session.start((...given) => {
        runs += 1;
        return taps[runs - 1].start(...given);
      });
      taps[0].handlers.onOpen(open);
      const { startedAt } = session.getSnapshot();
      const silent = { reason, message: 'the stream is over', retry: true };
      const fallSilent = async (index: number) => {
        await jest.advanceTimersByTimeAsync(160_000);
        taps[index].handlers.onEnd(silent);
        taps[index].end();
        await jest.advanceTimersByTimeAsync(0);
      };
      await fallSilent(0);
      expect(runs).toBe(2);
      expect(session.getSnapshot()).toMatchObject({ phase: 'live', open });
      taps[1].handlers.onOpen({ ...open, pods: ['b'] });
      taps[1].send(1);
      await jest.advanceTimersByTimeAsync(200);
      expect(session.getSnapshot()).toMatchObject({
        phase: 'live',
        startedAt,
        open: { pods: ['b'] },
        received: 1,
      });
      expect(session.getSnapshot().resumed).toBeUndefined();
      expect(session.getSnapshot().end).toBeUndefined();

      await fallSilent(1);
      expect(runs).toBe(2);
      expect(session.getSnapshot()).toMatchObject({
        phase: 'ended',
        end: silent,
      });
    },
  );

  it('does not try for ever to find new pods, and says why it ended', async () => {
    const session = new TapSession();
    let runs = 0;
    session.start(handlers => {
      runs += 1;
      if (runs === 1) {
        handlers.onOpen(OPEN);
        handlers.onEnd(REPLACED);
        return Promise.resolve();
      }
      return Promise.reject(new Error('no pods to tap'));
    });
    await jest.advanceTimersByTimeAsync(120_000);
    expect(runs).toBe(7);
    expect(session.getSnapshot()).toMatchObject({
      phase: 'ended',
      error: new Error('no pods to tap'),
    });
  });

  it('can be stopped while it waits for new pods', async () => {
    const session = new TapSession();
    const tap = run();
    const start = jest.fn(tap.start);
    session.start(start);
    tap.handlers.onOpen(OPEN);
    tap.handlers.onEnd(REPLACED);
    tap.end();
    await jest.advanceTimersByTimeAsync(0);
    session.stop('hidden');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(start).toHaveBeenCalledTimes(1);
    expect(session.getSnapshot()).toMatchObject({
      phase: 'ended',
      stoppedBy: 'hidden',
    });
  });

  it('keeps what matches the filter when newer requests come, until the filter goes', async () => {
    const session = new TapSession();
    const tap = run();
    session.start(tap.start);
    session.setFilter({ ...NO_FILTER, slowerThan: 1000 });
    tap.handlers.onEvents(
      requestEvents({ ...request(0), latencyMs: 1500 }, Date.now()),
    );
    for (let stream = 1; stream <= ROW_LIMIT + 500; stream += 1) {
      tap.send(stream);
    }
    await jest.advanceTimersByTimeAsync(200);
    const { rows, matching } = session.getSnapshot();
    expect(rows).toHaveLength(ROW_LIMIT + 1);
    expect(rows[ROW_LIMIT]).toMatchObject({ sequence: 1, latencyMs: 1500 });
    expect(matching).toEqual({ kept: 1, gone: 0 });
    session.setFilter({ ...NO_FILTER });
    expect(session.getSnapshot().rows).toHaveLength(ROW_LIMIT);
    expect(session.getSnapshot().matching).toEqual({ kept: 0, gone: 0 });
  });

  it('counts the calls of all that came, not of what is kept', async () => {
    const session = new TapSession();
    const tap = run();
    session.start(tap.start);
    tap.handlers.onOpen(OPEN);
    for (let stream = 0; stream < ROW_LIMIT + 500; stream += 1) {
      tap.send(stream);
    }
    await jest.advanceTimersByTimeAsync(1000);
    const { rows, calls } = session.getSnapshot();
    expect(rows).toHaveLength(ROW_LIMIT);
    expect(calls.route.groups[0].requests).toBe(ROW_LIMIT + 500);
  });
});
