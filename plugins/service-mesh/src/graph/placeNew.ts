import {
  COLUMN_GAP,
  Layout,
  LayoutInput,
  NODE_HEIGHT,
  NODE_WIDTH,
  Point,
  ROW_GAP,
} from './layout';

const COLUMN = NODE_WIDTH + COLUMN_GAP;
const ROW = NODE_HEIGHT + ROW_GAP;

/**
 * Keeps every node that stays exactly where it is, forgets those that went, and puts each new one into the nearest free place
 * beside a neighbour: right of its callers, or left of what it calls.
 */
export function placeNew(before: Layout, input: LayoutInput): Layout {
  const positions: Record<string, Point> = {};
  for (const id of input.nodes) {
    if (Object.hasOwn(before.positions, id)) {
      positions[id] = before.positions[id];
    }
  }
  let waiting = input.nodes.filter(id => !Object.hasOwn(positions, id));
  while (waiting.length > 0) {
    const next =
      waiting.find(id =>
        neighbours(id, input).some(({ id: other }) =>
          Object.hasOwn(positions, other),
        ),
      ) ?? waiting[0];
    positions[next] = freePlace(wanted(next, input, positions), positions);
    waiting = waiting.filter(id => id !== next);
  }
  const known = new Set(input.edges.map(edge => edge.id));
  return {
    positions,
    waypoints: Object.fromEntries(
      Object.entries(before.waypoints).filter(([id]) => known.has(id)),
    ),
  };
}

function neighbours(
  id: string,
  input: LayoutInput,
): { id: string; step: 1 | -1 }[] {
  return input.edges.flatMap<{ id: string; step: 1 | -1 }>(edge => {
    if (edge.source === edge.target) {
      return [];
    }
    if (edge.target === id) {
      return [{ id: edge.source, step: 1 }];
    }
    return edge.source === id ? [{ id: edge.target, step: -1 }] : [];
  });
}

/** Where a new node would stand if nothing was in its way. */
function wanted(
  id: string,
  input: LayoutInput,
  positions: Record<string, Point>,
): Point {
  const placed = neighbours(id, input).filter(({ id: other }) =>
    Object.hasOwn(positions, other),
  );
  if (placed.length > 0) {
    const { id: other, step } = placed[0];
    return { x: positions[other].x + step * COLUMN, y: positions[other].y };
  }
  const points = Object.values(positions);
  return points.length === 0
    ? { x: 0, y: 0 }
    : {
        x: Math.min(...points.map(point => point.x)),
        y: Math.max(...points.map(point => point.y)) + ROW + ROW_GAP,
      };
}

/** The place nearest to the wanted one, in its column, that meets no other node. */
function freePlace(point: Point, positions: Record<string, Point>): Point {
  const others = Object.values(positions).filter(
    other => Math.abs(other.x - point.x) < NODE_WIDTH + 24,
  );
  const free = (y: number) =>
    others.every(other => Math.abs(other.y - y) >= NODE_HEIGHT + 24);
  for (let distance = 0; ; distance += ROW / 2) {
    const y = [point.y + distance, point.y - distance].find(free);
    if (y !== undefined) {
      return { x: point.x, y };
    }
  }
}
