import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { call, http, tcp, workload } from '../__fixtures__/videoCatalog';
import { compareEdges } from './compare';
import { modelTopology } from './model';

import { bundleEdges } from './simplify';

describe('bundleEdges', () => {
  it('draws the calls between two nodes as one line a direction, worst first', () => {
    const a = workload('a', { stats: http(9, 100, 1) });
    const b = workload('b', { stats: http(9, 50, 1) });
    const graph = modelTopology(
      {
        nodes: [a, b],
        edges: [
          call(a, b, 'tcp', 'mesh', tcp(3, 1, 1)),
          call(a, b, 'http', 'mesh', http(9, 50, 1)),
          call(b, a, 'http', 'mesh', http(9, 100, 1)),
        ],
      },
      DEFAULT_HEALTH_THRESHOLDS,
    );
    const bundles = bundleEdges(graph, compareEdges);
    expect(bundles.map(({ source, edges }) => [source, edges.length])).toEqual([
      [a.id, 2],
      [b.id, 1],
    ]);
    expect(bundles[0].edges[0].edge.protocol).toBe('http');
    expect(bundles[0].id).toBe([...graph.edges.keys()].sort()[0]);
  });
});
