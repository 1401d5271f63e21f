import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { call, http, workload } from '../__fixtures__/videoCatalog';
import { openInPlace } from './frames';
import { groupGraph, groupId } from './group';
import { groupedInput, layoutGrouped, placeNewGrouped } from './groupLayout';
import type { Box } from './layoutTypes';
import { modelTopology } from './model';
import { moveNode } from './moveNode';

const NAMESPACES = ['a', 'b', 'c', 'd', 'e', 'f'];
const nodes = NAMESPACES.flatMap(namespace =>
  Array.from({ length: 20 }, (_, index) =>
    workload(`${namespace}${index}`, { namespace, stats: http(9, 100, 1) }),
  ),
);
const edges = nodes.flatMap((node, index) =>
  [1, 7, 23]
    .map(step => nodes[index + step])
    .filter(target => target !== undefined)
    .map(target => call(node, target, 'http', 'mesh', http(1, 100, 1))),
);
const whole = modelTopology({ nodes, edges }, DEFAULT_HEALTH_THRESHOLDS);
const byNamespace = ({ namespace = '' }) => ({
  key: namespace,
  title: namespace,
});
const grouped = (...open: string[]) =>
  groupGraph(whole, byNamespace, new Set(open));

/** The layout after a group was opened, as the page does it. */
function opened(key: string) {
  const closed = layoutGrouped(groupedInput(grouped()));
  const { inner } = layoutGrouped(groupedInput(grouped(key)));
  return {
    closed,
    open: placeNewGrouped(
      { base: closed.base, inner },
      groupedInput(grouped(key)),
    ),
  };
}

function meet(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width &&
    b.x < a.x + a.width &&
    a.y < b.y + b.height &&
    b.y < a.y + a.height
  );
}

describe('openInPlace', () => {
  const { closed, open } = opened('c');
  const before = openInPlace(grouped(), closed);
  const after = openInPlace(grouped('c'), open);
  const frame = after.frames[groupId('c')];

  it('opens a group where it stood', () => {
    const { x, y } = before.positions[groupId('c')];
    expect(frame).toMatchObject({ x, y });
  });

  it('puts every member inside, and nothing else', () => {
    for (const [id, point] of Object.entries(after.positions)) {
      const isMember = whole.nodes.get(id)?.node.namespace === 'c';
      const size = isMember
        ? { width: 132, height: 48 }
        : { width: 158, height: 73 };
      expect(meet({ ...point, ...size }, frame)).toBe(isMember);
    }
  });

  it('moves others down alone, and only those in the columns that it covers', () => {
    const others = Object.entries(before.positions).filter(
      ([id]) => id !== groupId('c'),
    );
    for (const [id, point] of others) {
      expect(after.positions[id].x).toBe(point.x);
      expect(after.positions[id].y).toBeGreaterThanOrEqual(point.y);
    }
    const beside = others.filter(
      ([, { x }]) => x + 158 <= frame.x || x >= frame.x + frame.width,
    );
    expect(beside.length).toBeGreaterThan(0);
    for (const [id, point] of beside) {
      expect(after.positions[id]).toEqual(point);
    }
  });

  it('puts everything back when it closes', () => {
    const again = placeNewGrouped(open, groupedInput(grouped()));
    expect(openInPlace(grouped(), again).positions).toEqual(before.positions);
  });
});

