import type { LevelOfDetail } from './NodeCard';

/** From these zooms on cards tell everything, and their name and success. Below, all is one canvas. */
const FULL_ZOOM = 0.75;
const SHORT_ZOOM = 0.4;

/** Labels cannot be read below. */
const LABEL_ZOOM = 0.6;

/** What can be read at a zoom; the same in between, so that moving the canvas draws nothing anew. */
export const ZOOM_LEVELS: readonly {
  from: number;
  level: LevelOfDetail;
  labels: boolean;
}[] = [
  { from: FULL_ZOOM, level: 'full', labels: true },
  { from: LABEL_ZOOM, level: 'short', labels: true },
  { from: SHORT_ZOOM, level: 'short', labels: false },
  { from: 0, level: 'mark', labels: false },
];

/** The index of the level at a zoom. */
export function zoomLevel(zoom: number): number {
  return ZOOM_LEVELS.findIndex(({ from }) => zoom >= from);
}
