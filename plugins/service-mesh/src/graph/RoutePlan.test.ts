import { Box, boundsOf } from './layoutTypes';
import type { EdgePath } from './lineShape';
import { RouteMemory, RoutePlan } from './RoutePlan';
import { EdgeEnds, reachOf } from './waypoints';

const box = (x: number, y: number): Box => ({ x, y, width: 148, height: 96 });

describe('RoutePlan', () => {
  const boxes = new Map([
    ['a', box(0, 0)],
    ['b', box(226, 0)],
    ['c', box(226, 126)],
  ]);
  const waypoints = {};
  const route = (edges: readonly EdgeEnds[], area?: Box) => {
    const plan = new RoutePlan({ edges, boxes, waypoints, area });
    return {
      get: (id: string) => plan.pathOf(id, 1.25),
    };
  };

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
      { id: 'b>x', source: 'b', target: 'x' },
      { id: 'far>off', source: 'far', target: 'off' },
      { id: 'far>b', source: 'far', target: 'b' },
    ];
    const spread = new Map([
      ...boxes,
      ['far', box(9000, 9000)],
      ['off', box(9300, 9300)],
    ]);
    const near = { x: 0, y: 0, width: 400, height: 400 };
    const plan = new RoutePlan({ edges, boxes: spread, waypoints });
    const part = new RoutePlan({ edges, boxes: spread, waypoints, area: near });
    expect(
      edges.filter(({ id }) => part.isDrawn(id)).map(({ id }) => id),
    ).toEqual(['a>c', 'far>b']);
    expect(part.pathOf('far>off', 1.25)).toBeUndefined();
    expect(part.pathOf('a>c', 1.25)).toEqual(plan.pathOf('a>c', 1.25));
  });

  it('leaves out lines to boxes that are not there', () => {
    expect(
      route([{ id: 'a>x', source: 'a', target: 'x' }]).get('a>x'),
    ).toBeUndefined();
  });
});

describe('RouteMemory', () => {
  const waypoints = {};
  const edges = [{ id: 'a>b', source: 'a', target: 'b' }];
  const boxesAt = (x: number) =>
    new Map([
      ['a', box(0, 0)],
      ['b', box(x, 0)],
    ]);

  it('keeps a plan, and the lines in it, for the same places in another answer', () => {
    const routes = new RouteMemory();
    const plan = routes.plan({ edges, boxes: boxesAt(226), waypoints });
    const path = plan.pathOf('a>b', 1.25);
    const next = routes.plan({
      edges: [{ ...edges[0] }],
      boxes: boxesAt(226),
      waypoints,
    });
    expect(next).toBe(plan);
    expect(next.pathOf('a>b', 1.25)).toBe(path);
    expect(next.pathOf('a>b', 3)).not.toEqual(path);
  });

  it.each([
    ['a box moved', { edges, boxes: boxesAt(300), waypoints }],
    [
      'another line came',
      {
        edges: [...edges, { id: 'b>a', source: 'b', target: 'a' }],
        boxes: boxesAt(226),
        waypoints,
      },
    ],
    ['all was laid out anew', { edges, boxes: boxesAt(226), waypoints: {} }],
    [
      'another part is in view',
      {
        edges,
        boxes: boxesAt(226),
        waypoints,
        area: { x: 0, y: 0, width: 10, height: 10 },
      },
    ],
  ])('plans anew where %s', (_, input) => {
    const routes = new RouteMemory();
    const plan = routes.plan({ edges, boxes: boxesAt(226), waypoints });
    expect(routes.plan(input)).not.toBe(plan);
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
    const plan = new RoutePlan({ edges: [edge], boxes, waypoints });
    const { bounds } = plan.pathOf('1', 6) as EdgePath;
    expect(boundsOf([reach, bounds])).toEqual(reach);
  });
});