describe('an open group that changes', () => {
  const { open } = opened('c');
  const members = nodes.filter(({ namespace }) => namespace === 'c');
  const drawnOf = (topology: Parameters<typeof modelTopology>[0]) =>
    groupGraph(
      modelTopology(topology, DEFAULT_HEALTH_THRESHOLDS),
      byNamespace,
      new Set(['c']),
    );
  const before = openInPlace(grouped('c'), open);
  const leftmost = members.reduce((left, node) =>
    before.positions[node.id].x < before.positions[left.id].x ? node : left,
  );
  const column = members.filter(
    ({ id }) => before.positions[id].x === before.positions[leftmost.id].x,
  );
  const fresh = (amount: number) =>
    Array.from({ length: amount }, (_, index) =>
      workload(`new${index}`, { namespace: 'c', stats: http(9, 100, 1) }),
    );
  const after = (topology: Parameters<typeof modelTopology>[0]) => {
    const drawn = drawnOf(topology);
    return openInPlace(drawn, placeNewGrouped(open, groupedInput(drawn)));
  };
  const movedIn = (placed: ReturnType<typeof openInPlace>) =>
    Object.entries(placed.positions).filter(
      ([id, { x, y }]) =>
        Object.hasOwn(before.positions, id) &&
        (before.positions[id].x !== x || before.positions[id].y !== y),
    );

  it.each([1, 3])('moves nothing for %d new callers of its first', amount => {
    const callers = fresh(amount);
    const placed = after({
      nodes: [...nodes, ...callers],
      edges: [
        ...edges,
        ...callers.map(caller =>
          call(caller, leftmost, 'http', 'mesh', http(1, 100, 1)),
        ),
      ],
    });
    expect(movedIn(placed)).toEqual([]);
    const frame = placed.frames[groupId('c')];
    for (const { id } of callers) {
      const box = { ...placed.positions[id], width: 132, height: 48 };
      expect(meet(box, frame)).toBe(true);
      expect(box.x).toBeGreaterThanOrEqual(frame.x);
      expect(box.x + box.width).toBeLessThanOrEqual(frame.x + frame.width);
      expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height);
      for (const other of members) {
        const card = {
          ...placed.positions[other.id],
          width: 132,
          height: 48,
        };
        expect(meet(box, card)).toBe(false);
      }
    }
  });

  it('moves nothing where its first column goes', () => {
    const left = nodes.filter(node => !column.includes(node));
    const placed = after({
      nodes: left,
      edges: edges.filter(({ source, target }) =>
        [source, target].every(end => left.some(({ id }) => id === end)),
      ),
    });
    expect(column.length).toBeGreaterThan(0);
    expect(movedIn(placed)).toEqual([]);
    expect(placed.frames).toEqual(before.frames);
  });

  it('takes other members where all of them went', () => {
    const others = fresh(3);
    const left = nodes.filter(node => !members.includes(node));
    const placed = after({ nodes: [...left, ...others], edges: [] });
    for (const { id } of others) {
      const { x, y } = placed.positions[id];
      expect(
        meet({ x, y, width: 132, height: 48 }, placed.frames[groupId('c')]),
      ).toBe(true);
    }
    expect(movedIn(placed)).toEqual([]);
  });

  it('takes members where it had none', () => {
    const drawn = drawnOf({ nodes: [...nodes, ...fresh(2)], edges });
    const input = groupedInput(drawn);
    const none = { positions: {}, waypoints: {} };
    const { inner } = placeNewGrouped(
      { base: open.base, inner: { [groupId('c')]: none } },
      input,
    );
    expect(Object.keys(inner[groupId('c')].positions)).toHaveLength(22);
  });

  it('moves nothing inside, and others down alone, where it must grow', () => {
    const placed = after({ nodes: [...nodes, ...fresh(60)], edges });
    const moved = movedIn(placed);
    expect(
      moved.filter(([id]) => members.some(each => each.id === id)),
    ).toEqual([]);
    for (const [id, { x, y }] of moved) {
      expect(x).toBe(before.positions[id].x);
      expect(y).toBeGreaterThan(before.positions[id].y);
    }
  });
});

describe('moveNode', () => {
  const { open } = opened('c');

  it('moves a group, with its members', () => {
    const moved = moveNode(open, groupId('c'), { x: 500, y: -9_000 });
    const before = openInPlace(grouped('c'), open);
    const after = openInPlace(grouped('c'), moved);
    const member = nodes.find(({ namespace }) => namespace === 'c')?.id ?? '';
    expect(after.positions[member].x - before.positions[member].x).toBe(500);
  });

  it('moves a member among the others', () => {
    const member = nodes.find(({ namespace }) => namespace === 'c')?.id ?? '';
    const moved = moveNode(open, member, { x: 10, y: 20 });
    const { x, y } = open.inner[groupId('c')].positions[member];
    expect(moved.inner[groupId('c')].positions[member]).toEqual({
      x: x + 10,
      y: y + 20,
    });
    expect(moved.base).toBe(open.base);
  });

  it('moves no other member, wherever one is dragged', () => {
    const [member, ...others] = nodes.filter(
      ({ namespace }) => namespace === 'c',
    );
    const moved = moveNode(open, member.id, { x: -5_000, y: 5_000 });
    const before = openInPlace(grouped('c'), open);
    const after = openInPlace(grouped('c'), moved);
    for (const { id } of others) {
      expect(after.positions[id]).toEqual(before.positions[id]);
    }
    const frame = after.frames[groupId('c')];
    const { x, y } = after.positions[member.id];
    expect(x).toBeGreaterThanOrEqual(frame.x);
    expect(y + 48).toBeLessThanOrEqual(frame.y + frame.height);
  });

  it('leaves alone what does not know the node', () => {
    expect(moveNode(open, 'nobody', { x: 1, y: 1 })).toBe(open);
  });
});
