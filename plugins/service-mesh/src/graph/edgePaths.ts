import type { TrafficStats } from '@backstage-mesh/plugin-service-mesh-common';
import { compareIds } from './compare';
import { Box, Point, boundsOf, readPairKey } from './layoutTypes';

/** One line to draw, before it has a place. */
export interface EdgeEnds {
  id: string;
  source: string;
  target: string;
}

/** Where a line runs. */
export interface EdgePath {
  id: string;
  /** The line without its arrow, as SVG path data. */
  path: string;
  /** The arrow's corners, as SVG points. */
  arrow: string;
  /** The middle of the line between its last two columns, for a label. */
  label: Point;
  /** Free width for a label there. */
  labelRoom: number;
  /** The line is level there: a label stands above and below it, and not on it. */
  flat: boolean;
  /** The line runs inside of this. */
  bounds: Box;
}

const PORT_GAP = 12;

/** Width of a line that carries requests. */
export function requestWidth(requestsPerSecond: number): number {
  return clamp(1.25 + 1.25 * Math.log10(1 + requestsPerSecond), 1.25, 6);
}

/** Width of a line that carries bytes only. */
export function tcpWidth(bytesPerSecond: number): number {
  return clamp(1.25 + 0.5 * Math.log10(1 + bytesPerSecond / 1000), 1.25, 4);
}

