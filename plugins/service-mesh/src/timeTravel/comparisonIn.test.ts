import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { call, http, measured, workload } from '../__fixtures__/videoCatalog';
import { comparisonIn } from './comparisonIn';

const east = workload('web', { stats: {} });
const west = workload('web', { cluster: 'west', stats: {} });
const mirrored = workload('api', { cluster: 'west', stats: {} });
const alone = workload('batch', { cluster: 'west', stats: {} });

const topology: Topology = {
  ...measured('5m'),
  nodes: [east, west, mirrored, alone],
  edges: [
    call(east, mirrored, 'http', 'mesh', http(1, 100, 10)),
    call(west, mirrored, 'http', 'mesh', http(1, 100, 10)),
  ],
};

const comparison = {
  before: topology,
  after: topology,
  spreads: {},
  changes: [east, alone].map(({ id }) => ({
    kind: 'rollout' as const,
    at: 0,
    nodeId: id,
    name: id,
  })),
};

describe('comparisonIn', () => {
  it('keeps a cluster, and the other ends of its calls', () => {
    const { before, after, changes } = comparisonIn(comparison, ['east']);
    expect(before.nodes).toEqual([east, mirrored]);
    expect(before.edges).toEqual([topology.edges[0]]);
    expect(after).toEqual(before);
    expect(changes.map(({ nodeId }) => nodeId)).toEqual([east.id]);
  });

  it('keeps all where no cluster is chosen', () => {
    expect(comparisonIn(comparison, [])).toBe(comparison);
  });
});
