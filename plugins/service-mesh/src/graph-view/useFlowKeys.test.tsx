import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { fireEvent, renderHook, waitFor } from '@testing-library/react';
import { call, http, workload } from '../__fixtures__/videoCatalog';
import { modelTopology, renderGraph } from '../graph';
import { useFlowKeys } from './useFlowKeys';

const a = workload('a', { stats: http(9, 100, 1) });
const b = workload('b', { stats: http(9, 100, 1) });
const ab = call(a, b, 'http', 'mesh', http(9, 100, 1));
const graph = modelTopology(
  { nodes: [a, b], edges: [ab] },
  DEFAULT_HEALTH_THRESHOLDS,
);
const placed = {
  positions: { [a.id]: { x: 0, y: 0 }, [b.id]: { x: 300, y: 0 } },
  waypoints: {},
  frames: {},
};

describe('useFlowKeys', () => {
  it('goes to the next call of a node with E, also where its button is not on the page yet', async () => {
    const canvas = document.createElement('div');
    document.body.append(canvas);
    const node = document.createElement('button');
    node.dataset.nodeId = a.id;
    canvas.append(node);
    const mountCall = jest.fn((id: string) => {
      // a render later, as in a large graph
      setTimeout(() => {
        const button = document.createElement('button');
        button.dataset.edgeId = id;
        canvas.append(button);
      });
    });
    renderHook(() =>
      useFlowKeys(
        { current: canvas },
        { graph, placed, model: renderGraph(graph, placed) },
        {
          zoomIn: jest.fn(),
          zoomOut: jest.fn(),
          fitAll: jest.fn(),
          reveal: jest.fn(),
          mountCall,
        },
      ),
    );
    node.focus();
    fireEvent.keyDown(node, { key: 'e' });
    expect(mountCall).toHaveBeenCalledWith(ab.id);
    await waitFor(() =>
      expect(document.activeElement).toHaveAttribute('data-edge-id', ab.id),
    );
    canvas.remove();
  });
});
