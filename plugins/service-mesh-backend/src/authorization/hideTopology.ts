import {
  Topology,
  TopologyEdge,
  TopologyNode,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';

/**
 * A topology as one viewer may see it. Ids of what is hidden are others than in the original, which could be guessed from names.
 */
export interface VisibleTopology {
  topology: Topology;
  /** What became of a node, by its original id; undefined where it was left out. */
  node(originalId: string): TopologyNode | undefined;
  /** What became of an edge, by its original id; undefined where it was left out. */
  edge(originalId: string): TopologyEdge | undefined;
}

/**
 * Takes from a topology what a viewer may not see. A call is shown if the viewer may see one of its ends; the other end keeps
 * nothing but the call.
 *
 * @param mayRead - Whether the viewer may read a node that stands for something in a cluster
 * @param hideId - Gives an id that says nothing and is the same each time
 */
export function hideTopology(
  topology: Topology,
  mayRead: (node: TopologyNode) => boolean,
  hideId: (id: string) => string,
): VisibleTopology {
  const originals = new Map(topology.nodes.map(node => [node.id, node]));
  const readable = new Set(
    topology.nodes
      .filter(node => !isAnonymous(node) && mayRead(node))
      .map(({ id }) => id),
  );
  const shownEdges = topology.edges.filter(
    ({ source, target }) => readable.has(source) || readable.has(target),
  );
  const neighbours = new Set(
    shownEdges.flatMap(({ source, target }) => [source, target]),
  );

  const nodes = new Map<string, TopologyNode>();
  for (const node of topology.nodes) {
    if (readable.has(node.id)) {
      nodes.set(node.id, node);
    } else if (isAnonymous(node)) {
      if (neighbours.has(node.id)) {
        // What others send there is none of the viewer's business.
        nodes.set(node.id, { ...node, stats: {} });
      }
    } else if (neighbours.has(node.id)) {
      nodes.set(node.id, hideNode(node, hideId));
    }
  }

  const isHidden = (id: string) =>
    !readable.has(id) && !isAnonymous(originals.get(id));
  const edges = new Map(
    shownEdges.map(edge => [
      edge.id,
      withoutIdentities(hideEdge(edge, isHidden, hideId), {
        client: readable.has(edge.source),
        server: readable.has(edge.target),
      }),
    ]),
  );
  return {
    topology: {
      ...topology,
      nodes: [...nodes.values()],
      edges: [...edges.values()],
      ...(topology.focus && {
        focus: topology.focus.filter(id => readable.has(id)),
      }),
      warnings: hideReasons(topology.warnings, nodes),
    },
    node: id => nodes.get(id),
    edge: id => edges.get(id),
  };
}

/** A node that belongs to nobody: it is shown to those who may see its calls. Who has an identity in the mesh is somebody. */
function isAnonymous(node: TopologyNode | undefined): boolean {
  return (
    (node?.type === 'external' && node.meshIdentity === undefined) ||
    node?.type === 'unmeshed'
  );
}

function hideNode(
  node: TopologyNode,
  hideId: (id: string) => string,
): TopologyNode {
  return {
    id: hideId(node.id),
    type: 'hidden',
    cluster: node.cluster,
    kind: 'Hidden',
    entityRefs: [],
    stats: {},
  };
}

function hideEdge(
  edge: TopologyEdge,
  isHidden: (id: string) => boolean,
  hideId: (id: string) => string,
): TopologyEdge {
  const hidesSource = isHidden(edge.source);
  const hidesTarget = isHidden(edge.target);
  if (!hidesSource && !hidesTarget) {
    return edge;
  }
  return {
    ...edge,
    id: hideId(edge.id),
    source: hidesSource ? hideId(edge.source) : edge.source,
    target: hidesTarget ? hideId(edge.target) : edge.target,
  };
}

/** An identity names an account and its namespace: it is told of ends that the viewer may read, and of no host beyond them. */
function withoutIdentities(
  edge: TopologyEdge,
  told: { client: boolean; server: boolean },
): TopologyEdge {
  const { clientIdentity, serverIdentity, ...rest } = edge;
  return {
    ...rest,
    ...(told.client && clientIdentity !== undefined && { clientIdentity }),
    ...(told.server && serverIdentity !== undefined && { serverIdentity }),
  };
}

/**
 * What is missing, and neither why nor how to mend it: that may name addresses, accounts and pods.
 *
 * @param nodes - what is shown, by original id; without it, nobody is told whom a warning is about
 */
export function hideReasons(
  warnings: readonly Warning[],
  nodes?: ReadonlyMap<string, TopologyNode>,
): Warning[] {
  const shown = new Map<string, Warning>();
  for (const { code, message, cluster, values, nodeIds } of warnings) {
    const warning = {
      code,
      message,
      ...(cluster && { cluster }),
      // they are in the message
      ...(values && { values }),
      ...(nodes &&
        nodeIds && {
          nodeIds: nodeIds.flatMap(id => nodes.get(id)?.id ?? []),
        }),
    };
    shown.set(JSON.stringify(warning), warning);
  }
  return [...shown.values()];
}
