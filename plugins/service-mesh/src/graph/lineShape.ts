import { Box, Point, boundsOf } from './layoutTypes';

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

/** A line from one box to another. */
export function drawLine(
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
export function drawLoop(id: string, box: Box, width: number): EdgePath {
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
