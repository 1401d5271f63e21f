import {
  EdgePath,
  edgeWidth,
  reachOf,
  requestWidth,
  routeEdges,
  tcpWidth,
} from './edgePaths';
import { Box, boundsOf } from './layoutTypes';

const box = (x: number, y: number): Box => ({ x, y, width: 148, height: 96 });

describe('widths', () => {
  it.each([
    [0, 1.25],
    [0.9, 1.6],
    [25, 3],
    [1000, 5],
    [1_000_000, 6],
  ])('draws %p requests per second about %p wide', (rate, width) => {
    expect(requestWidth(rate)).toBeCloseTo(width, 1);
  });

  it('grows more slowly with bytes, up to 4', () => {
    expect(tcpWidth(0)).toBe(1.25);
    expect(tcpWidth(99_000)).toBeCloseTo(2.25);
    expect(tcpWidth(1e15)).toBe(4);
  });

  it('goes by requests where there are any', () => {
    const tcp = { openConnections: 1, readBytesPerSecond: 99_000 };
    expect(edgeWidth({ requestsPerSecond: 9, tcp })).toBe(2.5);
    expect(edgeWidth({ requestsPerSecond: 0, tcp })).toBeCloseTo(2.25);
    expect(edgeWidth({})).toBe(1.25);
  });
});

describe('routeEdges', () => {
  const boxes = new Map([
    ['a', box(0, 0)],
    ['b', box(226, 0)],
    ['c', box(226, 126)],
  ]);
  const route = (edges: { id: string; source: string; target: string }[]) =>
    routeEdges(edges, boxes, new Map(edges.map(({ id }) => [id, 1.25])), {});

  it('leads from the right middle to the left middle', () => {
    const path = route([{ id: 'a>b', source: 'a', target: 'b' }]).get('a>b');
    expect(path?.path).toMatch(/^M148,48C/);
    expect(path?.arrow).toMatch(/^225,48 /);
    expect(path?.flat).toBe(true);
  });

  it('keeps lines apart at a box, in the order of their other ends', () => {
    const paths = route([
      { id: 'a>c', source: 'a', target: 'c' },
      { id: 'a>b', source: 'a', target: 'b' },
    ]);
    expect(paths.get('a>b')?.path).toMatch(/^M148,42C/);
    expect(paths.get('a>c')?.path).toMatch(/^M148,54C/);
    expect(paths.get('a>c')?.flat).toBe(false);
  });

  it('leads a line against the direction below both boxes', () => {
    const path = route([{ id: 'b>a', source: 'b', target: 'a' }]).get('b>a');
    expect(path?.label.y).toBeGreaterThan(48);
    expect(path?.path.match(/C/g)).toHaveLength(3);
  });

  it('draws a loop for a call to itself', () => {
    const path = route([{ id: 'a>a', source: 'a', target: 'a' }]).get('a>a');
    expect(path?.path).toMatch(/^M148,18C/);
  });

  it('leads a line as if the others were drawn that are not', () => {
    const edges = [
      { id: 'a>c', source: 'a', target: 'c' },
      { id: 'a>b', source: 'a', target: 'b' },
    ];
    const some = routeEdges(edges, boxes, new Map([['a>c', 1.25]]), {});
    expect([...some.keys()]).toEqual(['a>c']);
    expect(some.get('a>c')).toEqual(route(edges).get('a>c'));
  });

  it('leaves out lines to boxes that are not there', () => {
    expect(route([{ id: 'a>x', source: 'a', target: 'x' }]).size).toBe(0);
  });
});

describe('reachOf', () => {
  const boxes = new Map([
    ['a', box(0, 0)],
    ['b', box(900, 0)],
  ]);

  it.each([
    ['a straight line', { id: '1', source: 'a', target: 'b' }, {}],
    ['a line backwards', { id: '1', source: 'b', target: 'a' }, {}],
    ['a loop', { id: '1', source: 'a', target: 'a' }, {}],
    [
      'a detour',
      { id: '1', source: 'a', target: 'b' },
      { '["a","b"]': [{ x: 450, y: 700 }] },
    ],
  ])('holds %s', (_, edge, waypoints) => {
    const reach = reachOf(edge, boxes, waypoints);
    const { bounds } = routeEdges(
      [edge],
      boxes,
      new Map([['1', 6]]),
      waypoints,
    ).get('1') as EdgePath;
    expect(boundsOf([reach, bounds])).toEqual(reach);
  });
});
