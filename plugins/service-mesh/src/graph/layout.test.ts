import { connectedComponents, layoutGraph } from './layout';
import {
  COLUMN_GAP,
  Layout,
  LayoutInput,
  NODE_HEIGHT,
  NODE_WIDTH,
} from './layoutTypes';
import { placeNew } from './placeNew';

function input(text: string, alone: string[] = []): LayoutInput {
  const edges = text
    .split(' ')
    .filter(Boolean)
    .map(pair => {
      const [source, target] = pair.split('>');
      return { id: pair, source, target };
    });
  return {
    nodes: [
      ...new Set([
        ...edges.flatMap(edge => [edge.source, edge.target]),
        ...alone,
      ]),
    ],
    edges,
  };
}

function overlaps({ positions }: Layout): string[] {
  const placed = Object.entries(positions);
  return placed.flatMap(([id, a], index) =>
    placed
      .slice(index + 1)
      .filter(
        ([, b]) =>
          Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < NODE_HEIGHT,
      )
      .map(([other]) => `${id} ${other}`),
  );
}

describe('connectedComponents', () => {
  it('finds the parts, largest first', () => {
    const components = connectedComponents(input('a>b b>c d>e', ['f']));
    expect(components.map(({ nodes }) => nodes)).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
      ['f'],
    ]);
    expect(components[1].edges.map(({ id }) => id)).toEqual(['d>e']);
  });
});

describe('layoutGraph', () => {
  it('puts callers left of callees, a column gap apart', () => {
    const { positions } = layoutGraph(input('a>b b>c'));
    expect(positions.b.x - positions.a.x).toBe(NODE_WIDTH + COLUMN_GAP);
    expect(positions.c.x - positions.b.x).toBe(NODE_WIDTH + COLUMN_GAP);
  });

  it('places every node once and lets none overlap', () => {
    const layout = layoutGraph(
      input('a>b a>c a>d b>e c>e d>e e>a x>y y>x z>z', ['s1', 's2', 's3']),
    );
    expect(Object.keys(layout.positions).sort()).toEqual(
      ['a', 'b', 'c', 'd', 'e', 's1', 's2', 's3', 'x', 'y', 'z'].sort(),
    );
    expect(overlaps(layout)).toEqual([]);
  });

  it('stands parts beside each other, as the screen is wide', () => {
    const layout = layoutGraph(
      input('a>b a>c a>d a>e v>w v>x v>y v>z p>q', ['s']),
    );
    const { a, v, p, s } = layout.positions;
    expect(v.x).toBeGreaterThan(a.x + 2 * NODE_WIDTH);
    expect(Math.abs(v.y - a.y)).toBeLessThan(NODE_HEIGHT);
    expect(s.y).toBeGreaterThan(Math.max(a.y, p.y) + NODE_HEIGHT);
    expect(overlaps(layout)).toEqual([]);
  });

  it('stands parts below each other where that shows them larger', () => {
    const parts = input('a>b b>c c>d x>y');
    const { positions } = layoutGraph({ ...parts, aspect: 1 });
    expect(positions.x.y).toBeGreaterThan(positions.a.y);
    expect(positions.x.x).toBe(positions.a.x);
  });

  it('leads a line that skips a column past what stands there', () => {
    const layout = layoutGraph(input('a>b b>c a>c'));
    const [point] = layout.waypoints['a>c'];
    const { b } = layout.positions;
    expect(point.x).toBe(b.x + NODE_WIDTH / 2);
    expect(point.y < b.y || point.y > b.y + NODE_HEIGHT).toBe(true);
  });

  it('ignores calls to nodes that are not there', () => {
    const layout = layoutGraph({
      nodes: ['a'],
      edges: [{ id: 'a>b', source: 'a', target: 'b' }],
    });
    expect(Object.keys(layout.positions)).toEqual(['a']);
  });

  it('lays out nothing for nothing', () => {
    expect(layoutGraph({ nodes: [], edges: [] })).toEqual({
      positions: {},
      waypoints: {},
    });
  });
});

describe('placeNew', () => {
  const before = layoutGraph(input('a>b b>c a>c'));

  it('moves nothing that stays', () => {
    const after = placeNew(before, input('a>b b>c a>c b>d e>a', ['f']));
    for (const id of ['a', 'b', 'c']) {
      expect(after.positions[id]).toEqual(before.positions[id]);
    }
  });

  it('puts a new node beside its neighbour, and on nothing else', () => {
    const after = placeNew(before, input('a>b b>c a>c b>d e>a', ['f']));
    expect(after.positions.d.x).toBe(after.positions.c.x);
    expect(after.positions.e.x).toBe(
      after.positions.a.x - NODE_WIDTH - COLUMN_GAP,
    );
    expect(overlaps(after)).toEqual([]);
  });

  it('finds a place for chains of new nodes', () => {
    const after = placeNew(before, input('a>b b>c c>n1 n1>n2 n2>n3'));
    expect(after.positions.n3.x).toBe(
      after.positions.c.x + 3 * (NODE_WIDTH + COLUMN_GAP),
    );
  });

  it('forgets what went', () => {
    const after = placeNew(before, input('a>b'));
    expect(Object.keys(after.positions).sort()).toEqual(['a', 'b']);
    expect(after.waypoints).toEqual({});
  });
});
