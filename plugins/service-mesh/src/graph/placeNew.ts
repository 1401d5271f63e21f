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

/** Makes a room larger, so that something of a size fits beside what is in it. */
export type Grow = (room: Box, size: Size, gap: Gaps) => Box;

/**
 * Keeps every node that stays exactly where it is, forgets those that went, and puts each new one into the nearest free place
 * beside a neighbour: right of its callers, or left of what it calls.
 *
 * @param grow - where nodes are to stay in the room that the layout has: how it grows once it is full
 */
export function placeNew(
  before: Layout,
  input: LayoutInput,
  grow?: Grow,
): Layout {
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
  let { room } = before;
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
    const wish = { ...point, ...size };
    if (room && grow) {
      const found = roomFor(wish, room, boxes, gap, grow);
      place(next, found.place);
      room = found.room;
    } else {
      place(next, freePlace(wish, boxes, gap));
    }
    waiting.delete(next);
  }
  const known = new Set(input.edges.map(edge => edge.id));
  return {
    positions,
    waypoints: Object.fromEntries(
      Object.entries(before.waypoints).filter(([id]) => known.has(id)),
    ),
    ...(room && { room }),
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

/** A free place in a room, which grows until there is one. */
function roomFor(
  wish: Box,
  first: Box,
  boxes: ReadonlyMap<string, Box>,
  gap: Gaps,
  grow: Grow,
): { place: Point; room: Box } {
  const least = {
    ...first,
    width: Math.max(first.width, wish.width),
    height: Math.max(first.height, wish.height),
  };
  for (let room = least; ; room = grow(room, wish, gap)) {
    const place = placeIn(room, wish, boxes, gap);
    if (place) {
      return { place, room };
    }
  }
}

/** The free place of a room that is nearest to the wanted one. */
function placeIn(
  room: Box,
  wish: Box,
  boxes: ReadonlyMap<string, Box>,
  gap: Gaps,
): Point | undefined {
  const right = room.x + room.width - wish.width;
  const bottom = room.y + room.height - wish.height;
  const apart = Math.min(24, gap.row);
  const others = [...boxes.values()];
  const isFree = ({ x, y }: Point) =>
    others.every(
      other =>
        other.x >= x + wish.width + apart ||
        x >= other.x + other.width + apart ||
        other.y >= y + wish.height + apart ||
        y >= other.y + other.height + apart,
    );
  const columns = new Set([
    ...others.map(({ x }) => x),
    ...steps(room.x, right, wish.width + gap.column),
    Math.min(Math.max(wish.x, room.x), right),
  ]);
  const rows = new Set([
    ...steps(room.y, bottom, (wish.height + gap.row) / 2),
    Math.min(Math.max(wish.y, room.y), bottom),
    bottom,
  ]);
  let nearest: Point | undefined;
  let least = Infinity;
  for (const x of columns) {
    for (const y of rows) {
      const distance = Math.hypot(x - wish.x, y - wish.y);
      const fits = x >= room.x && x <= right && y >= room.y && y <= bottom;
      if (fits && distance < least && isFree({ x, y })) {
        nearest = { x: Math.round(x), y: Math.round(y) };
        least = distance;
      }
    }
  }
  return nearest;
}

function steps(from: number, to: number, by: number): number[] {
  return Array.from(
    { length: Math.max(0, Math.floor((to - from) / by) + 1) },
    (_, index) => from + index * by,
  );
}
