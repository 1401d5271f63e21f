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

/**
 * Places every node: callers left, callees right, one run per connected component (a run over all of them is twenty times slower
 * at a thousand nodes), components below each other and single nodes in a row.
 */
export function layoutGraph(input: LayoutInput): Layout {
  const result: Layout = { positions: {}, waypoints: {} };
  const components = connectedComponents(input);
  let top = 0;
  for (const component of components.filter(each => each.nodes.length > 1)) {
    const placed = layoutComponent(component);
    const box = bounds(Object.values(placed.positions));
    const down = top - box.top;
    for (const [id, point] of Object.entries(placed.positions)) {
      result.positions[id] = {
        x: point.x - box.left,
        y: point.y + down,
      };
    }
    for (const [id, points] of Object.entries(placed.waypoints)) {
      result.waypoints[id] = points.map(point => ({
        x: point.x - box.left,
        y: point.y + down,
      }));
    }
    top += box.bottom - box.top + NODE_HEIGHT + 2 * ROW_GAP;
  }
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

function bounds(points: Point[]) {
  return {
    left: Math.min(...points.map(point => point.x)),
    top: Math.min(...points.map(point => point.y)),
    bottom: Math.max(...points.map(point => point.y)),
  };
}
