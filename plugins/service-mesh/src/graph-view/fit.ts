import type { Viewport } from '@xyflow/react';
import type { Box, Size } from '../graph';

/** Room that is kept free at the sides of the canvas: the tag of the component stands above its card, the legend below the graph. */
const PADDING = { top: 28, right: 24, bottom: 88, left: 12 };

/** The canvas of a page that has no size yet. */
const SOME_CANVAS: Size = { width: 1000, height: 600 };

/** The largest view in which all of the box is to be seen. */
export function fitView(
  box: Box,
  canvas: Size,
  zoom: { min: number; max: number },
): Viewport {
  const { width, height } = canvas.width > 0 ? canvas : SOME_CANVAS;
  const free = {
    width: Math.max(1, width - PADDING.left - PADDING.right),
    height: Math.max(1, height - PADDING.top - PADDING.bottom),
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
    x: PADDING.left + (free.width - box.width * scale) / 2 - box.x * scale,
    y: PADDING.top + (free.height - box.height * scale) / 2 - box.y * scale,
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
