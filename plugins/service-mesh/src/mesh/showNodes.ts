import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import { GraphNode, MeshGraph, focusNodes, subgraph } from '../graph';
import type { MapChoices } from './meshAddress';

const TROUBLE: readonly HealthState[] = [
  'failing',
  'failing-because',
  'degraded',
];

/**
 * The part of a mesh that the choices leave: what is hidden goes first, then what is asked for is looked up with what calls it and
 * what it calls, so that nothing stands without its context. Hosts and callers outside of the mesh go with the last that is linked
 * to them.
 *
 * @param hidden - ids of nodes that an expression hides
 * @param pinned - ids of nodes that stay in any case
 */
export function showNodes(
  graph: MeshGraph,
  choices: Pick<MapChoices, 'shown' | 'namespace' | 'focusId' | 'hops'>,
  hidden: ReadonlySet<string> | undefined,
  pinned: ReadonlySet<string> = new Set(),
): MeshGraph {
  const part = chosen(graph, choices, hidden);
  if (part === graph) {
    return graph;
  }
  const whole = withoutLoose(part);
  return [...pinned].some(id => graph.nodes.has(id) && !whole.nodes.has(id))
    ? subgraph(graph, ({ id }) => whole.nodes.has(id) || pinned.has(id))
    : whole;
}

function chosen(
  graph: MeshGraph,
  choices: Pick<MapChoices, 'shown' | 'namespace' | 'focusId' | 'hops'>,
  hidden: ReadonlySet<string> | undefined,
): MeshGraph {
  const { shown, namespace, focusId, hops } = choices;
  let part = hidden ? subgraph(graph, ({ id }) => !hidden.has(id)) : graph;
  if (focusId !== undefined && part.nodes.has(focusId)) {
    const near = focusNodes(part, focusId, { up: hops, down: hops });
    part = subgraph(part, ({ id }) => near.has(id));
  }
  if (namespace !== undefined) {
    part = withNeighbours(part, node => keyOf(node) === namespace);
  }
  if (shown === 'trouble') {
    const bad = new Set(
      [...part.edges.values()]
        .filter(({ health }) => TROUBLE.includes(health.state))
        .flatMap(({ source, target }) => [source, target]),
    );
    part = subgraph(
      part,
      ({ id, health }) => bad.has(id) || TROUBLE.includes(health.state),
    );
  } else if (shown === 'traffic') {
    part = subgraph(
      part,
      ({ id }) => part.incoming.has(id) || part.outgoing.has(id),
    );
  }
  return part;
}

function withNeighbours(
  graph: MeshGraph,
  isMember: (node: GraphNode) => boolean,
): MeshGraph {
  const members = new Set(
    [...graph.nodes.values()].filter(isMember).map(({ id }) => id),
  );
  const linked = [...graph.edges.values()].filter(
    ({ source, target }) => members.has(source) || members.has(target),
  );
  const near = new Set(
    linked.flatMap(({ source, target }) => [source, target]),
  );
  return subgraph(graph, ({ id }) => members.has(id) || near.has(id));
}

/** What is outside of the mesh is there for the calls from and to it alone. */
function withoutLoose(graph: MeshGraph): MeshGraph {
  return subgraph(
    graph,
    ({ id, node }) =>
      node.type === 'workload' ||
      graph.incoming.has(id) ||
      graph.outgoing.has(id),
  );
}

function keyOf({ node }: GraphNode): string {
  return `${node.cluster}/${node.namespace ?? ''}`;
}
