import type { GroupedLayout } from './groupLayout';
import { groupSize } from './groupSize';
import {
  Box,
  Layout,
  MEMBER_SIZE,
  NODE_SIZE,
  Point,
  ROW_GAP,
  Size,
  boundsOf,
  boxesMeet,
} from './layoutTypes';
import type { MeshGraph } from './model';

/** Room between the border of an open group and its members; its title stands in the first. */
export const FRAME_TOP = 44;
export const FRAME_PADDING = 16;

/** A layout with the frames of open groups. */
export interface PlacedGraph extends Layout {
  /** Boxes of open groups by id. */
  frames: Record<string, Box>;
}

/** The size that an open group takes with its members placed like this. */
export function frameSize(closed: Size, inner: Layout): Size {
  const { width, height } = roomOf(inner);
  return {
    width: Math.max(closed.width, width + 2 * FRAME_PADDING),
    height: Math.max(closed.height, height + FRAME_TOP + FRAME_PADDING),
  };
}

/** The room of the members of an open group: what is around them, and all that was. */
export function roomOf({ positions, room }: Layout): Box {
  const members = Object.values(positions).map(point => ({
    ...point,
    ...MEMBER_SIZE,
  }));
  return boundsOf(room ? [room, ...members] : members);
}

/**
 * Where things are beside open groups: an open group grows in place, and what is below it in the columns that it covers moves down.
 *
 * @param sizeOf - the size of a node, or of a group while it is closed
 * @param open - ids of open groups
 */
export function makeRoom(
  { base, inner }: GroupedLayout,
  sizeOf: (id: string) => Size,
  open: ReadonlySet<string>,
): ReadonlyMap<string, Box> {
  const boxes = new Map<string, Box>();
  const grown = new Set<string>();
  for (const [id, point] of Object.entries(base.positions)) {
    const size = sizeOf(id);
    if (open.has(id)) {
      grown.add(id);
    }
    boxes.set(id, {
      ...point,
      ...(open.has(id) && Object.hasOwn(inner, id)
        ? frameSize(size, inner[id])
        : size),
    });
  }
  return grown.size > 0 ? pushDown(boxes, grown) : boxes;
}

/**
 * Puts everything together: what stands alone and groups as they are placed among each other, members inside their open groups.
 * Closed again, all is where it was.
 *
 * @param base - places of nodes without a group, and of groups as if they were closed or as they were first
 * @param inner - places of the members of open groups, among each other; one that is not placed yet stays small
 */
export function openInPlace(
  graph: MeshGraph,
  { base, inner }: GroupedLayout,
): PlacedGraph {
  const open = new Set(
    [...(graph.groups?.values() ?? [])]
      .filter(group => group.open)
      .map(({ id }) => id),
  );
  const places = makeRoom(
    { base, inner },
    id => {
      const group = graph.groups?.get(id);
      return group ? groupSize(group.members.length) : NODE_SIZE;
    },
    open,
  );
  const isOpen = Object.keys(base.positions).some(id => open.has(id));
  const placed: PlacedGraph = {
    positions: {},
    waypoints: isOpen ? {} : base.waypoints,
    frames: {},
  };
  for (const [id, box] of places) {
    if (!open.has(id)) {
      placed.positions[id] = { x: box.x, y: box.y };
      continue;
    }
    placed.frames[id] = box;
    if (Object.hasOwn(inner, id)) {
      const layout = inner[id];
      const room = roomOf(layout);
      for (const [member, point] of Object.entries(layout.positions)) {
        placed.positions[member] = inside(point, room, box);
      }
      for (const [line, points] of Object.entries(layout.waypoints)) {
        placed.waypoints[line] = points.map(point => inside(point, room, box));
      }
    }
  }
  return placed;
}

function inside(point: Point, room: Box, frame: Box): Point {
  return {
    x: point.x - room.x + frame.x + FRAME_PADDING,
    y: point.y - room.y + frame.y + FRAME_TOP,
  };
}

/** Moves down what meets an open group above it, and what meets that, and so on. */
function pushDown(
  boxes: ReadonlyMap<string, Box>,
  grown: ReadonlySet<string>,
): Map<string, Box> {
  const order = [...boxes].sort(
    ([a, one], [b, other]) =>
      one.y - other.y ||
      Number(grown.has(b)) - Number(grown.has(a)) ||
      one.x - other.x,
  );
  const done = new Map<string, Box>();
  const moved: Box[] = [];
  // open groups claim their room first: what closes again finds its place as it was
  for (const [id, box] of order) {
    if (grown.has(id)) {
      const free = below(box, moved);
      done.set(id, free);
      moved.push(free);
    }
  }
  for (const [id, box] of order) {
    if (!grown.has(id)) {
      const free = below(box, moved);
      done.set(id, free);
      if (free !== box) {
        moved.push(free);
      }
    }
  }
  return done;
}

/** The first place at or below this one that meets none of the others. */
function below(box: Box, others: readonly Box[]): Box {
  let free = box;
  for (let again = true; again; ) {
    again = false;
    for (const other of others) {
      if (boxesMeet(free, other)) {
        free = { ...free, y: other.y + other.height + ROW_GAP };
        again = true;
      }
    }
  }
  return free;
}
