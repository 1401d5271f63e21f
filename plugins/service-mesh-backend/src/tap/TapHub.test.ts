import { mockServices } from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import {
  MeshTapError,
  MeshTapErrorReason,
} from '@backstage-mesh/plugin-service-mesh-node';
import { TapConfig } from '../config';
import { TapHub, TapJoin } from './TapHub';
import { TapMessage } from './TapMessage';
import { TapViewer } from './TapViewer';
import {
  ControlledMesh,
  PodList,
  tapEvent,
  WORKLOAD,
} from './__testUtils__/controlledMesh';

const CONFIG: TapConfig = {
  webSocket: false,
  maxPerUser: 3,
  maxPerCluster: 2,
  maxLifetimeMs: 60_000,
  recheckIntervalMs: 10_000,
  maxRps: 100,
  allowedHeaders: [],
  maskedPaths: [],
  allowedQueryParameters: [],
  consent: { selectorMatches: false, namespaceOwners: [] },
};

describe('TapHub', () => {
  let mesh: ControlledMesh;
  let pods: PodList;
  let hub: TapHub;
  /** What was switched off, by cluster and namespace. */
  let off: Record<string, string>;
  let switched: () => void;

  beforeEach(() => {
    jest.useFakeTimers();
    mesh = new ControlledMesh();
    off = {};
    pods = new PodList();
    hub = new TapHub({
      config: CONFIG,
      redact: event => ({ ...event, receivedAt: 99 }),
      switches: {
        tapOff: (cluster, namespace) => off[`${cluster}/${namespace}`],
        subscribe: listener => {
          switched = listener;
          return () => {};
        },
      },
      logger: mockServices.logger.mock(),
    });
  });

  afterEach(async () => {
    hub.close();
    await jest.advanceTimersByTimeAsync(2_000);
    jest.useRealTimers();
  });

  function join(
    changes: Partial<TapJoin> = {},
    tap: Partial<TapJoin['tap']> = {},
  ): TapViewer {
    return hub.join({
      mesh,
      snapshot: () => pods.snapshot(),
      tap: {
        target: WORKLOAD,
        maxRps: 100,
        identity: { type: 'service-account' },
        ...tap,
      },
      user: 'user:default/jane',
      present: async event => event,
      recheck: async () => {},
      ...changes,
    });
  }

  /** All that waits for a viewer now. */
  async function read(viewer: TapViewer): Promise<TapMessage[]> {
    const messages: TapMessage[] = [];
    for (;;) {
      await jest.advanceTimersByTimeAsync(0);
      const next = viewer.next(1);
      await jest.advanceTimersByTimeAsync(1);
      const message = await next;
      if (!message) {
        viewer.close();
      }
      if (!message || message === 'idle') {
        return messages;
      }
      messages.push(message);
    }
  }

  it('should tell the pods and the limits before anything comes', async () => {
    const viewer = join();
    expect(await read(viewer)).toEqual([
      {
        type: 'open',
        data: {
          target: WORKLOAD,
          pods: ['web-1', 'web-2'],
          maxRps: 100,
          expiresAt: new Date(Date.now() - 2 + 60_000).toISOString(),
        },
      },
    ]);
  });

  it('should end at once what is switched off while it is open, and nothing else', async () => {
    const video = join();
    const shop = join(
      { user: 'user:default/joe' },
      { target: { ...WORKLOAD, namespace: 'shop' } },
    );
    off['east/shop'] = 'Live tap is switched off';
    switched();
    expect((await read(shop)).at(-1)).toEqual({
      type: 'end',
      data: {
        reason: 'switched-off',
        message: 'Live tap is switched off',
        retry: false,
      },
    });
    expect(mesh.open).toBe(1);
    mesh.taps[0].emit(tapEvent(1));
    expect(await read(video)).toHaveLength(2);
  });

  it('should begin nothing that was switched off while it was checked', () => {
    off['east/video'] = 'Live tap is switched off';
    expect(() => join()).toThrow('Live tap is switched off');
    expect(mesh.open).toBe(0);
  });

  it('should ask the mesh once for viewers that ask for the same', async () => {
    const viewers = [join(), join({ user: 'user:default/joe' })];
    expect(mesh.taps).toHaveLength(1);
    mesh.taps[0].emit(tapEvent(1));
    for (const viewer of viewers) {
      expect((await read(viewer)).slice(1)).toEqual([
        { type: 'tap', data: { ...tapEvent(1), receivedAt: 99 } },
      ]);
    }
  });

  it.each<[string, Partial<TapJoin['tap']>]>([
    [
      'another identity',
      { identity: { type: 'impersonate', user: 'a', groups: [] } },
    ],
    ['another filter', { path: '/x' }],
    ['another target', { target: { ...WORKLOAD, kind: 'StatefulSet' } }],
    ['another limit', { maxRps: 1 }],
    [
      'a destination',
      { to: { namespace: 'video', kind: 'Deployment', name: 'api' } },
    ],
  ])('should not share a tap with %s', (_, tap) => {
    join();
    join({}, tap);
    expect(mesh.taps).toHaveLength(2);
  });

  it('should show each viewer only what it may see', async () => {
    const viewer = join({
      present: async event => ({ ...event, source: { ip: '', port: 0 } }),
    });
    const other = join();
    mesh.taps[0].emit(tapEvent(1));
    expect((await read(viewer))[1].data).toMatchObject({
      source: { ip: '', port: 0 },
    });
    expect((await read(other))[1].data).toMatchObject({
      source: { ip: '10.0.0.1' },
    });
  });

  it('should close the upstream within a second of the last viewer leaving', async () => {
    const viewers = [join(), join()];
    viewers[0].close();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(mesh.open).toBe(1);
    viewers[1].close();
    await jest.advanceTimersByTimeAsync(999);
    expect(mesh.open).toBe(0);
    expect(hub.upstreamCount).toBe(0);
  });

  it('should go on with the same upstream for a viewer that comes back at once', async () => {
    join().close();
    await jest.advanceTimersByTimeAsync(300);
    const viewer = join();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(mesh.taps).toHaveLength(1);
    mesh.taps[0].emit(tapEvent(1));
    expect(await read(viewer)).toHaveLength(2);
  });

  it('should drop for a slow viewer alone, and say how much', async () => {
    const slow = join();
    const fast = join();
    await read(slow);
    await read(fast);
    let received = 0;
    for (let batch = 0; batch < 3; batch++) {
      for (let i = 0; i < 500; i++) {
        mesh.taps[0].emit(tapEvent(batch * 500 + i));
      }
      received += (await read(fast)).length;
    }
    expect(received).toBe(1500);
    const messages = await read(slow);
    expect(messages[0]).toEqual({
      type: 'dropped',
      data: { count: 500, total: 500, by: 'viewer' },
    });
    expect(messages).toHaveLength(1001);
    expect(messages[1].data).toMatchObject({
      event: { requestInit: { id: { stream: 500 } } },
    });
    expect(slow.counts).toEqual({ sent: 1000, rows: 1000, dropped: 500 });
  });

  it('should limit the taps of a user and the upstreams of a cluster', () => {
    join({}, { path: '/1' });
    join({}, { path: '/2' });
    expect(() => join({ user: 'user:default/joe' }, { path: '/3' })).toThrow(
      expect.objectContaining({
        statusCode: 429,
        message: expect.stringContaining('cluster "east" has 2 live taps'),
      }),
    );
    join({}, { path: '/1' });
    expect(() => join({}, { path: '/1' })).toThrow(
      expect.objectContaining({
        statusCode: 429,
        message: expect.stringContaining('You have 3 live taps'),
      }),
    );
    expect(mesh.taps).toHaveLength(2);
  });

  it('should end a viewer when its time is over, and leave the others', async () => {
    const first = join();
    await read(first);
    await jest.advanceTimersByTimeAsync(30_000);
    const second = join();
    await read(second);
    await jest.advanceTimersByTimeAsync(30_001);
    expect(await read(first)).toEqual([
      {
        type: 'end',
        data: { reason: 'expired', message: expect.any(String), retry: true },
      },
    ]);
    expect(await read(second)).toEqual([]);
    expect(mesh.open).toBe(1);
  });

  it('should end a viewer with its sign-in, without which nothing can be checked', async () => {
    const viewer = join({ until: new Date(Date.now() + 20_000) });
    await read(viewer);
    await jest.advanceTimersByTimeAsync(19_000);
    expect(await read(viewer)).toEqual([]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await read(viewer)).toEqual([
      {
        type: 'end',
        data: {
          reason: 'sign-in-over',
          message: expect.stringContaining('start it again'),
          retry: true,
        },
      },
    ]);
  });

  it('should close a viewer that nobody reads some seconds after its end', async () => {
    join({ user: 'user:default/gone' });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(mesh.open).toBe(1);
    await jest.advanceTimersByTimeAsync(6_000);
    expect(mesh.open).toBe(0);
    expect(hub.upstreamCount).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('should close a viewer for which it can not be found out what it may see', async () => {
    const viewer = join({ present: () => new Promise(() => {}) });
    await read(viewer).then(messages => expect(messages).toHaveLength(1));
    mesh.taps[0].emit(tapEvent(1));
    const next = viewer.next(1);
    await jest.advanceTimersByTimeAsync(66_000);
    expect(await next).toBeUndefined();
    expect(mesh.open).toBe(0);
    expect(viewer.counts.sent).toBe(0);
  });

  it('should end a viewer that may no longer see the tap', async () => {
    const recheck = jest.fn(async () => {});
    const viewer = join({ recheck });
    await read(viewer);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(recheck).toHaveBeenCalledTimes(1);
    recheck.mockRejectedValue(new NotAllowedError('no'));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await read(viewer)).toEqual([
      {
        type: 'end',
        data: {
          reason: 'no-longer-allowed',
          message: 'You may no longer tap this workload.',
          retry: false,
        },
      },
    ]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(mesh.open).toBe(0);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(recheck).toHaveBeenCalledTimes(2);
  });

  it('should bear one check that fails, and no second one', async () => {
    const recheck = jest.fn(async () => {});
    const viewer = join({ recheck });
    await read(viewer);
    recheck.mockRejectedValueOnce(new Error('busy'));
    await jest.advanceTimersByTimeAsync(20_000);
    expect(await read(viewer)).toEqual([]);
    recheck.mockRejectedValue(new Error('busy'));
    await jest.advanceTimersByTimeAsync(20_000);
    expect(await read(viewer)).toEqual([
      {
        type: 'end',
        data: {
          reason: 'no-longer-allowed',
          message: expect.stringContaining('could not be checked'),
          retry: true,
        },
      },
    ]);
  });

  it('should take a check that gives no answer for one that failed', async () => {
    const viewer = join({ recheck: () => new Promise(() => {}) });
    await read(viewer);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(await read(viewer)).toEqual([]);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await read(viewer)).toEqual([
      {
        type: 'end',
        data: expect.objectContaining({
          message: expect.stringContaining('could not be checked'),
        }),
      },
    ]);
  });

  it('should tell a mesh that fails before it taps, and forget it', async () => {
    const tap = jest.spyOn(mesh, 'tap').mockImplementationOnce(() => {
      throw new MeshTapError('Do this.', 'unavailable');
    });
    const viewer = join();
    expect((await read(viewer)).at(-1)).toEqual({
      type: 'end',
      data: { reason: 'upstream-error', message: 'Do this.', retry: true },
    });
    expect(hub.upstreamCount).toBe(0);
    join();
    expect(tap).toHaveBeenCalledTimes(2);
    expect(mesh.open).toBe(1);
  });

  it('should end when all tapped pods are gone, and not before', async () => {
    const viewer = join();
    await read(viewer);
    pods.uids = { 'web-2': 'u2', 'web-3': 'u3' };
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await read(viewer)).toEqual([]);
    // The name lives on in another pod, as in a StatefulSet.
    pods.uids = { 'web-2': 'u4', 'web-3': 'u3' };
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await read(viewer)).toEqual([
      {
        type: 'end',
        data: expect.objectContaining({
          reason: 'target-replaced',
          retry: true,
        }),
      },
    ]);
    expect(mesh.open).toBe(0);
    expect(join()).toBeDefined();
    expect(mesh.taps).toHaveLength(2);
  });

  it.each<[MeshTapErrorReason, string, boolean]>([
    ['refused', 'forbidden', false],
    ['not-found', 'upstream-error', false],
    ['not-tappable', 'upstream-error', false],
    ['protocol', 'upstream-error', false],
    ['unavailable', 'upstream-error', true],
    ['cut', 'upstream-closed', true],
  ])(
    'should tell why the mesh does not tap: %s',
    async (reason, end, retry) => {
      const viewer = join();
      await read(viewer);
      mesh.taps[0].emit(tapEvent(1));
      mesh.taps[0].fail(new MeshTapError('Do this.', reason));
      expect((await read(viewer)).slice(1)).toEqual([
        { type: 'end', data: { reason: end, message: 'Do this.', retry } },
      ]);
      expect(await read(viewer)).toEqual([]);
    },
  );

  it('should keep the text of an unexpected error in the log', async () => {
    const viewer = join();
    await read(viewer);
    mesh.taps[0].fail(new Error('token abc'));
    expect(await read(viewer)).toEqual([
      {
        type: 'end',
        data: {
          reason: 'upstream-error',
          message: expect.not.stringContaining('abc'),
          retry: true,
        },
      },
    ]);
  });

  it('should tell a tap that the mesh ended in order', async () => {
    const viewer = join();
    await read(viewer);
    mesh.taps[0].finish();
    expect(await read(viewer)).toEqual([
      { type: 'end', data: expect.objectContaining({ retry: true }) },
    ]);
  });

  it('should end all streams when the portal stops', async () => {
    const viewer = join();
    await read(viewer);
    const closed = hub.close();
    expect(await read(viewer)).toEqual([
      { type: 'end', data: expect.objectContaining({ reason: 'shutdown' }) },
    ]);
    expect(mesh.open).toBe(0);
    expect(() => join()).toThrow('restarting');
    viewer.close();
    await jest.advanceTimersByTimeAsync(20);
    await closed;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('should not wait for viewers that hear nothing when the portal stops', async () => {
    join();
    const closed = hub.close();
    await jest.advanceTimersByTimeAsync(1_100);
    await closed;
    expect(jest.getTimerCount()).toBe(0);
  });
});
