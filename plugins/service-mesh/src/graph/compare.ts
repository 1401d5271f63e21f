import { compareWorstFirst } from '@backstage-mesh/plugin-service-mesh-common';
import type { GraphEdge, GraphGroup, GraphNode } from './model';

/** Orders nodes worst first; equal ones by id, so that refreshes do not shuffle them. */
export function compareNodes(a: GraphNode, b: GraphNode): number {
  return (
    compareWorstFirst(
      { state: a.health.state, stats: a.node.stats },
      { state: b.health.state, stats: b.node.stats },
    ) || compareIds(a, b)
  );
}

/** Orders edges worst first; equal ones by id. */
export function compareEdges(a: GraphEdge, b: GraphEdge): number {
  return (
    compareWorstFirst(
      { state: a.health.state, stats: a.edge.stats },
      { state: b.health.state, stats: b.edge.stats },
    ) || compareIds(a, b)
  );
}

/** Orders groups worst first; equal ones by their titles. */
export function compareGroups(a: GraphGroup, b: GraphGroup): number {
  return (
    compareWorstFirst(
      { state: a.state, stats: a.traffic.inbound },
      { state: b.state, stats: b.traffic.inbound },
    ) || a.title.localeCompare(b.title)
  );
}

/** Ids are made for programs: their order needs no language, and a thousand of them no time. */
export function compareIds(a: { id: string }, b: { id: string }): number {
  if (a.id === b.id) {
    return 0;
  }
  return a.id < b.id ? -1 : 1;
}
