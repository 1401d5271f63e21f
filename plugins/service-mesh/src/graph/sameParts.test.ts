import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { call, http, workload } from '../__fixtures__/videoCatalog';
import { groupGraph } from './group';
import { MeshGraph, modelTopology } from './model';
import { sameParts } from './sameParts';

function meshOf(names: string[], calls: [number, number][], rate = 9) {
  const nodes = names.map(name =>
    workload(name, { stats: http(rate, 100, 10) }),
  );
  return modelTopology(
    {
      nodes,
      edges: calls.map(([from, to]) =>
        call(nodes[from], nodes[to], 'http', 'mesh', http(rate, 100, 10)),
      ),
    },
    DEFAULT_HEALTH_THRESHOLDS,
  );
}

const grouped = (graph: MeshGraph, open: string[]) =>
  groupGraph(
    graph,
    ({ name = '' }) => ({ key: name.slice(0, 1), title: name }),
    new Set(open),
  );

const mesh = meshOf(
  ['a1', 'a2', 'b1'],
  [
    [0, 1],
    [1, 2],
  ],
);

describe('sameParts', () => {
  it('holds for other numbers', () => {
    const later = meshOf(
      ['a1', 'a2', 'b1'],
      [
        [0, 1],
        [1, 2],
      ],
      800,
    );
    expect(sameParts(mesh, later)).toBe(true);
    expect(sameParts(grouped(mesh, ['a']), grouped(later, ['a']))).toBe(true);
  });

  it.each([
    [
      'a node came',
      meshOf(
        ['a1', 'a2', 'b1', 'b2'],
        [
          [0, 1],
          [1, 2],
        ],
      ),
    ],
    [
      'a node became another',
      meshOf(
        ['a1', 'a2', 'b9'],
        [
          [0, 1],
          [1, 2],
        ],
      ),
    ],
    ['a call went', meshOf(['a1', 'a2', 'b1'], [[0, 1]])],
    [
      'a call turned',
      meshOf(
        ['a1', 'a2', 'b1'],
        [
          [0, 1],
          [2, 1],
        ],
      ),
    ],
  ])('does not where %s', (_, other) => {
    expect(sameParts(mesh, other)).toBe(false);
  });

  it('does not where a group opened, or has another size', () => {
    expect(sameParts(grouped(mesh, []), grouped(mesh, ['a']))).toBe(false);
    const larger = meshOf(
      ['a1', 'a2', 'a3', 'b1'],
      [
        [0, 1],
        [1, 3],
      ],
    );
    expect(sameParts(grouped(mesh, []), grouped(larger, []))).toBe(false);
  });
});
