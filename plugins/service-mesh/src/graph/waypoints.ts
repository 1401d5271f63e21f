import { Box, Point, boundsOf, readPairKey } from './layoutTypes';

/** One line to draw, before it has a place. */
export interface EdgeEnds {
  id: string;
  source: string;
  target: string;
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
export type Waypoints = Readonly<Record<string, readonly Point[]>>;

/** The points by source and target: looked up thousands of times for each layout, and keys of pairs take long to write. */
const indexes = new WeakMap<
  Waypoints,
  Map<string, Map<string, readonly Point[]>>
>();

/** The points that a line passes between its ends. */
export function pointsOf(
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
