import type { GraphGroup, GraphNode, MeshGraph } from './model';

const NO_GROUPS: ReadonlyMap<string, GraphGroup> = new Map();

/**
 * Whether two graphs have the same nodes, calls and groups in the same order, whatever their numbers are: then all has its place.
 * Groups are as large as their members are many.
 */
export function sameParts(a: MeshGraph, b: MeshGraph): boolean {
  return (
    sameList(a.nodes, b.nodes, sameNode) &&
    sameList(
      a.edges,
      b.edges,
      (edge, other) =>
        edge.source === other.source && edge.target === other.target,
    ) &&
    sameList(a.groups ?? NO_GROUPS, b.groups ?? NO_GROUPS, sameGroup)
  );
}

function sameNode(a: GraphNode, b: GraphNode): boolean {
  return (
    a.parent === b.parent && (a.group === undefined) === (b.group === undefined)
  );
}

function sameGroup(a: GraphGroup, b: GraphGroup): boolean {
  return a.open === b.open && a.members.length === b.members.length;
}

function sameList<T>(
  a: ReadonlyMap<string, T>,
  b: ReadonlyMap<string, T>,
  same: (one: T, other: T) => boolean,
): boolean {
  if (a.size !== b.size) {
    return false;
  }
  const others = b.entries();
  for (const [id, one] of a) {
    const [otherId, other] = others.next().value as [string, T];
    if (id !== otherId || !same(one, other)) {
      return false;
    }
  }
  return true;
}
