import type {
  HealthState,
  MtlsState,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { addStats, hasRequestNumbers, isUnmeasured } from '../health/judge';
import { compareEdges, compareGroups, compareNodes } from './compare';
import { MIN_WIDTH, edgeWidth } from './edgeWidth';
import type { PlacedGraph } from './frames';
import { groupSize } from './groupSize';
import {
  Box,
  MEMBER_SIZE,
  NODE_HEIGHT,
  NODE_SIZE,
  NODE_WIDTH,
  Point,
  Size,
  boxesMeet,
} from './layoutTypes';
import type { EdgePath } from './lineShape';
import { GraphEdge, GraphGroup, GraphNode, MeshGraph } from './model';
import { placeLabels } from './placeLabels';
import { RouteMemory } from './RoutePlan';
import { EdgeBundle, bundleEdges } from './simplify';

/** Size of the card of a node that has no request numbers. */
export const COMPACT_WIDTH = 132;
export const COMPACT_HEIGHT = 62;

/** A node with its card's place. */
export interface NodeView {
  id: string;
  graphNode: GraphNode;
  /** The calls that it makes, added up; for a pure client. */
  calls: readonly GraphEdge[];
  compact: boolean;
  /** Drawn with a dashed border and no fill. */
  outside: boolean;
  /** The reserved box. */
  box: Box;
}

/** The frame of an open group. */
export interface FrameView {
  id: string;
  group: GraphGroup;
  box: Box;
}

/** How a line is dashed: HTTP or gRPC in the mesh, TCP, one end outside the mesh, gone since the last look. */
export type EdgeDash = 'solid' | 'tcp' | 'outside' | 'gone';

/** A line with its path and label. */
export interface EdgeView {
  id: string;
  source: string;
  target: string;
  bundle: EdgeBundle;
  /** Of all its calls. */
  stats: TrafficStats;
  dash: EdgeDash;
  width: number;
  tone: 'quiet' | 'warn' | 'fail' | 'new';
  /** Steps back among very many lines, as fine as can be: nothing is wrong with it, and nothing new. */
  faint: boolean;
  mtls: MtlsState | undefined;
  geometry: EdgePath;
  /** Empty where labels are not asked for. */
  label: EdgeLabelText;
  /** Whether the label fits without hover. */
  labelShown: boolean;
}

/** What stands at a line: the rate above it, and below it what is wrong. */
export interface EdgeLabelText {
  rate: string;
  trouble?: string;
  troubleTone?: 'fail' | 'warn' | 'quiet' | 'better';
}

/** Everything that is to be drawn, in drawing and Tab order: nodes worst first. */
export interface RenderModel {
  nodes: NodeView[];
  /** The lines that are drawn: all, or those in the area that was asked for. */
  edges: EdgeView[];
  frames: FrameView[];
  /** What there is a line for, drawn or not. */
  bundles: readonly EdgeBundle[];
}

/** What of a graph is drawn, and how closely. */
export interface RenderOptions {
  /** Writes the label of a line; without it there are none. */
  label?: (bundle: EdgeBundle) => EdgeLabelText;
  /** So many lines that those step back that are well: nobody could tell whose label it is, so they have none. */
  crowded?: boolean;
  /** False where nodes are marks, and lines run straight from one to the other. */
  routed?: boolean;
  /** Lines that stay outside of it are left out, and cost nothing; all are drawn without it. */
  area?: Box;
  /** Knows where lines ran the last time. */
  routes?: RouteMemory;
}

/** Whether a node stands outside of the mesh or of the clusters; who has an identity in the mesh does not. */
export function isOutside({ node }: GraphNode): boolean {
  return isUnmeasured(node) && node.meshIdentity === undefined;
}

const TONES: Partial<Record<HealthState, EdgeView['tone']>> = {
  failing: 'fail',
  'failing-because': 'fail',
  degraded: 'warn',
};

/** Widths of characters of the label's type, to know its size without measuring the page. */
const CHARACTER = 6.4;
const LABEL_LINE = 16;

const NO_PATH: EdgePath = {
  id: '',
  path: '',
  arrow: '',
  label: { x: 0, y: 0 },
  labelRoom: 0,
  flat: false,
  bounds: { x: 0, y: 0, width: 0, height: 0 },
};

const NO_CALLS: readonly GraphEdge[] = [];

const NO_LABEL: EdgeLabelText = { rate: '' };

/** Lines that stand for several are drawn finer. */
const BUNDLE_WIDTH = 0.68;

/** A rate that wavers by less must not draw its line anew. In pixels. */
const WIDTH_STEP = 0.25;

/** The last step of the pipeline: what is drawn where. */
export function renderGraph(
  graph: MeshGraph,
  layout: PlacedGraph,
  options: RenderOptions = {},
): RenderModel {
  const { label, crowded, routed = true, area } = options;
  const { routes = new RouteMemory() } = options;
  const nodes = [...graph.nodes.values()]
    .filter(({ id }) => Object.hasOwn(layout.positions, id))
    .sort(compareNodes)
    .map(graphNode => nodeView(graphNode, graph, layout.positions));
  const boxes = new Map(nodes.map(node => [node.id, cardBox(node)]));
  const bundles = bundleEdges(graph, compareEdges).filter(
    ({ source, target }) => boxes.has(source) && boxes.has(target),
  );
  const plan = routes.plan({
    edges: bundles,
    boxes,
    waypoints: layout.waypoints,
    area,
  });
  const drawn = bundles.filter(({ id }) => plan.isDrawn(id));
  const edges = drawn.map<EdgeView>(bundle => {
    const stats = bundleStats(bundle);
    const tone = toneOf(bundle);
    const faint = crowded === true && tone === 'quiet';
    const width = faint ? MIN_WIDTH : widthOf(bundle, stats);
    return {
      id: bundle.id,
      source: bundle.source,
      target: bundle.target,
      bundle,
      stats,
      dash: dashOf(bundle, graph),
      width,
      tone,
      faint,
      mtls: mtlsOf(bundle),
      geometry: (routed && plan.pathOf(bundle.id, width)) || NO_PATH,
      label: (!faint && label?.(bundle)) || NO_LABEL,
      labelShown: false,
    };
  });
  if (label) {
    const around = [...boxes.values()];
    showLabels(
      edges.filter(edge => edge.label !== NO_LABEL),
      area ? around.filter(box => boxesMeet(box, area)) : around,
    );
  }
  return { nodes, edges, frames: frameViews(graph, layout), bundles };
}

function widthOf({ edges }: EdgeBundle, stats: TrafficStats): number {
  const width = edgeWidth(stats) * (edges.length > 1 ? BUNDLE_WIDTH : 1);
  return Math.round(width / WIDTH_STEP) * WIDTH_STEP;
}

function nodeView(
  graphNode: GraphNode,
  graph: MeshGraph,
  positions: Readonly<Record<string, Point>>,
): NodeView {
  const calls = lastingOf(graph.outgoing.get(graphNode.id) ?? NO_CALLS);
  const { group, parent } = graphNode;
  const { x, y } = positions[graphNode.id];
  const { width, height } = boxSize(graphNode);
  return {
    id: graphNode.id,
    graphNode,
    calls,
    compact: !group && parent === undefined && isCompact(graphNode, calls),
    outside: isOutside(graphNode),
    box: { x, y, width, height },
  };
}

/** Without those that are gone; the same list where none is. */
function lastingOf(calls: readonly GraphEdge[]): readonly GraphEdge[] {
  return calls.some(({ change }) => change === 'gone')
    ? calls.filter(({ change }) => change !== 'gone')
    : calls;
}

function boxSize({ group, parent }: GraphNode): Size {
  if (group) {
    return groupSize(group.members.length);
  }
  return parent === undefined ? NODE_SIZE : MEMBER_SIZE;
}

/** A frame is another thing than the card of the same group, which is there while it is closed. */
function frameId(groupId: string): string {
  return `frame of ${groupId}`;
}

function frameViews(graph: MeshGraph, { frames }: PlacedGraph): FrameView[] {
  return Object.entries(frames)
    .flatMap(([id, box]) => {
      const group = graph.groups?.get(id);
      return group ? { id: frameId(id), group, box } : [];
    })
    .sort((a, b) => compareGroups(a.group, b.group));
}

/** Marks the labels that can be read. */
function showLabels(edges: EdgeView[], cards: readonly Box[]): void {
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

function isCompact(graphNode: GraphNode, calls: readonly GraphEdge[]): boolean {
  const { node, focus } = graphNode;
  if (node.type !== 'workload' || (isOutside(graphNode) && !focus)) {
    return true;
  }
  const { tcp } = node.stats;
  return !(
    focus ||
    hasRequestNumbers(node.stats) ||
    calls.length > 0 ||
    (tcp?.readBytesPerSecond !== undefined &&
      tcp.writeBytesPerSecond !== undefined)
  );
}

/** The box of the visible card, in the middle of what is reserved for it. */
export function cardBox({
  compact,
  box,
}: Pick<NodeView, 'compact' | 'box'>): Box {
  return compact
    ? {
        x: box.x + (NODE_WIDTH - COMPACT_WIDTH) / 2,
        y: box.y + (NODE_HEIGHT - COMPACT_HEIGHT) / 2,
        width: COMPACT_WIDTH,
        height: COMPACT_HEIGHT,
      }
    : box;
}

/** The numbers of all calls of a line. */
export function bundleStats({ edges }: EdgeBundle): TrafficStats {
  return edges.length === 1
    ? edges[0].edge.stats
    : addStats(edges.map(({ edge }) => edge.stats));
}

function dashOf(bundle: EdgeBundle, graph: MeshGraph): EdgeDash {
  if (bundle.edges.every(({ change }) => change === 'gone')) {
    return 'gone';
  }
  const ends = [bundle.source, bundle.target].map(id => graph.nodes.get(id));
  if (ends.some(node => node !== undefined && isOutside(node))) {
    return 'outside';
  }
  return bundle.edges.every(({ edge }) => edge.protocol === 'tcp')
    ? 'tcp'
    : 'solid';
}

function toneOf({ edges }: EdgeBundle): EdgeView['tone'] {
  return (
    TONES[edges[0].health.state] ??
    (edges.every(({ change }) => change === 'new') ? 'new' : 'quiet')
  );
}

function mtlsOf({ edges }: EdgeBundle): MtlsState | undefined {
  const [{ edge }] = edges;
  return edges.every(other => other.edge.mtls === edge.mtls)
    ? edge.mtls
    : 'mixed';
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
