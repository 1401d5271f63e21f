import { hasRequestNumbers } from '../health/judge';
import { compareEdges, compareGroups, compareNodes } from './compare';
import type { PlacedGraph } from './frames';
import { gatherAtFrames } from './gather';
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
import { showLabels } from './lineLabels';
import { lineLooks } from './lineLooks';
import type { EdgePath } from './lineShape';
import { GraphEdge, GraphNode, MeshGraph } from './model';
import { isOutside } from './outside';
import {
  EdgeLabelText,
  EdgeView,
  FrameView,
  NodeView,
  RenderModel,
  RenderOptions,
} from './renderModel';
import { RouteMemory } from './RoutePlan';
import { bundleEdges } from './simplify';

/** Size of the card of a node that has no request numbers. */
export const COMPACT_WIDTH = 132;
export const COMPACT_HEIGHT = 62;

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

/** The last step of the pipeline: what is drawn where. */
export function renderGraph(
  graph: MeshGraph,
  layout: PlacedGraph,
  options: RenderOptions = {},
): RenderModel {
  const { label, crowd, routed = true, area, apart } = options;
  const { routes = new RouteMemory() } = options;
  const nodes = [...graph.nodes.values()]
    .filter(({ id }) => Object.hasOwn(layout.positions, id))
    .sort(compareNodes)
    .map(graphNode => nodeView(graphNode, graph, layout.positions));
  const boxes = new Map(nodes.map(node => [node.id, cardBox(node)]));
  const cards = [...boxes.values()];
  const ends = graph.groups && gatherAtFrames(graph, apart);
  if (ends) {
    Object.entries(layout.frames).forEach(([id, box]) => boxes.set(id, box));
  }
  const bundles = bundleEdges(graph, compareEdges, ends).filter(
    ({ source, target }) => boxes.has(source) && boxes.has(target),
  );
  const looksOf = lineLooks(bundles, graph, crowd);
  const plan = routes.plan({
    edges: bundles,
    boxes,
    waypoints: layout.waypoints,
    area,
  });
  const drawn = bundles.filter(({ id }) => plan.isDrawn(id));
  const edges = drawn.map<EdgeView>(bundle => {
    const looks = looksOf(bundle);
    return {
      ...looks,
      id: bundle.id,
      source: bundle.source,
      target: bundle.target,
      bundle,
      geometry: (routed && plan.pathOf(bundle.id, looks.width)) || NO_PATH,
      label: (!looks.faint && label?.(bundle)) || NO_LABEL,
      labelShown: false,
    };
  });
  if (label) {
    showLabels(
      edges.filter(edge => edge.label !== NO_LABEL),
      area ? cards.filter(box => boxesMeet(box, area)) : cards,
    );
  }
  return { nodes, edges, frames: frameViews(graph, layout), bundles };
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
