import {
  TopologyNode,
  TrafficStats,
  worstHealth,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BorderTraffic, borderTraffic } from './borderTraffic';
import { compareGroups, compareNodes } from './compare';
import {
  GraphEdge,
  GraphGroup,
  GraphNode,
  GroupKind,
  MeshGraph,
  createGraph,
} from './model';

/** The group that a node belongs to. */
export interface GroupName {
  /** Tells groups apart, and stays the same over refreshes. */
  key: string;
  /** What people call it. */
  title: string;
  /** Where it is: said where others have the same title. */
  place?: string;
  kind?: GroupKind;
}

/** Finds the group of a node; undefined for one that stands alone. */
export type GroupOf = (node: TopologyNode) => GroupName | undefined;

/**
 * Above so many nodes groups start closed. Opened all at once, some 60 cards between the panels of the map fall below the zoom at which
 * their names can be read, while closed groups show every workload, and how it is, at a size that can.
 */
const MAX_OPEN_NODES = 40;

/** Above so many nodes a graph is never drawn without groups. */
export const MAX_UNGROUPED_NODES = 2_000;

/**
 * Puts nodes into groups. A closed group becomes one node that has the calls over its border, and a call between two closed groups
 * joins the others between them; the members of an open group stay nodes of their own and know their group. Callers and hosts outside
 * of the mesh belong to no group: their calls always cross its border.
 *
 * @param graph - all that belongs to the groups: their numbers and members do not depend on what of it is drawn
 * @param open - keys of the groups whose members are shown
 * @param shown - the part that is drawn; a group of which nothing is in it is left out
 */
export function groupGraph(
  graph: MeshGraph,
  groupOf: GroupOf,
  open: ReadonlySet<string>,
  shown: MeshGraph = graph,
): MeshGraph {
  const byNode = groupsByNode(graph, groupOf);
  const traffic = borderTraffic(
    [...graph.edges.values()].map(({ edge }) => edge),
    id => byNode.get(id)?.key,
  );
  const members = new Map<string, GraphNode[]>();
  const titles = titlesOf(byNode.values());
  for (const node of graph.nodes.values()) {
    const name = byNode.get(node.id);
    if (name) {
      const list = members.get(name.key) ?? [];
      // as it is drawn, with its marks
      list.push(shown.nodes.get(node.id) ?? node);
      members.set(name.key, list);
    }
  }
  const groups = new Map<string, GraphGroup>();
  for (const [key, list] of members) {
    if (!list.some(({ id }) => shown.nodes.has(id))) {
      continue;
    }
    const group = makeGroup(
      {
        key,
        title: titles.get(key) ?? key,
        kind: byNode.get(list[0].id)?.kind,
      },
      list,
      traffic.get(key) ?? { inbound: {}, outbound: {}, inside: {} },
      open.has(key),
    );
    groups.set(group.id, group);
  }
  /** The node that stands for this one. */
  const shownAs = (id: string) => {
    const name = byNode.get(id);
    return name && !open.has(name.key) ? groupId(name.key) : id;
  };
  return createGraph(
    [
      ...[...shown.nodes.values()].flatMap(node => {
        const name = byNode.get(node.id);
        if (!name) {
          return node;
        }
        return open.has(name.key) ? { ...node, parent: groupId(name.key) } : [];
      }),
      ...[...groups.values()].filter(group => !group.open).map(closedNode),
    ],
    [...shown.edges.values()].flatMap<GraphEdge>(edge => {
      const source = shownAs(edge.source);
      const target = shownAs(edge.target);
      if (source === edge.source && target === edge.target) {
        return edge;
      }
      return source === target ? [] : { ...edge, source, target };
    }),
    groups,
  );
}

/**
 * The groups that are open before a person chooses: all of them in a graph that can be taken in, else only the one that fails most.
 */
export function startOpen(
  graph: MeshGraph,
  groupOf: GroupOf,
): ReadonlySet<string> {
  const grouped = groupGraph(graph, groupOf, new Set());
  const groups = [...(grouped.groups?.values() ?? [])];
  if (graph.nodes.size <= MAX_OPEN_NODES) {
    return new Set(groups.map(({ key }) => key));
  }
  const [worst] = groups.sort(compareGroups);
  return new Set(
    worst && (worst.state === 'failing' || worst.state === 'failing-because')
      ? [worst.key]
      : [],
  );
}

/** The id of the node or the frame of a group. */
export function groupId(key: string): string {
  return `group:${key}`;
}

function groupsByNode(
  graph: MeshGraph,
  groupOf: GroupOf,
): ReadonlyMap<string, GroupName> {
  const found = new Map<string, GroupName>();
  for (const { id, node } of graph.nodes.values()) {
    const name =
      node.type === 'unmeshed' || node.type === 'external'
        ? undefined
        : groupOf(node);
    if (name) {
      found.set(id, name);
    }
  }
  return found;
}

function makeGroup(
  { key, title, kind }: GroupName,
  members: GraphNode[],
  traffic: BorderTraffic,
  open: boolean,
): GraphGroup {
  return {
    id: groupId(key),
    key,
    title,
    kind,
    open,
    members: members.sort(compareNodes),
    state: worstHealth(members.map(({ health }) => health.state)),
    traffic: { ...traffic, inbound: withZero(traffic.inbound, members) },
  };
}

/** Where members are measured, and nobody calls over the border, that is a zero and not unknown. */
function withZero(
  inbound: TrafficStats,
  members: readonly GraphNode[],
): TrafficStats {
  const measured = members.some(
    ({ node }) => node.stats.requestsPerSecond !== undefined,
  );
  return measured && inbound.requestsPerSecond === undefined
    ? { ...inbound, requestsPerSecond: 0 }
    : inbound;
}

/** What stands for a closed group among the nodes. */
function closedNode(group: GraphGroup): GraphNode {
  const { id, title, members, state, traffic } = group;
  return {
    id,
    node: {
      id,
      type: 'workload',
      kind: 'Group',
      name: title,
      cluster: common(members.map(({ node }) => node.cluster)) ?? '',
      namespace: common(members.map(({ node }) => node.namespace)),
      entityRefs: [],
      stats: traffic.inbound,
    },
    health: { state, judgedBy: 'inbound' },
    focus: members.some(({ focus }) => focus),
    ...(members.some(({ likelyOrigin }) => likelyOrigin) && {
      likelyOrigin: true,
    }),
    group,
  };
}

/** The titles of groups by key. Where two would be the same, as where clusters have the same namespaces, each says where it is. */
function titlesOf(names: Iterable<GroupName>): ReadonlyMap<string, string> {
  const byKey = new Map<string, GroupName>();
  const amount = new Map<string, number>();
  for (const name of names) {
    if (!byKey.has(name.key)) {
      byKey.set(name.key, name);
      amount.set(name.title, (amount.get(name.title) ?? 0) + 1);
    }
  }
  return new Map(
    [...byKey].map(([key, { title, place }]) => [
      key,
      place && amount.get(title) !== 1 ? `${title} · ${place}` : title,
    ]),
  );
}

/** The value that all have. */
function common<T>(values: T[]): T | undefined {
  return values.every(value => value === values[0]) ? values[0] : undefined;
}
