import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import type { Viewport } from '@xyflow/react';
import { BoxGrid, EdgeView, NodeView, RenderModel } from '../graph';
import { markColour } from './markColour';
import { markPath } from './markPath';
import type { Palette } from './palette';

/** Half of the size of a mark on the screen. */
const MARK_RADIUS = 4.5;

/** Names are told of what fails, and of so many that are busiest. */
const BUSIEST = 12;

const FONT = '600 11px';
const NAME_HEIGHT = 15;

/** A title of a group needs so much room to be read. */
const MIN_TITLE = 30;

/** With more lines than this healthy ones step back, or nothing else is to be seen. */
const MANY_LINES = 400;

/** What is drawn, prepared once for all views of it. */
export interface OverviewScene {
  model: RenderModel;
  /** Lines by tone, in pixels at zoom 1. */
  lines: Map<EdgeView['tone'], Path2D>;
  /** The line of one call or bundle. */
  lineOf(id: string): Path2D | undefined;
  /** Ids of nodes with a name, the worst and busiest first. */
  named: readonly NodeView[];
}

/** What stands out of the rest. */
export interface Highlight {
  found: ReadonlySet<string> | undefined;
  /** Under the pointer, in focus, or picked. */
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
  /** The name of a node. */
  nameOf(node: NodeView): string;
  font: string;
}

/** States whose shape is an outline. */
const HOLLOW: readonly HealthState[] = [
  'failing-because',
  'no-traffic',
  'too-few',
  'not-measured',
];

const BROKEN: readonly HealthState[] = ['failing', 'failing-because'];

export function overviewScene(model: RenderModel): OverviewScene {
  const lines: OverviewScene['lines'] = new Map();
  const centres = new Map(
    model.nodes.map(({ id, box }) => [
      id,
      { x: box.x + box.width / 2, y: box.y + box.height / 2 },
    ]),
  );
  const draw = (to: Path2D, { source, target }: EdgeView) => {
    const from = centres.get(source);
    const end = centres.get(target);
    if (from && end) {
      // from mark to mark: there are no cards that a line could begin at
      const middle = (from.x + end.x) / 2;
      to.moveTo(from.x, from.y);
      to.bezierCurveTo(middle, from.y, middle, end.y, end.x, end.y);
    }
    return to;
  };
  for (const edge of model.edges) {
    lines.set(edge.tone, draw(lines.get(edge.tone) ?? new Path2D(), edge));
  }
  const edges = new Map(model.edges.map(edge => [edge.id, edge]));
  const single = new Map<string, Path2D>();
  const lineOf = (id: string) => {
    const known = single.get(id);
    const edge = known ? undefined : edges.get(id);
    if (edge) {
      single.set(id, draw(new Path2D(), edge));
    }
    return single.get(id);
  };
  const broken = model.nodes.filter(({ graphNode }) =>
    BROKEN.includes(graphNode.health.state),
  );
  const busiest = [...model.nodes]
    .sort((a, b) => rateOf(b) - rateOf(a))
    .slice(0, BUSIEST)
    .filter(node => rateOf(node) > 0);
  return {
    model,
    lines,
    lineOf,
    named: [...new Set([...broken, ...busiest])],
  };
}

function rateOf({ graphNode }: NodeView): number {
  return graphNode.node.stats.requestsPerSecond ?? 0;
}

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
  for (const { box } of scene.model.frames) {
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, box.height, 8);
    context.globalAlpha = 0.06;
    context.fillStyle = palette.acc;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = palette.acc;
    context.lineWidth = 1 / zoom;
    context.stroke();
  }
  const tones: [EdgeView['tone'], string][] = [
    ['quiet', palette.edge],
    ['new', palette.acc],
    ['warn', palette.warn],
    ['fail', palette.fail],
  ];
  const many = scene.model.edges.length > MANY_LINES;
  context.lineWidth = 1 / zoom;
  for (const [tone, colour] of tones) {
    const path = scene.lines.get(tone);
    if (path) {
      context.globalAlpha =
        (tone === 'quiet' && many ? 0.35 : 0.9) * (highlight.found ? 0.4 : 1);
      context.strokeStyle = colour;
      context.stroke(path);
    }
  }
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

  // names last, the most important first, and none over another
  const taken = new BoxGrid();
  context.font = `${FONT} ${highlight.font}`;
  context.textBaseline = 'middle';
  for (const { box, group } of scene.model.frames) {
    context.fillStyle = palette.text;
    context.fillText(
      group.title,
      box.x * zoom + x + 6,
      box.y * zoom + y + NAME_HEIGHT / 2,
      box.width * zoom - 12,
    );
  }
  const groups = scene.model.nodes.filter(({ graphNode }) => graphNode.group);
  for (const node of groups) {
    const { width } = node.box;
    const room = width * zoom - 2 * MARK_RADIUS - 12;
    if (room > MIN_TITLE) {
      const centre = centreOf(node);
      context.fillStyle = palette.text;
      context.fillText(
        highlight.nameOf(node),
        centre.x + MARK_RADIUS + 4,
        centre.y,
        room,
      );
    }
  }
  const wanted = [
    ...scene.model.nodes.filter(({ id }) => highlight.nodes.has(id)),
    ...scene.named,
  ].filter(({ graphNode }) => !graphNode.group);
  for (const node of new Set(wanted)) {
    const centre = centreOf(node);
    const name = highlight.nameOf(node);
    const width = context.measureText(name).width;
    const box = {
      x: centre.x + MARK_RADIUS + 4,
      y: centre.y - NAME_HEIGHT / 2,
      width,
      height: NAME_HEIGHT,
    };
    const dim = highlight.found !== undefined && !highlight.found.has(node.id);
    if (dim || taken.meets(box)) {
      continue;
    }
    taken.add(box);
    context.lineWidth = 4;
    context.strokeStyle = palette.canvas;
    context.strokeText(name, box.x, centre.y);
    context.fillStyle = palette.text;
    context.fillText(name, box.x, centre.y);
  }
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
