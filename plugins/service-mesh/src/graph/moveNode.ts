import type { GroupedLayout } from './groupLayout';
import { roomOf } from './frames';
import { Layout, MEMBER_SIZE, Point, boundsOf } from './layoutTypes';

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
        inner: { ...layout.inner, [group]: movedInside(inner, id, by) },
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

/** A member stays in its frame, which grows right and down with it: to the other sides all others would move. */
function movedInside(layout: Layout, id: string, by: Point): Layout {
  const room = roomOf(layout);
  const { x, y } = layout.positions[id];
  const to = {
    x: Math.max(room.x, x + by.x),
    y: Math.max(room.y, y + by.y),
  };
  return {
    ...moved(layout, id, { x: to.x - x, y: to.y - y }),
    room: boundsOf([room, { ...to, ...MEMBER_SIZE }]),
  };
}
