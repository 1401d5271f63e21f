import dagre from '@dagrejs/dagre';
import { layoutColumns } from './columns';
import {
  Box,
  Layout,
  LayoutInput,
  Point,
  Size,
  boundsOf,
  gapsOf,
  sizeOf,
} from './layoutTypes';

/** Splits a graph into the parts that are not linked to each other, largest first. */
export function connectedComponents(input: LayoutInput): LayoutInput[] {
  const parent = new Map(input.nodes.map(id => [id, id]));
  const find = (id: string): string => {
    let root = id;
    while (parent.get(root) !== root) {
      root = parent.get(root) as string;
    }
    parent.set(id, root);
    return root;
  };
  const edges = input.edges.filter(
    edge => parent.has(edge.source) && parent.has(edge.target),
  );
  for (const edge of edges) {
    parent.set(find(edge.source), find(edge.target));
  }
  const components = new Map<string, LayoutInput>();
  for (const id of input.nodes) {
    const root = find(id);
    const component = components.get(root) ?? { nodes: [], edges: [] };
    component.nodes.push(id);
    components.set(root, component);
  }
  for (const edge of edges) {
    components.get(find(edge.source))?.edges.push(edge);
  }
  return [...components.values()].sort(
    (a, b) => b.nodes.length - a.nodes.length,
  );
}

/** Screens are wider than high, and most so below the header of an entity page. */
const ASPECT = 3;

/** What has more nodes, or so many more calls than nodes, is placed in columns. */
const MAX_LAYERED = 80;
const MAX_CALLS_PER_NODE = 2.5;

/** So many ways to break the components into rows are compared. */
const MAX_TRIES = 40;

/**
 * Places every node: callers left, callees right, one run per connected component (a run over all of them is twenty times slower
 * at a thousand nodes). Components stand in rows, largest first, and single nodes in rows below them.
 */
export function layoutGraph(input: LayoutInput): Layout {
  const result: Layout = { positions: {}, waypoints: {} };
  const components = connectedComponents(input);
  const placed = components
    .filter(({ nodes }) => nodes.length > 1)
    .map(part => {
      const component = { ...input, ...part };
      const layout = isLarge(part)
        ? layoutColumns(component)
        : layoutLayers(component);
      return { layout, box: bounds(layout, component) };
    });
  const gap = gapsOf(input);
  const rows = bestRows(
    placed.map(({ box }) => box),
    gap,
    input.aspect ?? ASPECT,
  );
  placed.forEach(({ layout, box }, index) => {
    const corner = rows.corners[index];
    const move = ({ x, y }: Point) => ({
      x: x - box.x + corner.x,
      y: y - box.y + corner.y,
    });
    for (const [id, point] of Object.entries(layout.positions)) {
      result.positions[id] = move(point);
    }
    for (const [id, points] of Object.entries(layout.waypoints)) {
      result.waypoints[id] = points.map(move);
    }
  });
  const top = placed.length > 0 ? rows.height + 2 * gap.row : 0;
  const single = components.filter(each => each.nodes.length === 1);
  const width = Math.max(
    0,
    ...single.map(({ nodes: [id] }) => sizeOf(id, input).width),
  );
  const perRow = Math.max(
    4,
    Math.ceil(Math.sqrt(single.length)),
    Math.floor((rows.width + gap.column) / (width + gap.column)),
  );
  let y = top;
  let rowHeight = 0;
  single.forEach(({ nodes: [id] }, index) => {
    if (index > 0 && index % perRow === 0) {
      y += rowHeight + gap.row;
      rowHeight = 0;
    }
    rowHeight = Math.max(rowHeight, sizeOf(id, input).height);
    result.positions[id] = { x: (index % perRow) * (width + gap.column), y };
  });
  return result;
}

function isLarge({ nodes, edges }: LayoutInput): boolean {
  return (
    nodes.length > MAX_LAYERED ||
    (nodes.length > 8 && edges.length > MAX_CALLS_PER_NODE * nodes.length)
  );
}

type Gaps = ReturnType<typeof gapsOf>;

interface Rows extends Size {
  /** Top left corners, in the order of the boxes. */
  corners: Point[];
}

/** The rows that can be shown largest: with as many of the first boxes in the first row as it takes. */
function bestRows(boxes: readonly Size[], gap: Gaps, aspect: number): Rows {
  const scale = ({ width, height }: Size) =>
    Math.min(aspect / width, 1 / height);
  const widest = Math.max(0, ...boxes.map(({ width }) => width));
  let best = rowsOf(boxes, widest, gap);
  let width = -gap.column;
  for (const box of boxes.slice(0, MAX_TRIES)) {
    width += gap.column + box.width;
    const rows = rowsOf(boxes, Math.max(width, widest), gap);
    best = scale(rows) > scale(best) ? rows : best;
  }
  return best;
}

function rowsOf(boxes: readonly Size[], maxWidth: number, gap: Gaps): Rows {
  const rows: Rows = { corners: [], width: 0, height: 0 };
  let left = 0;
  let top = 0;
  for (const box of boxes) {
    if (left > 0 && left + box.width > maxWidth) {
      left = 0;
      top = rows.height + 2 * gap.row;
    }
    rows.corners.push({ x: left, y: top });
    rows.width = Math.max(rows.width, left + box.width);
    rows.height = Math.max(rows.height, top + box.height);
    left += box.width + gap.column;
  }
  return rows;
}

function layoutLayers(component: LayoutInput): Layout {
  const gap = gapsOf(component);
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'LR',
    ranker: 'tight-tree',
    nodesep: gap.row,
    edgesep: Math.min(14, gap.row),
    ranksep: gap.column,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of component.nodes) {
    graph.setNode(id, { ...sizeOf(id, component) });
  }
  for (const edge of component.edges) {
    if (edge.source !== edge.target) {
      graph.setEdge(edge.source, edge.target, {}, edge.id);
    }
  }
  dagre.layout(graph);
  const layout: Layout = { positions: {}, waypoints: {} };
  const centres = new Map<string, Point>();
  for (const id of graph.nodes()) {
    const { x = 0, y = 0 } = graph.node(id);
    const { width, height } = sizeOf(id, component);
    centres.set(id, { x, y });
    layout.positions[id] = {
      x: Math.round(x - width / 2),
      y: Math.round(y - height / 2),
    };
  }
  const columns = [...new Set([...centres.values()].map(({ x }) => x))].sort(
    (a, b) => a - b,
  );
  for (const edge of graph.edges()) {
    const points: Point[] = graph.edge(edge).points ?? [];
    const from = centres.get(edge.v)?.x ?? 0;
    const to = centres.get(edge.w)?.x ?? 0;
    const crossed = columns.filter(
      x => x > Math.min(from, to) && x < Math.max(from, to),
    );
    if (edge.name !== undefined && crossed.length > 0) {
      layout.waypoints[edge.name] = columnPoints(
        points,
        from < to ? crossed : crossed.reverse(),
      );
    }
  }
  return layout;
}

/** The points of a long line at the middle of each column that it crosses. */
function columnPoints(points: Point[], columns: number[]): Point[] {
  return columns.map(middle => {
    const nearest = points.reduce((best, point) =>
      Math.abs(point.x - middle) < Math.abs(best.x - middle) ? point : best,
    );
    return { x: Math.round(middle), y: Math.round(nearest.y) };
  });
}

function bounds({ positions }: Layout, input: LayoutInput): Box {
  return boundsOf(
    Object.entries(positions).map(([id, point]) => ({
      ...point,
      ...sizeOf(id, input),
    })),
  );
}
