import type { Box } from './edgePaths';
import type { Point } from './layout';

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
  const taken: Box[] = [...nodes];
  const shown = new Set<string>();
  const ordered = [...wishes].sort(
    (a, b) => b.weight - a.weight || a.id.localeCompare(b.id),
  );
  for (const wish of ordered) {
    const box = {
      x: wish.middle.x - wish.width / 2,
      y: wish.middle.y - wish.height / 2,
      width: wish.width,
      height: wish.height,
    };
    if (wish.width <= wish.room && !taken.some(other => meet(box, other))) {
      taken.push(box);
      shown.add(wish.id);
    }
  }
  return shown;
}

function meet(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width &&
    b.x < a.x + a.width &&
    a.y < b.y + b.height &&
    b.y < a.y + a.height
  );
}
