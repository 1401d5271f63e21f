import type { GroupedLayout } from './groupLayout';
import type { Layout, Point } from './layoutTypes';

/**
 * Puts a node or a group somewhere else. Lines to and from it run straight from then on.
 *
 * @param by - how far, in pixels at zoom 1
 */
export function moveNode(
  layout: GroupedLayout,
  id: string,
  by: Point,
): GroupedLayout {
  if (Object.hasOwn(layout.base.positions, id)) {
    return { ...layout, base: moved(layout.base, id, by) };
  }
  for (const [group, inner] of Object.entries(layout.inner)) {
    if (Object.hasOwn(inner.positions, id)) {
      return {
        ...layout,
        inner: { ...layout.inner, [group]: moved(inner, id, by) },
      };
    }
  }
  return layout;
}

function moved(
  { positions, waypoints }: Layout,
  id: string,
  by: Point,
): Layout {
  const { x, y } = positions[id];
  return {
    positions: {
      ...positions,
      [id]: { x: Math.round(x + by.x), y: Math.round(y + by.y) },
    },
    waypoints: Object.fromEntries(
      Object.entries(waypoints).filter(
        ([line]) => !(JSON.parse(line) as string[]).includes(id),
      ),
    ),
  };
}
