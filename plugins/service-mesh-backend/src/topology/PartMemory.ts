import {
  TopologyEdge,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { LRUCache } from 'lru-cache';
import { ClusterView } from './ClusterView';
import { GraphBuilder, GraphEdge } from './GraphBuilder';
import { NodePeer } from './nodeIds';

/** A part of a cluster's graph. @internal */
export interface Part {
  view: ClusterView;
  graph: GraphBuilder;
  nodes: ReadonlyMap<string, NodePeer>;
  edges: readonly GraphEdge[];
  /** What was made of it last. */
  drawn: { now?: DrawnPart };
}

/** The nodes and edges of a part, and what they were made with. @internal */
export interface DrawnPart {
  madeWith: readonly unknown[];
  nodes: readonly TopologyNode[];
  edges: readonly TopologyEdge[];
}

/** Nodes and edges of all parts that are kept. */
const MAX_WEIGHT = 60_000;

/**
 * Parts of graphs that many look at: made once for each answer of the mesh and of the inventory, not once for each viewer.
 *
 * @internal
 */
export class PartMemory {
  readonly #parts = new LRUCache<string, Part>({
    maxSize: MAX_WEIGHT,
    sizeCalculation: ({ nodes, edges }) =>
      Math.min(MAX_WEIGHT, 1 + nodes.size + edges.length),
  });

  /** The part, made anew where anything that it shows is another than before. */
  part(
    key: string,
    view: ClusterView,
    make: () => Pick<Part, 'graph' | 'nodes' | 'edges'>,
  ): Part {
    const known = this.#parts.get(key);
    if (known && isSame(basisOf(known.view), basisOf(view))) {
      return { ...known, view };
    }
    const part = { ...make(), view, drawn: {} };
    this.#parts.set(key, part);
    return part;
  }
}

/**
 * The nodes and edges of a part, made anew where it was made with something else.
 *
 * @internal
 */
export function drawPart(
  { drawn }: Pick<Part, 'drawn'>,
  madeWith: readonly unknown[],
  draw: () => Pick<DrawnPart, 'nodes' | 'edges'>,
): DrawnPart {
  if (!drawn.now || !isSame(drawn.now.madeWith, madeWith)) {
    drawn.now = { ...draw(), madeWith };
  }
  return drawn.now;
}

function basisOf({ counts, snapshot, mesh }: ClusterView): unknown[] {
  return [counts.traffic, snapshot, mesh];
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.every((value, i) => value === other[i]);
}
