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

  it('leaves alone what does not know the node', () => {
    expect(moveNode(open, 'nobody', { x: 1, y: 1 })).toBe(open);
  });
});
