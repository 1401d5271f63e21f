import { Box, boxesMeet } from './layoutTypes';
import { EdgePath, drawLine, drawLoop } from './lineShape';
import { portHeights } from './ports';
import { EdgeEnds, Waypoints, pointsOf, reachOf } from './waypoints';

/** What lines lead between, and which of them are drawn. */
export interface RouteInput {
  /** All lines of the graph: also one that is not drawn keeps its place at a box. Those with an end that has no box are left out. */
  edges: readonly EdgeEnds[];
  boxes: ReadonlyMap<string, Box>;
  waypoints: Waypoints;
  /** Only lines that may come into it are drawn; all without. */
  area?: Box;
}

/**
 * Where lines run: from the right middle of their caller to the left middle of their callee. Lines that share a side of a box are
 * apart, in the order of their other ends, so that they do not cross there.
 */
export class RoutePlan {
  readonly input: RouteInput;
  readonly #drawn: ReadonlyMap<string, EdgeEnds>;
  readonly #paths = new Map<string, { width: number; path: EdgePath }>();
  #heights: { from: Map<string, number>; to: Map<string, number> } | undefined;

  constructor(input: RouteInput) {
    const { boxes, waypoints, area } = input;
    // without the numbers that belong to the lines: a plan outlives many answers
    const edges = input.edges.map(({ id, source, target }) => ({
      id,
      source,
      target,
    }));
    this.input = { ...input, edges };
    const drawn = new Map<string, EdgeEnds>();
    for (const edge of edges) {
      if (
        boxes.has(edge.source) &&
        boxes.has(edge.target) &&
        (!area || boxesMeet(reachOf(edge, boxes, waypoints), area))
      ) {
        drawn.set(edge.id, edge);
      }
    }
    this.#drawn = drawn;
  }

  isDrawn(id: string): boolean {
    return this.#drawn.has(id);
  }

  /** The way of a drawn line that is so wide. */
  pathOf(id: string, width: number): EdgePath | undefined {
    const known = this.#paths.get(id);
    if (known?.width === width) {
      return known.path;
    }
    const edge = this.#drawn.get(id);
    if (!edge) {
      return undefined;
    }
    const path = this.#draw(edge, width);
    this.#paths.set(id, { width, path });
    return path;
  }

  #draw(edge: EdgeEnds, width: number): EdgePath {
    const { boxes, waypoints } = this.input;
    const [from, to] = [edge.source, edge.target].map(
      id => boxes.get(id) as Box,
    );
    if (edge.source === edge.target) {
      return drawLoop(edge.id, from, width);
    }
    this.#heights ??= this.#portHeights();
    const start = this.#heights.from.get(edge.id) as number;
    const end = this.#heights.to.get(edge.id) as number;
    return drawLine(
      edge.id,
      { x: from.x + from.width, y: start },
      { x: to.x, y: end },
      pointsOf(edge, waypoints),
      width,
      from,
      to,
    );
  }

  #portHeights() {
    const { edges, boxes, waypoints } = this.input;
    const placed = edges.filter(
      ({ source, target }) => boxes.has(source) && boxes.has(target),
    );
    const centre = (id: string) => {
      const { y, height } = boxes.get(id) as Box;
      return y + height / 2;
    };
    const drawn = [...this.#drawn.values()];
    return {
      from: portHeights(
        placed,
        new Set(drawn.map(({ source }) => source)),
        boxes,
        'source',
        edge => pointsOf(edge, waypoints)[0]?.y ?? centre(edge.target),
      ),
      to: portHeights(
        placed,
        new Set(drawn.map(({ target }) => target)),
        boxes,
        'target',
        edge => pointsOf(edge, waypoints).at(-1)?.y ?? centre(edge.source),
      ),
    };
  }
}

/** Keeps the last plan: new numbers alone move no line, and planning thousands of them takes longer than drawing those in view. */
export class RouteMemory {
  #last: RoutePlan | undefined;

  plan(input: RouteInput): RoutePlan {
    if (!this.#last || !sameInput(this.#last.input, input)) {
      this.#last = new RoutePlan(input);
    }
    return this.#last;
  }
}

function sameInput(a: RouteInput, b: RouteInput): boolean {
  return (
    a.waypoints === b.waypoints &&
    a.area === b.area &&
    sameEnds(a.edges, b.edges) &&
    sameBoxes(a.boxes, b.boxes)
  );
}

function sameEnds(a: readonly EdgeEnds[], b: readonly EdgeEnds[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      ({ id, source, target }, index) =>
        id === b[index].id &&
        source === b[index].source &&
        target === b[index].target,
    )
  );
}

function sameBoxes(
  a: ReadonlyMap<string, Box>,
  b: ReadonlyMap<string, Box>,
): boolean {
  if (a.size !== b.size) {
    return false;
  }
  for (const [id, { x, y, width, height }] of b) {
    const box = a.get(id);
    if (
      box?.x !== x ||
      box.y !== y ||
      box.width !== width ||
      box.height !== height
    ) {
      return false;
    }
  }
  return true;
}
