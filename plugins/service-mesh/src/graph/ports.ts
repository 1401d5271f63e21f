import { compareIds } from './compare';
import type { Box } from './layoutTypes';
import type { EdgeEnds } from './waypoints';

const PORT_GAP = 12;

/**
 * The height at which each edge leaves or enters its box.
 *
 * @param asked - ids of the boxes that it is asked of
 */
export function portHeights(
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
