import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { call, http, workload } from '../__fixtures__/videoCatalog';
import { filterGraph } from './filter';
import { modelTopology } from './model';

const east = workload('web', { stats: http(1, 100, 1) });
const west = workload('api', { cluster: 'west', stats: http(1, 100, 1) });
const far = workload('far', { cluster: 'west', stats: http(1, 100, 1) });
const graph = modelTopology(
  {
    nodes: [east, west, far],
    edges: [
      call(east, west, 'http', 'mesh', http(1, 100, 1)),
      call(west, far, 'http', 'mesh', http(1, 100, 1)),
    ],
  },
  DEFAULT_HEALTH_THRESHOLDS,
);

describe('filterGraph', () => {
  it('changes nothing without a filter', () => {
    expect(filterGraph(graph, {})).toBe(graph);
  });

  it('keeps a cluster and its direct peers elsewhere', () => {
    const filtered = filterGraph(graph, { cluster: 'east' });
    expect([...filtered.nodes.keys()]).toEqual([east.id, west.id]);
    expect(filtered.edges.size).toBe(1);
  });

  it('keeps nothing of a cluster without nodes', () => {
    expect(filterGraph(graph, { cluster: 'north' }).nodes.size).toBe(0);
  });

  it.each([
    [1, ['web', 'api']],
    [2, ['web', 'api', 'far']],
  ])('keeps what is %i hops from a node', (hops, names) => {
    const { nodes } = filterGraph(graph, { around: { id: east.id, hops } });
    expect([...nodes.values()].map(({ node }) => node.name)).toEqual(names);
  });

  it('follows calls against their direction too', () => {
    const { edges } = filterGraph(graph, { around: { id: far.id, hops: 1 } });
    expect(edges.size).toBe(1);
  });

  it('keeps what is pinned, however far', () => {
    const { nodes } = filterGraph(graph, {
      around: { id: east.id, hops: 1 },
      keep: new Set([far.id]),
    });
    expect(nodes.has(far.id)).toBe(true);
  });

  it('shows everything around a node that is gone', () => {
    expect(
      filterGraph(graph, { around: { id: 'gone', hops: 1 } }).nodes.size,
    ).toBe(3);
  });
});
