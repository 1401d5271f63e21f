import {
  Box,
  Layout,
  LayoutInput,
  Point,
  Size,
  boundsOf,
  gapsOf,
  sizeOf,
} from './layoutTypes';

type Gaps = ReturnType<typeof gapsOf>;

/**
 * Keeps every node that stays exactly where it is, forgets those that went, and puts each new one into the nearest free place
 * beside a neighbour: right of its callers, or left of what it calls.
 */
export function placeNew(before: Layout, input: LayoutInput): Layout {
  const positions: Record<string, Point> = {};
  const boxes = new Map<string, Box>();
  const place = (id: string, point: Point) => {
    positions[id] = point;
    boxes.set(id, { ...point, ...sizeOf(id, input) });
  };
  const waiting = new Set<string>();
  for (const id of input.nodes) {
    if (Object.hasOwn(before.positions, id)) {
      place(id, before.positions[id]);
    } else {
      waiting.add(id);
    }
  }
  const gap = gapsOf(input);
  const neighbours = waiting.size > 0 ? neighboursOf(input) : new Map();
  while (waiting.size > 0) {
    const [first] = waiting;
    const next =
      [...waiting].find(id =>
        neighbours
          .get(id)
          ?.some(({ id: other }: Neighbour) => boxes.has(other)),
      ) ?? first;
    const size = sizeOf(next, input);
    const point = wanted(size, neighbours.get(next) ?? [], boxes, gap);
    place(next, freePlace({ ...point, ...size }, boxes, gap));
    waiting.delete(next);
  }
  const known = new Set(input.edges.map(edge => edge.id));
  return {
    positions,
    waypoints: Object.fromEntries(
      Object.entries(before.waypoints).filter(([id]) => known.has(id)),
    ),
  };
}

/** A node that calls (1) or is called by (-1) another. */
interface Neighbour {
  id: string;
  step: 1 | -1;
}

function neighboursOf(input: LayoutInput): Map<string, Neighbour[]> {
  const found = new Map<string, Neighbour[]>();
  const add = (of: string, neighbour: Neighbour) => {
    const list = found.get(of);
    if (list) {
      list.push(neighbour);
    } else {
      found.set(of, [neighbour]);
    }
  };
  for (const { source, target } of input.edges) {
    if (source !== target) {
      add(target, { id: source, step: 1 });
      add(source, { id: target, step: -1 });
    }
  }
  return found;
}

/** Where a new node would stand if nothing was in its way. */
function wanted(
  size: Size,
  neighbours: readonly Neighbour[],
  boxes: ReadonlyMap<string, Box>,
  gap: Gaps,
): Point {
  const placed = neighbours.find(({ id }) => boxes.has(id));
  const other = placed && boxes.get(placed.id);
  if (placed && other) {
    return {
      x:
        placed.step === 1
          ? other.x + other.width + gap.column
          : other.x - size.width - gap.column,
      y: other.y,
    };
  }
  const all = boundsOf(boxes.values());
  return boxes.size === 0
    ? { x: 0, y: 0 }
    : { x: all.x, y: all.y + all.height + 2 * gap.row };
}

/** The place nearest to the wanted one, in its column, that meets no other node. */
function freePlace(
  wish: Box,
  boxes: ReadonlyMap<string, Box>,
  gap: Gaps,
): Point {
  const apart = Math.min(24, gap.row);
  const others = [...boxes.values()].filter(
    other =>
      other.x < wish.x + wish.width + apart &&
      wish.x < other.x + other.width + apart,
  );
  const free = (y: number) =>
    others.every(
      other =>
        other.y >= y + wish.height + apart ||
        y >= other.y + other.height + apart,
    );
  const step = (wish.height + gap.row) / 2;
  for (let distance = 0; ; distance += step) {
    const y = [wish.y + distance, wish.y - distance].find(free);
    if (y !== undefined) {
      return { x: wish.x, y };
    }
  }
}
