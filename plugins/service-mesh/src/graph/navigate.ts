import { GraphEdge, MeshGraph } from './model';
import type { Point } from './layoutTypes';

/** Directions of the arrow keys. */
export type Direction = 'caller' | 'callee' | 'up' | 'down';

/**
 * The node that an arrow key goes to: the worst caller or callee, or the next one in the same column.
 *
 * @param compare - orders edges, worst first
 * @returns undefined where there is none
 */
export function neighbourOf(
  id: string,
  direction: Direction,
  graph: MeshGraph,
  positions: Readonly<Record<string, Point>>,
  compare: (a: GraphEdge, b: GraphEdge) => number,
): string | undefined {
  if (direction === 'caller' || direction === 'callee') {
    const edges =
      (direction === 'caller' ? graph.incoming : graph.outgoing).get(id) ?? [];
    const [worst] = edges
      .filter(edge => edge.source !== edge.target)
      .sort(compare);
    return direction === 'caller' ? worst?.source : worst?.target;
  }
  const here = positions[id];
  if (!here) {
    return undefined;
  }
  const sign = direction === 'down' ? 1 : -1;
  const [next] = [...graph.nodes.keys()]
    .filter(other => {
      const place = positions[other];
      return (
        other !== id &&
        place !== undefined &&
        Math.abs(place.x - here.x) < 100 &&
        sign * (place.y - here.y) > 0
      );
    })
    .sort(
      (a, b) =>
        Math.abs(positions[a].y - here.y) - Math.abs(positions[b].y - here.y),
    );
  return next;
}
