import type {
  HealthState,
  MtlsState,
} from '@backstage-mesh/plugin-service-mesh-common';
import { addStats, hasRequestNumbers, isUnmeasured } from '../health/judge';
import { compareEdges, compareNodes } from './compare';
import { Box, EdgePath, edgeWidth, routeEdges } from './edgePaths';
import { Layout, NODE_HEIGHT, NODE_WIDTH, Point } from './layout';
import { GraphEdge, GraphNode, MeshGraph } from './model';
import { placeLabels } from './placeLabels';
import { EdgeBundle, bundleEdges } from './simplify';

/** Size of the card of a node that has no request numbers. */
export const COMPACT_WIDTH = 132;
export const COMPACT_HEIGHT = 62;

/** A node with its card's place. */
export interface NodeView {
  id: string;
  graphNode: GraphNode;
  /** The calls that it makes, added up; for a pure client. */
  calls: GraphEdge[];
  compact: boolean;
  /** Drawn with a dashed border and no fill. */
  outside: boolean;
  /** The reserved box. */
  position: Point;
}

/** How a line is dashed: HTTP or gRPC in the mesh, TCP, one end outside the mesh. */
export type EdgeDash = 'solid' | 'tcp' | 'outside';

/** A line with its path and label. */
export interface EdgeView {
  id: string;
  source: string;
  target: string;
  bundle: EdgeBundle;
  dash: EdgeDash;
  width: number;
  tone: 'quiet' | 'warn' | 'fail';
  mtls: MtlsState | undefined;
  geometry: EdgePath;
  label: EdgeLabelText;
  /** Whether the label fits without hover. */
  labelShown: boolean;
}

/** What stands at a line: the rate above it, and below it what is wrong. */
export interface EdgeLabelText {
  rate: string;
  trouble?: string;
  troubleTone?: 'fail' | 'warn' | 'quiet';
}

/** Everything that is to be drawn, in drawing and Tab order: nodes worst first. */
export interface RenderModel {
  nodes: NodeView[];
  edges: EdgeView[];
}

/** Whether a node stands outside of the mesh or of the clusters. */
export function isOutside({ node }: GraphNode): boolean {
  return isUnmeasured(node);
}

const TONES: Partial<Record<HealthState, EdgeView['tone']>> = {
  failing: 'fail',
  'failing-because': 'fail',
  degraded: 'warn',
};

/** Widths of characters of the label's type, to know its size without measuring the page. */
const CHARACTER = 6.4;
const LABEL_LINE = 16;

/**
 * The last step of the pipeline: what is drawn where.
 *
 * @param label - writes the label of a bundle of edges
 */
export function renderGraph(
  graph: MeshGraph,
  layout: Layout,
  label: (bundle: EdgeBundle) => EdgeLabelText,
): RenderModel {
  const placed = [...graph.nodes.values()].filter(({ id }) =>
    Object.hasOwn(layout.positions, id),
  );
  const nodes = placed.sort(compareNodes).map<NodeView>(graphNode => {
    const calls = [...(graph.outgoing.get(graphNode.id) ?? [])];
    return {
      id: graphNode.id,
      graphNode,
      calls,
      compact: isCompact(graphNode, calls),
      outside: isOutside(graphNode),
      position: layout.positions[graphNode.id],
    };
  });
  const boxes = new Map(nodes.map(node => [node.id, boxOf(node)]));
  const bundles = bundleEdges(graph, compareEdges).filter(
    ({ source, target }) => boxes.has(source) && boxes.has(target),
  );
  const widths = new Map(
    bundles.map(bundle => [
      bundle.id,
      edgeWidth(addStats(bundle.edges.map(({ edge }) => edge.stats))) *
        (bundle.edges.length > 1 ? 0.68 : 1),
    ]),
  );
  const paths = routeEdges(bundles, boxes, widths, layout.waypoints);
  const edges = bundles.map<EdgeView>(bundle => {
    const [worst] = bundle.edges;
    const { source, target } = bundle;
    return {
      id: bundle.id,
      source,
      target,
      bundle,
      dash: dashOf(bundle, graph),
      width: widths.get(bundle.id) as number,
      tone: TONES[worst.health.state] ?? 'quiet',
      mtls: mtlsOf(bundle),
      geometry: paths.get(bundle.id) as EdgePath,
      label: label(bundle),
      labelShown: false,
    };
  });
  const shown = placeLabels(
    edges.map(edge => ({
      id: edge.id,
      middle: labelMiddle(edge),
      room: edge.geometry.labelRoom,
      ...labelSize(edge),
      weight:
        addStats(edge.bundle.edges.map(each => each.edge.stats))
          .requestsPerSecond ?? 0,
    })),
    [...boxes.values()],
  );
  return {
    nodes,
    edges: edges.map(edge => ({ ...edge, labelShown: shown.has(edge.id) })),
  };
}

function isCompact(graphNode: GraphNode, calls: GraphEdge[]): boolean {
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
export function boxOf(node: Pick<NodeView, 'compact' | 'position'>): Box {
  const { x, y } = node.position;
  return node.compact
    ? {
        x: x + (NODE_WIDTH - COMPACT_WIDTH) / 2,
        y: y + (NODE_HEIGHT - COMPACT_HEIGHT) / 2,
        width: COMPACT_WIDTH,
        height: COMPACT_HEIGHT,
      }
    : { x, y, width: NODE_WIDTH, height: NODE_HEIGHT };
}

function dashOf(bundle: EdgeBundle, graph: MeshGraph): EdgeDash {
  const ends = [bundle.source, bundle.target].map(id => graph.nodes.get(id));
  if (ends.some(node => node !== undefined && isOutside(node))) {
    return 'outside';
  }
  return bundle.edges.every(({ edge }) => edge.protocol === 'tcp')
    ? 'tcp'
    : 'solid';
}

function mtlsOf(bundle: EdgeBundle): MtlsState | undefined {
  const states = new Set(bundle.edges.map(({ edge }) => edge.mtls));
  return states.size === 1 ? [...states][0] : 'mixed';
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
