import type { Viewport } from '@xyflow/react';
import type { Box, Size } from '../graph';

/** Pixels at the sides of the canvas that something stands on. */
export interface Insets {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Room that is kept free where nothing was measured: the tag of the component stands above its card, zoom at the right, the legend below. */
const PADDING: Insets = { top: 28, right: 60, bottom: 88, left: 12 };

/** Between the graph and what stands on the canvas. */
const GAP = 10;

/** What stands on a canvas takes no more than this share of its height. */
const MOST_COVERED = 0.4;

/** The room that the legends and the buttons of a canvas take; each says by `data-overlay` at which side it stands. */
export function coveredBy(canvas: HTMLElement): Insets {
  const area = canvas.getBoundingClientRect();
  const overlays = canvas.parentElement?.parentElement?.querySelectorAll(
    '[data-overlay="bottom"]',
  );
  const tops = [...(overlays ?? [])]
    .map(overlay => overlay.getBoundingClientRect())
    .filter(({ height }) => height > 0)
    .map(({ top }) => area.bottom - top + GAP);
  return {
    ...PADDING,
    bottom:
      tops.length > 0
        ? Math.min(Math.max(...tops), MOST_COVERED * area.height)
        : PADDING.bottom,
  };
}

/** The canvas of a page that has no size yet. */
const SOME_CANVAS: Size = { width: 1000, height: 600 };

/** The largest view in which all of the box is to be seen. */
export function fitView(
  box: Box,
  canvas: Size,
  zoom: { min: number; max: number },
  covered: Insets = PADDING,
): Viewport {
  const { width, height } = canvas.width > 0 ? canvas : SOME_CANVAS;
  const free = {
    width: Math.max(1, width - covered.left - covered.right),
    height: Math.max(1, height - covered.top - covered.bottom),
  };
  const scale = clamp(
    Math.min(
      free.width / Math.max(1, box.width),
      free.height / Math.max(1, box.height),
    ),
    zoom.min,
    zoom.max,
  );
  return {
    x: covered.left + (free.width - box.width * scale) / 2 - box.x * scale,
    y: covered.top + (free.height - box.height * scale) / 2 - box.y * scale,
    zoom: scale,
  };
}

/** The view of this size that has a box in its middle. */
export function centreOn(box: Box, canvas: Size, zoom: number): Viewport {
  const { width, height } = canvas.width > 0 ? canvas : SOME_CANVAS;
  return {
    x: width / 2 - (box.x + box.width / 2) * zoom,
    y: height / 2 - (box.y + box.height / 2) * zoom,
    zoom,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
