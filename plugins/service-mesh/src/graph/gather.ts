import type { GraphEdge, MeshGraph } from './model';
import { isUnchanged } from './partComparison';

/** Between what a call is drawn: nodes, or the frame of an open group by the id of the group. */
export type DrawnEnds = (edge: GraphEdge) => { source: string; target: string };

/** With more lines over its border than this an open group takes them at its frame. */
const MOST_AT_BORDER = 12;

/**
 * Where many lines lead into an open group or out of it, those that are well end at its frame, together: what is inside can be read
 * then. A line that tells something, because it fails or is new, leads to the member itself, and so do those of a node that a person
 * picked.
 *
 * @param apart - the id of that node
 * @returns undefined where all lines lead to nodes
 */
export function gatherAtFrames(
  graph: MeshGraph,
  apart: string | undefined,
): DrawnEnds | undefined {
  const busy = busyFrames(graph);
  if (busy.size === 0) {
    return undefined;
  }
  return edge => {
    const { source, target } = edge;
    if (!isQuiet(edge) || source === apart || target === apart) {
      return edge;
    }
    const [from, to] = framesOf(edge, graph);
    return from === to
      ? edge
      : {
          source: from !== undefined && busy.has(from) ? from : source,
          target: to !== undefined && busy.has(to) ? to : target,
        };
  };
}

/** The ids of open groups with many lines over their borders. */
function busyFrames(graph: MeshGraph): ReadonlySet<string> {
  const lines = new Map<string, Set<string>>();
  const count = (frame: string | undefined, line: string) => {
    if (frame !== undefined) {
      lines.set(frame, (lines.get(frame) ?? new Set()).add(line));
    }
  };
  for (const edge of graph.edges.values()) {
    const [from, to] = framesOf(edge, graph);
    if (from !== to) {
      const line = `${edge.source}\n${edge.target}`;
      count(from, line);
      count(to, line);
    }
  }
  return new Set(
    [...lines].flatMap(([frame, { size }]) =>
      size > MOST_AT_BORDER ? frame : [],
    ),
  );
}

function framesOf(
  { source, target }: GraphEdge,
  graph: MeshGraph,
): [from: string | undefined, to: string | undefined] {
  return [graph.nodes.get(source)?.parent, graph.nodes.get(target)?.parent];
}

/** Nothing to tell of it but its rate. */
function isQuiet({ health, change, compared }: GraphEdge): boolean {
  return (
    change === undefined &&
    (compared === undefined || isUnchanged(compared)) &&
    health.state !== 'failing' &&
    health.state !== 'failing-because' &&
    health.state !== 'degraded'
  );
}
