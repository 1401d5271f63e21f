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
    Object.values(layout.waypoints).every(
      points => Array.isArray(points) && points.every(isPoint),
    )
  );
}

function isPoint(point: unknown): boolean {
  return (
    isRecord(point) && Number.isFinite(point.x) && Number.isFinite(point.y)
  );
}
