import type { Box, Point } from './layoutTypes';
import { placeLabels } from './placeLabels';
import type { EdgeView } from './renderModel';

/** Widths of characters of the label's type, to know its size without measuring the page. */
const CHARACTER = 6.4;
const LABEL_LINE = 16;

/** Marks the labels that can be read. */
export function showLabels(edges: EdgeView[], cards: readonly Box[]): void {
  const shown = placeLabels(
    edges.map(edge => ({
      id: edge.id,
      middle: labelMiddle(edge),
      room: edge.geometry.labelRoom,
      ...labelSize(edge),
      weight: edge.stats.requestsPerSecond ?? 0,
    })),
    cards,
  );
  for (const edge of edges) {
    edge.labelShown = shown.has(edge.id);
  }
}

/** A level line keeps its label above it, or around it where the label has two lines. */
function labelMiddle({ geometry, label, width }: EdgeView): Point {
  const { x, y } = geometry.label;
  return geometry.flat && !label.trouble
    ? { x, y: y - LABEL_LINE / 2 - width / 2 }
    : { x, y };
}

function labelSize(edge: Pick<EdgeView, 'label' | 'mtls'>) {
  const { rate, trouble } = edge.label;
  const lock = edge.mtls ? 14 : 0;
  return {
    width:
      Math.max(
        rate.length * CHARACTER + lock,
        (trouble?.length ?? 0) * CHARACTER,
      ) + 6,
    height: trouble ? 2 * LABEL_LINE : LABEL_LINE,
  };
}
