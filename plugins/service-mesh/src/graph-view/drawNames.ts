import type { Viewport } from '@xyflow/react';
import { Box, BoxGrid, NodeView, Point } from '../graph';
import { MARK_RADIUS } from './markPath';
import type { Highlight, OverviewScene } from './overviewScene';
import type { Palette } from './palette';

const FONT = '600 11px';
const NAME_HEIGHT = 15;

/** Between a mark and its name. */
const GAP = MARK_RADIUS + 4;

/** A title of a group needs so much room to be read. */
const MIN_TITLE = 30;

/**
 * Writes names onto the overview, on top of all else: titles of groups where they stand, then names beside marks, the most important
 * first. No name stands over another, over a card, or across the border of a frame; one that finds no place is left out.
 */
export function drawNames(
  context: CanvasRenderingContext2D,
  scene: OverviewScene,
  { x, y, zoom }: Viewport,
  highlight: Highlight,
  palette: Palette,
  centreOf: (node: NodeView) => Point,
): void {
  const toScreen = (box: Box): Box => ({
    x: box.x * zoom + x,
    y: box.y * zoom + y,
    width: box.width * zoom,
    height: box.height * zoom,
  });
  context.font = `${FONT} ${highlight.font}`;
  context.textBaseline = 'middle';
  context.fillStyle = palette.text;

  const { nodes, frames } = scene.model;
  const taken = new BoxGrid();
  for (const { group, box } of frames) {
    const frame = toScreen(box);
    const title = cut(context, group.title, frame.width - 12);
    context.fillText(title, frame.x + 6, frame.y + NAME_HEIGHT / 2 + 1);
    bordersOf(frame).forEach(border => taken.add(border));
    taken.add({ ...frame, height: NAME_HEIGHT });
  }
  const untitled = new Set<string>();
  for (const node of nodes.filter(({ graphNode }) => graphNode.group)) {
    const card = toScreen(node.box);
    const room = card.width - 2 * MARK_RADIUS - 12;
    const centre = centreOf(node);
    taken.add(card);
    if (room > MIN_TITLE) {
      const title = cut(context, highlight.nameOf(node), room);
      context.fillText(title, centre.x + GAP, centre.y);
    } else {
      untitled.add(node.id);
    }
  }

  const wanted = [
    ...nodes.filter(({ id }) => highlight.nodes.has(id)),
    ...scene.named,
  ].filter(({ id, graphNode }) => !graphNode.group || untitled.has(id));
  for (const node of new Set(wanted)) {
    const dim = highlight.found !== undefined && !highlight.found.has(node.id);
    const name = highlight.nameOf(node);
    const beside = node.graphNode.group
      ? toScreen(node.box)
      : around(centreOf(node));
    const place = dim
      ? undefined
      : placesBeside(beside, context.measureText(name).width).find(
          box => !taken.meets(box),
        );
    if (place) {
      taken.add(place);
      const middle = place.y + NAME_HEIGHT / 2;
      context.lineWidth = 4;
      context.strokeStyle = palette.canvas;
      context.strokeText(name, place.x, middle);
      context.fillStyle = palette.text;
      context.fillText(name, place.x, middle);
    }
  }
}

/** A text that ends where the room does: squeezed letters could not be read. */
export function cut(
  context: Pick<CanvasRenderingContext2D, 'measureText'>,
  text: string,
  room: number,
): string {
  if (context.measureText(text).width <= room) {
    return text;
  }
  let length = text.length - 1;
  while (
    length > 1 &&
    context.measureText(`${text.slice(0, length)}…`).width > room
  ) {
    length -= 1;
  }
  return `${text.slice(0, length).trimEnd()}…`;
}

function around({ x, y }: Point): Box {
  return {
    x: x - MARK_RADIUS,
    y: y - MARK_RADIUS,
    width: 2 * MARK_RADIUS,
    height: 2 * MARK_RADIUS,
  };
}

/** Where a name can stand: right of what it names, left, above, below. */
function placesBeside({ x, y, width, height }: Box, textWidth: number): Box[] {
  const middle = y + (height - NAME_HEIGHT) / 2;
  const centred = x + (width - textWidth) / 2;
  return [
    { x: x + width + 4, y: middle },
    { x: x - 4 - textWidth, y: middle },
    { x: centred, y: y - NAME_HEIGHT },
    { x: centred, y: y + height },
  ].map(corner => ({ ...corner, width: textWidth, height: NAME_HEIGHT }));
}

/** The lines of a frame, which a name must not cross. */
function bordersOf({ x, y, width, height }: Box): Box[] {
  return [
    { x: x - 1, y, width: 2, height },
    { x: x + width - 1, y, width: 2, height },
    { x, y: y + height - 1, width, height: 2 },
  ];
}
