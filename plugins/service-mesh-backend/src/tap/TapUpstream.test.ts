import { mockServices } from '@backstage/backend-test-utils';
import { TapEnd } from '@backstage-mesh/plugin-service-mesh-common';
import {
  ControlledMesh,
  PodList,
  WORKLOAD,
} from './__testUtils__/controlledMesh';
import { TapUpstream } from './TapUpstream';
import { TapViewer } from './TapViewer';

describe('TapUpstream', () => {
  let mesh: ControlledMesh;
  let pods: PodList;
  let ends: TapEnd[];

  beforeEach(() => {
    jest.useFakeTimers();
    mesh = new ControlledMesh();
    pods = new PodList();
    ends = [];
  });

  afterEach(() => jest.useRealTimers());

  function start(): TapUpstream {
    const upstream = new TapUpstream({
      mesh,
      request: {
        target: WORKLOAD,
        maxRps: 100,
        identity: { type: 'service-account' },
      },
      snapshot: () => pods.snapshot(),
      redact: event => event,
      logger: mockServices.logger.mock(),
      onEnd: () => {},
    });
    const viewer = new TapViewer({
      open: {
        target: WORKLOAD,
        pods: [],
        maxRps: 100,
        expiresAt: '2026-01-01T00:00:00Z',
      },
      limits: { events: 10, characters: 1000 },
      present: async event => event,
      onClose: () => {},
    });
    jest.spyOn(viewer, 'end').mockImplementation(end => {
      ends.push(end);
    });
    upstream.join(viewer);
    return upstream;
  }

  /** The state of the cluster: pods with their UIDs, all of them tappable. */
  function have(uids: Record<string, string>): void {
    pods.uids = uids;
    mesh.pods = Object.keys(uids);
  }

  const REPLACED = { reason: 'target-replaced', retry: true };

  it('should go on through a rollout until the pods stay the same, and then end', async () => {
    start();
    have({ 'web-2': 'u2', 'web-3': 'u3' });
    await jest.advanceTimersByTimeAsync(4_000);
    have({ 'web-2': 'u2', 'web-3': 'u3', 'web-4': 'u4' });
    await jest.advanceTimersByTimeAsync(4_000);
    expect(ends).toEqual([]);
    await jest.advanceTimersByTimeAsync(4_000);
    expect(ends).toEqual([expect.objectContaining(REPLACED)]);
    expect(mesh.open).toBe(0);
  });

  it('should end at once when the last of its pods is gone', async () => {
    start();
    have({ 'web-3': 'u3' });
    await jest.advanceTimersByTimeAsync(2_000);
    expect(ends).toEqual([expect.objectContaining(REPLACED)]);
  });

  it.each([
    ['pods are added', { 'web-1': 'u1', 'web-2': 'u2', 'web-3': 'u3' }],
    ['pods are taken away', { 'web-2': 'u2' }],
  ])('should go on where %s', async (_, uids) => {
    start();
    have(uids);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(ends).toEqual([]);
  });

  it('should know the pods that stay silent, and why', () => {
    const excluded = [
      { pod: 'web-0', reason: 'restart it', command: 'kubectl …' },
    ];
    jest
      .spyOn(mesh, 'tappablePods')
      .mockReturnValue({ pods: ['web-1'], excluded: excluded as [] });
    expect(start().excluded).toEqual(excluded);
  });
});
