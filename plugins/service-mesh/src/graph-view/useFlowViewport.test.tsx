import { renderHook } from '@testing-library/react';
import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { http, workload } from '../__fixtures__/videoCatalog';
import { modelTopology, renderGraph } from '../graph';
import { Centred, useFlowViewport } from './useFlowViewport';

const flow = {
  getViewport: () => ({ x: 0, y: 0, zoom: 0.5 }),
  getZoom: () => 0.5,
  setViewport: jest.fn(),
};
jest.mock('@xyflow/react', () => ({
  useReactFlow: () => flow,
  useStore: () => 0,
}));

const near = workload('near', { stats: http(1, 100, 1) });
const far = workload('far', { stats: http(1, 100, 1) });
const graph = modelTopology(
  { nodes: [near, far], edges: [] },
  DEFAULT_HEALTH_THRESHOLDS,
);
const placedAt = (places: Record<string, { x: number; y: number }>) => {
  const placed = { positions: places, waypoints: {}, frames: {} };
  return {
    placed,
    model: renderGraph(
      {
        ...graph,
        nodes: new Map([...graph.nodes].filter(([id]) => id in places)),
      },
      placed,
    ),
    homeId: undefined,
  };
};
const all = placedAt({
  [near.id]: { x: 100, y: 100 },
  [far.id]: { x: 5000, y: 3000 },
});
const canvas = document.createElement('div');
Object.defineProperty(canvas, 'clientWidth', { value: 800 });
Object.defineProperty(canvas, 'clientHeight', { value: 600 });

describe('a search', () => {
  const show = () =>
    renderHook(
      ({ parts, centred }: { parts: typeof all; centred?: Centred }) =>
        useFlowViewport({ current: canvas }, parts, {
          fitKey: 'x',
          selected: undefined,
          centred,
        }),
      {
        initialProps: { parts: all } as {
          parts: typeof all;
          centred?: Centred;
        },
      },
    );
  beforeEach(() => flow.setViewport.mockClear());

  it.each([
    [near.id, { x: 100 + 74, y: 100 + 48 }],
    [far.id, { x: 5000 + 74, y: 3000 + 48 }],
  ])(
    'puts each match in the middle, where it can be read: %s',
    (id, middle) => {
      const { rerender } = show();
      rerender({ parts: all, centred: { id } });
      expect(flow.setViewport).toHaveBeenCalledTimes(1);
      const [{ x, y, zoom }] = flow.setViewport.mock.calls[0];
      expect(zoom).toBe(0.75);
      expect(middle.x * zoom + x).toBeCloseTo(400);
      expect(middle.y * zoom + y).toBeCloseTo(300);
    },
  );

  it('waits for the place of a match, and moves nothing with the next answer', () => {
    const { rerender } = show();
    const centred = { id: far.id };
    rerender({ parts: placedAt({ [near.id]: { x: 0, y: 0 } }), centred });
    expect(flow.setViewport).not.toHaveBeenCalled();
    rerender({ parts: all, centred });
    rerender({
      parts: placedAt({ [far.id]: { x: 5100, y: 3000 } }),
      centred,
    });
    expect(flow.setViewport).toHaveBeenCalledTimes(1);
    rerender({ parts: all, centred: { id: far.id } });
    expect(flow.setViewport).toHaveBeenCalledTimes(2);
  });
});
