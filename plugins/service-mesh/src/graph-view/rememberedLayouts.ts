import type { GroupedLayout, Layout } from '../graph';
import { isRecord, scopedMemory } from './scopedMemory';

/** Where things stood when a graph was last seen in this browser, by what was asked. */
export const rememberedLayouts = scopedMemory<GroupedLayout>(
  'service-mesh.layouts',
  { scopes: 20, size: 12_000 },
  ({ base, inner }) =>
    [base, ...Object.values(inner)].reduce(
      (sum, { positions }) => sum + Object.keys(positions).length,
      0,
    ),
  isGroupedLayout,
);

function isGroupedLayout(value: unknown): value is GroupedLayout {
  return (
    isRecord(value) &&
    isRecord(value.inner) &&
    [value.base, ...Object.values(value.inner)].every(isLayout)
  );
}

function isLayout(layout: unknown): layout is Layout {
  return (
    isRecord(layout) &&
    isRecord(layout.positions) &&
    Object.values(layout.positions).every(isPoint) &&
    isRecord(layout.waypoints) &&
    Object.entries(layout.waypoints).every(
      ([line, points]) =>
        isPairKey(line) && Array.isArray(points) && points.every(isPoint),
    ) &&
    (layout.room === undefined || isBox(layout.room))
  );
}

/** The name of a line is read again where a node is moved. */
function isPairKey(line: string): boolean {
  try {
    const ends: unknown = JSON.parse(line);
    return (
      Array.isArray(ends) &&
      ends.length === 2 &&
      ends.every(end => typeof end === 'string')
    );
  } catch {
    return false;
  }
}

function isBox(box: unknown): boolean {
  return (
    isRecord(box) &&
    isPoint(box) &&
    Number.isFinite(box.width) &&
    Number.isFinite(box.height)
  );
}

function isPoint(point: unknown): boolean {
  return (
    isRecord(point) && Number.isFinite(point.x) && Number.isFinite(point.y)
  );
}
