import { TapEvent } from '@backstage-mesh/plugin-service-mesh-common';
import { tapEvent, WORKLOAD } from './__testUtils__/controlledMesh';
import { TapViewer } from './TapViewer';

describe('TapViewer', () => {
  function create(present: (event: TapEvent) => Promise<TapEvent>) {
    return new TapViewer({
      open: {
        target: WORKLOAD,
        pods: [],
        maxRps: 100,
        expiresAt: '2026-01-01T00:00:00Z',
      },
      limits: { events: 2, characters: 100_000 },
      present,
      onClose: () => {},
    });
  }

  const push = (viewer: TapViewer, count: number) => {
    for (let i = 0; i < count; i++) {
      viewer.push(tapEvent(i));
    }
  };

  it('should say that the reader was too slow where nobody waited for a message', async () => {
    const viewer = create(async event => event);
    await viewer.next(1);
    push(viewer, 5);
    expect(await viewer.next(1)).toEqual({
      type: 'dropped',
      data: { count: 3, total: 3, by: 'viewer' },
    });
    viewer.close();
  });

  it('should say that the portal was too slow where the reader waited', async () => {
    let present: () => void = () => {};
    const viewer = create(
      event =>
        new Promise(resolve => {
          present = () => resolve(event);
        }),
    );
    await viewer.next(1);
    push(viewer, 1);
    const waiting = viewer.next(1000);
    push(viewer, 6);
    present();
    expect(await waiting).toMatchObject({ type: 'tap' });
    expect(await viewer.next(1)).toEqual({
      type: 'dropped',
      data: { count: 4, total: 4, by: 'backend' },
    });
    viewer.close();
  });
});
