/** Every node reserves this much, at every zoom and whatever its data says. */
export const NODE_WIDTH = 148;
export const NODE_HEIGHT = 96;
export const COLUMN_GAP = 78;
export const ROW_GAP = 30;

/** A point of the graph's plane, in pixels at zoom 1. */
export interface Point {
  x: number;
  y: number;
}

/** How much room something takes, in pixels at zoom 1. */
export interface Size {
  width: number;
  height: number;
}

/** A place with its size. */
export interface Box extends Point, Size {}

/** What the layout needs to know; plain data, so that it can cross into a worker. */
export interface LayoutInput {
  nodes: string[];
  edges: { id: string; source: string; target: string }[];
  /** Of nodes that reserve another size than most. */
  sizes?: Record<string, Size>;
  /** Members of a group: small, and close to each other. */
  dense?: boolean;
  /** Width by height of where it is shown; that of the topology of a component without it. */
  aspect?: number;
}

/** Where things are. */
export interface Layout {
  /** Top left corners of the reserved boxes. */
  positions: Record<string, Point>;
  /** Points that a line passes between its ends, where it skips columns, by {@link pairKey}. */
  waypoints: Record<string, Point[]>;
  /** For the members of an open group: the room that they have had. It grows right and down alone, so that nobody in it moves. */
  room?: Box;
}

/** The box that a node reserves. */
export const NODE_SIZE: Size = { width: NODE_WIDTH, height: NODE_HEIGHT };

/** The box of a member of an open group. */
export const MEMBER_SIZE: Size = { width: 132, height: 48 };

/** The room that a node reserves. */
export function sizeOf(
  id: string,
  input: Pick<LayoutInput, 'sizes' | 'dense'>,
): Size {
  return input.sizes?.[id] ?? (input.dense ? MEMBER_SIZE : NODE_SIZE);
}

/** The room between columns and between rows. */
export function gapsOf({ dense }: Pick<LayoutInput, 'dense'>): {
  column: number;
  row: number;
} {
  return dense ? { column: 36, row: 16 } : { column: COLUMN_GAP, row: ROW_GAP };
}

/** Names the line from one node to another: however many calls it stands for, and whichever of them is the worst. */
export function pairKey(source: string, target: string): string {
  return JSON.stringify([source, target]);
}

/** The two nodes that {@link pairKey} names. */
export function readPairKey(key: string): [source: string, target: string] {
  return JSON.parse(key);
}

/** The box around boxes; empty at the origin around none. */
export function boundsOf(boxes: Iterable<Box>): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return left === Infinity
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left, height: bottom - top };
}

/** Whether two boxes share some room. */
export function boxesMeet(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width &&
    b.x < a.x + a.width &&
    a.y < b.y + b.height &&
    b.y < a.y + a.height
  );
}
