import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import type { Box, EdgeView, NodeView, Point, RenderModel } from '../graph';

/** Names are told of what fails, and of so many that are busiest. */
const BUSIEST = 12;

/** What is drawn, prepared once for all views of it. */
export interface OverviewScene {
  model: RenderModel;
  /** Lines by tone, in pixels at zoom 1: those that lead inside of open groups. */
  lines: Map<EdgeView['tone'], Path2D>;
  /** The others: they run behind open groups. */
  passing: Map<EdgeView['tone'], Path2D>;
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

const BROKEN: readonly HealthState[] = ['failing', 'failing-because'];

export function overviewScene(model: RenderModel): OverviewScene {
  const lines: OverviewScene['lines'] = new Map();
  const passing: OverviewScene['lines'] = new Map();
  const nodes = new Map(model.nodes.map(({ id, box }) => [id, box]));
  const frames = new Map(model.frames.map(({ group, box }) => [group.id, box]));
  /** From mark to mark: there are no cards that a line could begin at. Lines that are taken together end at the border of a frame. */
  const endOf = (id: string, other: string) => {
    const box = nodes.get(id) ?? frames.get(id);
    const towards = nodes.get(other) ?? frames.get(other);
    if (!box || !towards) {
      return undefined;
    }
    const middle = middleOf(box);
    if (nodes.has(id)) {
      return middle;
    }
    const { x } = middleOf(towards);
    return { x: x < middle.x ? box.x : box.x + box.width, y: middle.y };
  };
  const draw = (to: Path2D, { source, target }: EdgeView) => {
    const from = endOf(source, target);
    const end = endOf(target, source);
    if (from && end) {
      const middle = (from.x + end.x) / 2;
      to.moveTo(from.x, from.y);
      to.bezierCurveTo(middle, from.y, middle, end.y, end.x, end.y);
    }
    return to;
  };
  for (const edge of model.edges) {
    const layer = edge.passing ? passing : lines;
    layer.set(edge.tone, draw(layer.get(edge.tone) ?? new Path2D(), edge));
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
    passing,
    lineOf,
    named: [...new Set([...broken, ...busiest])],
  };
}

function rateOf({ graphNode }: NodeView): number {
  return graphNode.node.stats.requestsPerSecond ?? 0;
}

function middleOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
