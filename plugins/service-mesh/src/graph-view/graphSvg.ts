import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import type { NumberFormats } from '../format';
import {
  Box,
  EdgeView,
  FrameView,
  MARKS_PER_ROW,
  MARK_SIZE,
  MAX_MARKS,
  NodeView,
  RenderModel,
  boundsOf,
  cardBox,
} from '../graph';
import { markColour } from './markColour';
import { markPath } from './markPath';
import type { Palette } from './palette';

/** Room around the picture, and for its caption. */
const MARGIN = 24;
const CAPTION = 32;

/** Letters that fit into a card of this width, at the size of its name. */
const LETTERS_PER_PIXEL = 1 / 7;

const DASHES: Partial<Record<EdgeView['dash'], string>> = {
  tcp: '9 4',
  outside: '2 4',
  gone: '1 5',
};

const HOLLOW: readonly HealthState[] = [
  'failing-because',
  'no-traffic',
  'too-few',
  'not-measured',
];

/** A picture of a graph as a file: the same places, lines and numbers as on the screen, without fonts or styles of the page. */
export function graphSvg(
  model: RenderModel,
  options: {
    /** Said above the picture. */
    caption: string;
    nameOf(node: NodeView): string;
    palette: Palette;
    n: NumberFormats;
  },
): { svg: string; width: number; height: number } {
  const { caption, palette } = options;
  const bounds = boundsOf([
    ...model.nodes.map(({ box }) => box),
    ...model.frames.map(({ box }) => box),
    ...model.edges.map(({ geometry }) => geometry.bounds),
  ]);
  const width = Math.ceil(bounds.width + 2 * MARGIN);
  const height = Math.ceil(bounds.height + 2 * MARGIN + CAPTION);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`,
    `<title>${escape(caption)}</title>`,
    `<rect width="100%" height="100%" fill="${palette.canvas}"/>`,
    text(MARGIN, MARGIN + 6, caption, 13, palette.muted),
    `<g transform="translate(${MARGIN - bounds.x} ${
      MARGIN + CAPTION - bounds.y
    })">`,
    ...model.edges
      .filter(({ passing }) => passing)
      .map(edge => edgeSvg(edge, palette)),
    ...model.frames.map(frame => frameSvg(frame, palette)),
    ...model.edges
      .filter(({ passing }) => !passing)
      .map(edge => edgeSvg(edge, palette)),
    ...model.nodes.map(node => nodeSvg(node, options)),
    ...model.edges
      .filter(({ labelShown }) => labelShown)
      .map(edge => labelSvg(edge, palette)),
    '</g></svg>',
  ];
  return { svg: parts.join('\n'), width, height };
}

function frameSvg({ group, box }: FrameView, palette: Palette): string {
  return [
    rect(box, `fill="${palette.card}" stroke="${palette.acc}" opacity="0.6"`),
    text(box.x + 14, box.y + 24, group.title, 13, palette.text, 'bold'),
    mark(group.state, box.x + box.width - 18, box.y + 19, 6, palette),
  ].join('');
}

function edgeSvg(edge: EdgeView, palette: Palette): string {
  const colour = {
    quiet: palette.edge,
    warn: palette.warn,
    fail: palette.fail,
    new: palette.acc,
  }[edge.tone];
  const dash = DASHES[edge.dash];
  return [
    `<path d="${edge.geometry.path}" fill="none" stroke="${colour}" stroke-width="${edge.width}"`,
    dash ? ` stroke-dasharray="${dash}"` : '',
    '/>',
    `<polygon points="${edge.geometry.arrow}" fill="${colour}"/>`,
  ].join('');
}

function labelSvg({ geometry, label, width }: EdgeView, palette: Palette) {
  const { x, y } = geometry.label;
  const colours = { fail: 'fail', warn: 'warn', quiet: 'muted', better: 'ok' };
  const tone = colours[label.troubleTone ?? 'quiet'] as keyof Palette;
  return [
    centred(x, y - 5 - width / 2, label.rate, palette.text, palette.canvas),
    label.trouble
      ? centred(
          x,
          y + 13 + width / 2,
          label.trouble,
          palette[tone],
          palette.canvas,
        )
      : '',
  ].join('');
}

function nodeSvg(
  node: NodeView,
  options: {
    nameOf(node: NodeView): string;
    palette: Palette;
    n: NumberFormats;
  },
): string {
  const { palette, n, nameOf } = options;
  const { graphNode, outside } = node;
  const { group, health } = graphNode;
  const { stats } = graphNode.node;
  const box = cardBox(node);
  const { x, y } = box;
  const letters = Math.floor((box.width - 36) * LETTERS_PER_PIXEL);
  const parts = [
    group
      ? rect({ ...box, x: x + 3, y: y + 3 }, cardPaint(palette, false))
      : '',
    rect(box, cardPaint(palette, outside)),
    text(x + 10, y + 20, cut(nameOf(node), letters), 13, palette.text, 'bold'),
    mark(health.state, x + box.width - 16, y + 16, 6, palette),
  ];
  const numbers = [
    stats.successRate !== undefined &&
      n.success(stats.successRate, stats.counts?.failures),
    stats.requestsPerSecond !== undefined && n.rps(stats.requestsPerSecond),
    group && n.count(group.members.length),
  ].filter(part => part !== false && part !== undefined);
  parts.push(text(x + 10, y + 42, numbers.join(' · '), 11.5, palette.muted));
  group?.members.slice(0, MAX_MARKS).forEach(({ health: each }, index) => {
    parts.push(
      mark(
        each.state,
        x + 10 + ((index % MARKS_PER_ROW) + 0.5) * MARK_SIZE,
        y + 52 + (Math.floor(index / MARKS_PER_ROW) + 0.5) * MARK_SIZE,
        3.1,
        palette,
      ),
    );
  });
  return parts.join('');
}

function cardPaint(palette: Palette, outside: boolean): string {
  return outside
    ? `fill="none" stroke="${palette.muted}" stroke-dasharray="4 3"`
    : `fill="${palette.card}" stroke="${palette.line}"`;
}

function mark(
  state: HealthState,
  x: number,
  y: number,
  radius: number,
  palette: Palette,
): string {
  const colour = markColour(state, palette);
  const paint = HOLLOW.includes(state)
    ? `fill="none" stroke="${colour}"`
    : `fill="${colour}"`;
  return `<path d="${markPath(state, x, y, radius)}" ${paint}/>`;
}

function rect({ x, y, width, height }: Box, paint: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" ${paint}/>`;
}

function text(
  x: number,
  y: number,
  words: string,
  size: number,
  colour: string,
  weight = 'normal',
): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escape(
    words,
  )}</text>`;
}

/** A label in the middle of a line, readable over what is below it. */
function centred(
  x: number,
  y: number,
  words: string,
  colour: string,
  ground: string,
): string {
  return `<text x="${x}" y="${y}" font-size="11.5" text-anchor="middle" fill="${colour}" stroke="${ground}" stroke-width="3" paint-order="stroke">${escape(
    words,
  )}</text>`;
}

function cut(words: string, letters: number): string {
  return words.length > letters ? `${words.slice(0, letters - 1)}…` : words;
}

function escape(words: string): string {
  return words
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
