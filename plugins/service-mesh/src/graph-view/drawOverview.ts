import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import type { Viewport } from '@xyflow/react';
import type { EdgeView, NodeView } from '../graph';
import { drawNames } from './drawNames';
import { markColour } from './markColour';
import { MARK_RADIUS, markPath } from './markPath';
import type { Highlight, OverviewScene } from './overviewScene';
import type { Palette } from './palette';

/** With more lines than this healthy ones step back, or nothing else is to be seen. */
const MANY_LINES = 400;

/** States whose shape is an outline. */
const HOLLOW: readonly HealthState[] = [
  'failing-because',
  'no-traffic',
  'too-few',
  'not-measured',
];

/** Draws the whole graph as seen from far away: one mark per node, lines as fine as can be. */
export function drawOverview(
  context: CanvasRenderingContext2D,
  scene: OverviewScene,
  { x, y, zoom }: Viewport,
  highlight: Highlight,
  palette: Palette,
  size: { width: number; height: number; ratio: number },
): void {
  const { ratio } = size;
  const toGraph = () =>
    context.setTransform(
      zoom * ratio,
      0,
      0,
      zoom * ratio,
      x * ratio,
      y * ratio,
    );
  const toScreen = () => context.setTransform(ratio, 0, 0, ratio, 0, 0);
  toScreen();
  context.clearRect(0, 0, size.width, size.height);
  context.lineJoin = 'round';

  toGraph();
  const many = scene.model.edges.length > MANY_LINES;
  const ink = (tone: EdgeView['tone']) =>
    (tone === 'quiet' && many ? 0.35 : 0.9) * (highlight.found ? 0.4 : 1);
  drawLines(context, scene.passing, { zoom, ink, palette });
  for (const { box } of scene.model.frames) {
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, box.height, 8);
    context.fillStyle = palette.canvas;
    context.fill();
    context.globalAlpha = 0.06;
    context.fillStyle = palette.acc;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = palette.acc;
    context.lineWidth = 1 / zoom;
    context.stroke();
  }
  drawLines(context, scene.lines, { zoom, ink, palette });
  context.globalAlpha = 1;
  context.strokeStyle = palette.acc;
  context.lineWidth = 2 / zoom;
  for (const id of highlight.edges) {
    const path = scene.lineOf(id);
    if (path) {
      context.stroke(path);
    }
  }

  toScreen();
  const marks = new Map<
    string,
    { state: HealthState; dim: boolean; path: string }
  >();
  const centreOf = ({ box, graphNode }: NodeView) => ({
    x: graphNode.group
      ? box.x * zoom + x + MARK_RADIUS + 5
      : (box.x + box.width / 2) * zoom + x,
    y: (box.y + box.height / 2) * zoom + y,
  });
  for (const node of scene.model.nodes) {
    const { graphNode, id } = node;
    const centre = centreOf(node);
    if (
      centre.x < -MARK_RADIUS ||
      centre.y < -MARK_RADIUS ||
      centre.x > size.width / ratio + MARK_RADIUS ||
      centre.y > size.height / ratio + MARK_RADIUS
    ) {
      continue;
    }
    const dim = highlight.found !== undefined && !highlight.found.has(id);
    if (graphNode.group) {
      drawGroup(context, node, { x, y, zoom }, dim, palette);
    }
    const { state } = graphNode.health;
    const key = `${state} ${dim}`;
    const mark = marks.get(key) ?? { state, dim, path: '' };
    mark.path += markPath(state, centre.x, centre.y, MARK_RADIUS);
    marks.set(key, mark);
  }
  for (const { state, dim, path } of marks.values()) {
    // healthy is quiet
    context.globalAlpha = (dim ? 0.25 : 1) * (state === 'healthy' ? 0.6 : 1);
    drawMarks(context, new Path2D(path), state, palette);
  }
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeStyle = palette.acc;
  for (const node of scene.model.nodes) {
    if (highlight.nodes.has(node.id)) {
      const centre = centreOf(node);
      context.beginPath();
      context.arc(centre.x, centre.y, MARK_RADIUS + 4, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  drawNames(context, scene, { x, y, zoom }, highlight, palette, centreOf);
}

function drawLines(
  context: CanvasRenderingContext2D,
  lines: OverviewScene['lines'],
  look: {
    zoom: number;
    ink(tone: EdgeView['tone']): number;
    palette: Palette;
  },
): void {
  const { zoom, ink, palette } = look;
  const tones: [EdgeView['tone'], string][] = [
    ['quiet', palette.edge],
    ['new', palette.acc],
    ['warn', palette.warn],
    ['fail', palette.fail],
  ];
  context.lineWidth = 1 / zoom;
  for (const [tone, colour] of tones) {
    const path = lines.get(tone);
    if (path) {
      context.globalAlpha = ink(tone);
      context.strokeStyle = colour;
      context.stroke(path);
    }
  }
  context.globalAlpha = 1;
}

function drawGroup(
  context: CanvasRenderingContext2D,
  { box }: NodeView,
  { x, y, zoom }: Viewport,
  dim: boolean,
  palette: Palette,
): void {
  context.globalAlpha = dim ? 0.4 : 1;
  context.beginPath();
  context.roundRect(
    box.x * zoom + x,
    box.y * zoom + y,
    box.width * zoom,
    box.height * zoom,
    Math.max(2, 8 * zoom),
  );
  context.fillStyle = palette.card;
  context.fill();
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.stroke();
  context.globalAlpha = 1;
}

function drawMarks(
  context: CanvasRenderingContext2D,
  path: Path2D,
  state: HealthState,
  palette: Palette,
): void {
  const hollow = HOLLOW.includes(state);
  context.fillStyle = hollow ? palette.canvas : markColour(state, palette);
  context.fill(path);
  if (hollow) {
    context.lineWidth = 1.4;
    context.strokeStyle = markColour(state, palette);
    context.setLineDash(
      state === 'too-few' || state === 'not-measured' ? [2, 1.8] : [],
    );
    context.stroke(path);
    context.setLineDash([]);
  }
}