/** Width of the line for these numbers, by requests where there are any. */
export function edgeWidth(stats: TrafficStats): number {
  if (stats.requestsPerSecond) {
    return requestWidth(stats.requestsPerSecond);
  }
  const { readBytesPerSecond = 0, writeBytesPerSecond = 0 } = stats.tcp ?? {};
  return tcpWidth(readBytesPerSecond + writeBytesPerSecond);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** How far a line may run out of the box around its ends and the points that it passes. */
const MOST_OUTSIDE = 110;

const NOWHERE: readonly Point[] = [];

/** The room that a line may take, known without drawing it. */
export function reachOf(
  edge: EdgeEnds,
  boxes: ReadonlyMap<string, Box>,
  waypoints: Waypoints,
): Box {
  const ends = [edge.source, edge.target].flatMap(id => boxes.get(id) ?? []);
  const points = pointsOf(edge, waypoints);
  const { x, y, width, height } = boundsOf(
    points.length > 0
      ? [...ends, ...points.map(point => ({ ...point, width: 0, height: 0 }))]
      : ends,
  );
  return {
    x: x - MOST_OUTSIDE,
    y: y - MOST_OUTSIDE,
    width: width + 2 * MOST_OUTSIDE,
    height: height + 2 * MOST_OUTSIDE,
  };
}

/** Points that long lines pass, by the pair of nodes. */
type Waypoints = Readonly<Record<string, readonly Point[]>>;

/** The points by source and target: looked up thousands of times for each layout, and keys of pairs take long to write. */
const indexes = new WeakMap<
  Waypoints,
  Map<string, Map<string, readonly Point[]>>
>();

function pointsOf(
  { source, target }: EdgeEnds,
  waypoints: Waypoints,
): readonly Point[] {
  let index = indexes.get(waypoints);
  if (!index) {
    index = new Map();
    for (const [key, points] of Object.entries(waypoints)) {
      const [from, to] = readPairKey(key);
      index.set(from, (index.get(from) ?? new Map()).set(to, points));
    }
    indexes.set(waypoints, index);
  }
  return index.get(source)?.get(target) ?? NOWHERE;
}

/**
 * Draws lines from the right middle of their caller to the left middle of their callee. Lines that share a side of a box are apart,
 * in the order of their other ends, so that they do not cross there.
 *
 * @param edges - all lines of the graph: also one that is not drawn keeps its place at a box
 * @param widths - width of each line that is to be drawn, by its id
 */
export function routeEdges(
  edges: readonly EdgeEnds[],
  boxes: ReadonlyMap<string, Box>,
  widths: ReadonlyMap<string, number>,
  waypoints: Waypoints,
): Map<string, EdgePath> {
  const placed = edges.filter(
    edge => boxes.has(edge.source) && boxes.has(edge.target),
  );
  const drawn = placed.filter(({ id }) => widths.has(id));
  const centre = (id: string) => {
    const box = boxes.get(id) as Box;
    return box.y + box.height / 2;
  };
  const starts = ports(
    placed,
    new Set(drawn.map(({ source }) => source)),
    boxes,
    'source',
    edge => pointsOf(edge, waypoints)[0]?.y ?? centre(edge.target),
  );
  const ends = ports(
    placed,
    new Set(drawn.map(({ target }) => target)),
    boxes,
    'target',
    edge => pointsOf(edge, waypoints).at(-1)?.y ?? centre(edge.source),
  );
  const paths = new Map<string, EdgePath>();
  for (const edge of drawn) {
    const width = widths.get(edge.id) as number;
    const from = boxes.get(edge.source) as Box;
    const to = boxes.get(edge.target) as Box;
    const start = { x: from.x + from.width, y: starts.get(edge.id) as number };
    const end = { x: to.x, y: ends.get(edge.id) as number };
    paths.set(
      edge.id,
      edge.source === edge.target
        ? loop(edge.id, from, width)
        : line(edge.id, start, end, pointsOf(edge, waypoints), width, from, to),
    );
  }
  return paths;
}

/**
 * The height at which each edge leaves or enters its box.
 *
 * @param asked - ids of the boxes that it is asked of
 */
function ports(
  edges: readonly EdgeEnds[],
  asked: ReadonlySet<string>,
  boxes: ReadonlyMap<string, Box>,
  side: 'source' | 'target',
  otherEnd: (edge: EdgeEnds) => number,
): Map<string, number> {
  const byBox = new Map<string, { id: string; towards: number }[]>();
  for (const edge of edges) {
    if (asked.has(edge[side])) {
      const list = byBox.get(edge[side]) ?? [];
      list.push({ id: edge.id, towards: otherEnd(edge) });
      byBox.set(edge[side], list);
    }
  }
  const heights = new Map<string, number>();
  for (const [id, list] of byBox) {
    const box = boxes.get(id) as Box;
    const gap = Math.min(
      PORT_GAP,
      (box.height - 24) / Math.max(1, list.length - 1),
    );
    list
      .sort((a, b) => a.towards - b.towards || compareIds(a, b))
      .forEach((edge, index) =>
        heights.set(
          edge.id,
          box.y + box.height / 2 + (index - (list.length - 1) / 2) * gap,
        ),
      );
  }
  return heights;
}

function line(
  id: string,
  start: Point,
  end: Point,
  through: readonly Point[],
  width: number,
  from: Box,
  to: Box,
): EdgePath {
  const length = 6 + 1.4 * width;
  const tip = { x: end.x - 1, y: end.y };
  const neck = { x: tip.x - length + 1, y: end.y };
  const against = neck.x - start.x < 20;
  // in one row a line would run through what it links; elsewhere it swings around, behind the cards
  const backward = against && Math.abs(end.y - start.y) < from.height;
  if (against && !backward) {
    return swing(id, start, neck, tip, width);
  }
  const points = backward
    ? [start, ...detour(start, neck, from, to), neck]
    : [start, ...through, neck];
  const segments = points.slice(1).map((point, index) => {
    const before = points[index];
    const reach = Math.max(24, Math.abs(point.x - before.x) / 2);
    const bend = backward ? Math.min(reach, 40) : reach;
    const direction = backward && index === 1 ? -1 : 1;
    // out to the right, back below, and round to the right again: no corner in between
    const leaves = backward && index > 0 ? -1 : 1;
    return `C${before.x + bend * leaves},${before.y} ${
      point.x - bend * (backward && index === 0 ? -1 : direction)
    },${point.y} ${point.x},${point.y}`;
  });
  const [labelFrom, labelTo] = [
    points[points.length - 2],
    points[points.length - 1],
  ];
  return {
    id,
    path: `M${start.x},${start.y}${segments.join('')}`,
    arrow: arrow(tip, length, width),
    label: {
      x: (labelFrom.x + labelTo.x) / 2,
      y: (labelFrom.y + labelTo.y) / 2,
    },
    // a label may reach over the arrow, which is narrower than the label is high
    labelRoom: Math.abs(labelTo.x - labelFrom.x) + length - 3,
    flat: Math.abs(labelTo.y - labelFrom.y) < 14,
    bounds: around([...points, tip], backward ? 80 : width),
  };
}

/** A line against the direction of the graph, to another row. */
function swing(
  id: string,
  start: Point,
  neck: Point,
  tip: Point,
  width: number,
): EdgePath {
  const bend = Math.min(90, 40 + Math.abs(start.y - neck.y) / 6);
  return {
    id,
    path: `M${start.x},${start.y}C${start.x + bend},${start.y} ${
      neck.x - bend
    },${neck.y} ${neck.x},${neck.y}`,
    arrow: arrow(tip, tip.x - neck.x + 1, width),
    label: { x: (start.x + neck.x) / 2, y: (start.y + neck.y) / 2 },
    labelRoom: Math.abs(start.x - neck.x),
    flat: false,
    bounds: around([start, tip], bend),
  };
}

/** Two points below both boxes, for a line that runs against the direction of the graph. */
function detour(start: Point, end: Point, from: Box, to: Box): Point[] {
  const y = Math.max(from.y + from.height, to.y + to.height) + 18;
  return [
    { x: start.x - 10, y },
    { x: end.x + 10, y },
  ];
}

/** A workload that calls itself: a loop over its top right corner. */
function loop(id: string, box: Box, width: number): EdgePath {
  const right = box.x + box.width;
  const y = box.y + 18;
  const x = right - 34;
  const length = 6 + 1.4 * width;
  return {
    id,
    path: `M${right},${y}C${right + 34},${y} ${right + 34},${box.y - 26} ${x},${
      box.y - 26
    }S${x - 12},${box.y - 16} ${x - 12},${box.y - length}`,
    arrow: `${x - 12},${box.y} ${x - 12 - 2.6 - 0.9 * width},${
      box.y - length
    } ${x - 12 + 2.6 + 0.9 * width},${box.y - length}`,
    label: { x: right + 6, y: box.y - 16 },
    labelRoom: 60,
    flat: false,
    bounds: around(
      [
        { x: box.x, y: box.y },
        { x: right, y },
      ],
      40,
    ),
  };
}

/** The box around points, with room at each side. */
function around(points: readonly Point[], room: number): Box {
  const { x, y, width, height } = boundsOf(
    points.map(point => ({ ...point, width: 0, height: 0 })),
  );
  return {
    x: x - room,
    y: y - room,
    width: width + 2 * room,
    height: height + 2 * room,
  };
}

function arrow(tip: Point, length: number, width: number): string {
  const half = 2.6 + 0.9 * width;
  return `${tip.x},${tip.y} ${tip.x - length},${tip.y - half} ${
    tip.x - length
  },${tip.y + half}`;
}
