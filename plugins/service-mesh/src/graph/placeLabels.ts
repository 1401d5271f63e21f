import { BoxGrid } from './BoxGrid';
import { compareIds } from './compare';
import type { Box, Point } from './layoutTypes';

/** A label that wants to be shown in the middle of its line. */
export interface LabelWish {
  id: string;
  middle: Point;
  width: number;
  height: number;
  /** Free width between the columns there. */
  room: number;
  /** Who keeps its place where two meet. */
  weight: number;
}

/**
 * Decides which labels are shown: the heaviest first, and none that is wider than its gap, or meets a node or another label. The
 * others wait for hover.
 *
 * @returns ids of the shown ones
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  nodes: readonly Box[],
): Set<string> {
  const taken = new BoxGrid(nodes);
  const shown = new Set<string>();
  const ordered = [...wishes].sort(
    (a, b) => b.weight - a.weight || compareIds(a, b),
  );
  for (const wish of ordered) {
    const box = {
      x: wish.middle.x - wish.width / 2,
      y: wish.middle.y - wish.height / 2,
      width: wish.width,
      height: wish.height,
    };
    if (wish.width <= wish.room && !taken.meets(box)) {
      taken.add(box);
      shown.add(wish.id);
    }
  }
  return shown;
}
