import dagre from '@dagrejs/dagre';

/** Every node reserves this much, at every zoom and whatever its data says. */
export const NODE_WIDTH = 148;
export const NODE_HEIGHT = 96;
export const COLUMN_GAP = 78;
export const ROW_GAP = 30;

/** A point of the graph's plane, in pixels at zoom 1. */
export interface Point {
  x: number;
  y: number;
}

/** What the layout needs to know; plain data, so that it can cross into a worker. */
export interface LayoutInput {
  nodes: string[];
  edges: { id: string; source: string; target: string }[];
}

/** Where things are. */
export interface Layout {
  /** Top left corners of the reserved boxes. */
  positions: Record<string, Point>;
  /** Points that an edge passes between its ends, where it skips columns. */
  waypoints: Record<string, Point[]>;
}

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

/** Screens are wider than high: so is what is put on them. */
const ASPECT = 3;

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
    .map(component => {
      const layout = layoutComponent(component);
      return { layout, box: bounds(Object.values(layout.positions)) };
    });
  const rows = bestRows(placed.map(({ box }) => box));
  placed.forEach(({ layout, box }, index) => {
    const corner = rows.corners[index];
    const move = ({ x, y }: Point) => ({
      x: x - box.left + corner.x,
      y: y - box.top + corner.y,
    });
    for (const [id, point] of Object.entries(layout.positions)) {
      result.positions[id] = move(point);
    }
    for (const [id, points] of Object.entries(layout.waypoints)) {
      result.waypoints[id] = points.map(move);
    }
  });
  const top = placed.length > 0 ? rows.height + 2 * ROW_GAP : 0;
  const single = components.filter(each => each.nodes.length === 1);
  const perRow = Math.max(4, Math.ceil(Math.sqrt(single.length)));
  single.forEach(({ nodes: [id] }, index) => {
    result.positions[id] = {
      x: (index % perRow) * (NODE_WIDTH + COLUMN_GAP),
      y: top + Math.floor(index / perRow) * (NODE_HEIGHT + ROW_GAP),
    };
  });
  return result;
}

type Box = { width: number; height: number };

interface Rows extends Box {
  /** Top left corners, in the order of the boxes. */
  corners: Point[];
}

/** The rows that can be shown largest: with as many of the first boxes in the first row as it takes. */
function bestRows(boxes: readonly Box[]): Rows {
  const scale = ({ width, height }: Box) =>
    Math.min(ASPECT / width, 1 / height);
  const widest = Math.max(0, ...boxes.map(({ width }) => width));
  let best = rowsOf(boxes, widest);
  let width = -COLUMN_GAP;
  for (const box of boxes.slice(0, MAX_TRIES)) {
    width += COLUMN_GAP + box.width;
    const rows = rowsOf(boxes, Math.max(width, widest));
    best = scale(rows) > scale(best) ? rows : best;
  }
  return best;
}

function rowsOf(boxes: readonly Box[], maxWidth: number): Rows {
  const rows: Rows = { corners: [], width: 0, height: 0 };
  let left = 0;
  let top = 0;
  for (const box of boxes) {
    if (left > 0 && left + box.width > maxWidth) {
      left = 0;
      top = rows.height + 2 * ROW_GAP;
    }
    rows.corners.push({ x: left, y: top });
    rows.width = Math.max(rows.width, left + box.width);
    rows.height = Math.max(rows.height, top + box.height);
    left += box.width + COLUMN_GAP;
  }
  return rows;
}

function layoutComponent(component: LayoutInput): Layout {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'LR',
    ranker: 'tight-tree',
    nodesep: ROW_GAP,
    edgesep: 14,
    ranksep: COLUMN_GAP,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of component.nodes) {
    graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  }
  for (const edge of component.edges) {
    if (edge.source !== edge.target) {
      graph.setEdge(edge.source, edge.target, {}, edge.id);
    }
  }
  dagre.layout(graph);
  const layout: Layout = { positions: {}, waypoints: {} };
  for (const id of graph.nodes()) {
    const { x = 0, y = 0 } = graph.node(id);
    layout.positions[id] = {
      x: Math.round(x - NODE_WIDTH / 2),
      y: Math.round(y - NODE_HEIGHT / 2),
    };
  }
  for (const edge of graph.edges()) {
    const points: Point[] = graph.edge(edge).points ?? [];
    const span = Math.abs(
      layout.positions[edge.w].x - layout.positions[edge.v].x,
    );
    if (edge.name !== undefined && span > 1.5 * (NODE_WIDTH + COLUMN_GAP)) {
      layout.waypoints[edge.name] = columnPoints(
        points,
        layout.positions[edge.v],
        layout.positions[edge.w],
      );
    }
  }
  return layout;
}

/** The points of a long edge at the middle of each column that it crosses. */
function columnPoints(points: Point[], from: Point, to: Point): Point[] {
  const step = NODE_WIDTH + COLUMN_GAP;
  const [left, right] = from.x < to.x ? [from, to] : [to, from];
  const crossed: Point[] = [];
  for (let x = left.x + step; x < right.x - step / 2; x += step) {
    const middle = x + NODE_WIDTH / 2;
    const nearest = points.reduce((best, point) =>
      Math.abs(point.x - middle) < Math.abs(best.x - middle) ? point : best,
    );
    crossed.push({ x: middle, y: Math.round(nearest.y) });
  }
  return from.x < to.x ? crossed : crossed.reverse();
}

/** The box around cards, by their top left corners. */
function bounds(points: Point[]) {
  const left = Math.min(...points.map(point => point.x));
  const top = Math.min(...points.map(point => point.y));
  return {
    left,
    top,
    width: Math.max(...points.map(point => point.x)) - left + NODE_WIDTH,
    height: Math.max(...points.map(point => point.y)) - top + NODE_HEIGHT,
  };
}
