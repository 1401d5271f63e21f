import { ReactFlowState, Viewport, useStore } from '@xyflow/react';
import { useCallback, useMemo } from 'react';
import type { Box, Size } from '../graph';

/** Lines are drawn so far beyond the view; the area grows in these steps, so that moving the canvas a little draws nothing anew. */
const MARGIN = 80;
const STEP = 240;

/**
 * The part of the plane that is in view, and somewhat more.
 *
 * @param wanted - false where all is drawn: then there is none
 * @param opening - the view before there is a canvas
 */
export function useArea(
  wanted: boolean,
  opening: Viewport,
  size: Size,
): Box | undefined {
  const key = useStore(
    useCallback(
      ({ panZoom, transform: [x, y, zoom], width, height }: ReactFlowState) => {
        const view = panZoom ? { x, y, zoom } : opening;
        const canvas = panZoom ? { width, height } : size;
        // a page without a size shows nothing of which a part could be drawn
        return wanted && canvas.width > 0 ? areaOf(view, canvas) : undefined;
      },
      [wanted, opening, size],
    ),
  );
  return useMemo(() => {
    if (key === undefined) {
      return undefined;
    }
    const [x, y, width, height] = key.split(' ').map(Number);
    return { x, y, width, height };
  }, [key]);
}

/** As text, which is the same for all views that need the same. */
function areaOf({ x, y, zoom }: Viewport, { width, height }: Size): string {
  const down = (value: number) => STEP * Math.floor((value - MARGIN) / STEP);
  const up = (value: number) => STEP * Math.ceil((value + MARGIN) / STEP);
  const [left, top] = [down(-x / zoom), down(-y / zoom)];
  const [right, bottom] = [up((width - x) / zoom), up((height - y) / zoom)];
  return [left, top, right - left, bottom - top].join(' ');
}
