import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  Topology,
  TopologyEdge,
  TopologyNode,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Clusters } from '../clusters';
import { TrafficService, TrafficView } from '../mesh/TrafficService';
import {
  ClusterView,
  eachCluster,
  eachNamedCluster,
  graphOf,
  knowCluster,
  KnownCluster,
  measurementOf,
  viewCluster,
  viewClusters,
  withCounts,
} from './ClusterView';
import { GraphBuilder, GraphEdge } from './GraphBuilder';
import { borderLatency } from './borderLatency';
import { measuredAnswer } from './measuredAnswer';
import { neighbourhood } from './neighbourhood';
import { nodesElsewhere } from './nodesElsewhere';
import { NodePeer, workloadNodeId } from './nodeIds';
import { drawPart, Part, PartMemory } from './PartMemory';
import { TopologyOptions, TopologyService } from './TopologyService';

/** Graphs of at most so many workloads bring quantiles: more cost more than they show. */
const MAX_QUANTILE_WORKLOADS = 120;

/** How long a page about all clusters waits for one that nobody has asked about before. */
const MESH_WAIT_MS = 10_000;

/** @internal */
export interface TopologyServiceOptions {
  clusters: Clusters;
  traffic: TrafficService;
  logger: LoggerService;
}

/**
 * @internal
 */
export function createTopologyService(
  options: TopologyServiceOptions,
): TopologyService {
  const memory = new PartMemory();
  return {
    async clusterTopology(name, question) {
      const part = await partOfCluster(options, memory, name, question);
      if (!part) {
        throw noNamespace(`Cluster ${name} has`, question.namespaces);
      }
      return answer(options, [part], question, []);
    },

    async meshTopology(names, question) {
      const timeout = AbortSignal.timeout(MESH_WAIT_MS);
      const signal = question.signal
        ? AbortSignal.any([question.signal, timeout])
        : timeout;
      const { views, warnings } = await eachNamedCluster(names, name =>
        partOfCluster(options, memory, name, { ...question, signal }),
      );
      const parts = views.flatMap(part => part ?? []);
      if (parts.length === 0 && question.namespaces) {
        throw noNamespace('There is', question.namespaces);
      }
      return answer(options, parts, question, warnings);
    },

    async groupLatency(workloads, question) {
      const { views, warnings } = await eachCluster(
        workloads,
        async (name, focus) => {
          const view = await viewCluster(options, name, { ...question, focus });
          const { cluster, snapshot } = view;
          const { windowSeconds, at } = question;
          const latency = await options.traffic.latency(cluster, snapshot, {
            windowSeconds,
            at,
            focus,
          });
          return { view, latency };
        },
      );
      const inbound = borderLatency(
        workloads,
        views.map(({ view, latency }) => ({
          counts: view.counts.traffic?.edges ?? [],
          latency: latency.traffic?.edges ?? [],
          hidden: view.hidden,
        })),
      );
      return {
        ...measuredAnswer(
          question.windowSeconds,
          views.map(({ view, latency }) => measurementOf(view, [latency])),
          [
            ...warnings,
            ...views.flatMap(({ view, latency }) => [
              ...view.warnings,
              ...latency.warnings,
            ]),
          ],
        ),
        ...(inbound && { inbound }),
      };
    },

    async entityTopology(workloads, question) {
      const { views, warnings } = await viewClusters(
        options,
        workloads,
        question,
      );
      const parts = views.map(view => {
        const focus = workloads.filter(
          ({ cluster }) => cluster === view.cluster.name,
        );
        return around(view, focus, question.depth);
      });
      return {
        ...(await answer(options, parts, question, warnings)),
        focus: workloads
          .filter(workload =>
            parts.some(part => part.nodes.has(workloadNodeId(workload))),
          )
          .map(workloadNodeId),
      };
    },
  };
}

async function answer(
  options: TopologyServiceOptions,
  parts: readonly Part[],
  question: TopologyOptions & { namespaces?: readonly string[] },
  warnings: Topology['warnings'],
): Promise<Topology> {
  const nodes = new Map<string, TopologyNode>();
  const edges = new Map<string, TopologyEdge>();
  const names = await clusterNames(options.clusters);
  const latencies = await Promise.all(
    parts.map(async part =>
      part.view.counts.traffic
        ? latencyOf(
            options,
            part.view,
            inFocus(workloadsOf(part), question.namespaces),
            question,
          )
        : undefined,
    ),
  );
  parts.forEach((part, i) => {
    const latency = latencies[i]?.traffic;
    const drawn = drawPart(part, [latency, JSON.stringify([...names])], () => {
      const graph = part.graph.with({
        latency,
        clusterNamed: meshCluster => names.get(meshCluster) ?? meshCluster,
      });
      return {
        nodes: [...part.nodes.values()].map(peer => graph.node(peer)),
        edges: part.edges.map(edge => graph.edge(edge)),
      };
    });
    // Of what is in two clusters, each knows its own end better: the workload itself, and the calls that it makes.
    const isOwn = (id: string) =>
      nodes.get(id)?.cluster === part.view.cluster.name;
    drawn.nodes.forEach(node => {
      if (!nodes.has(node.id) || node.cluster === part.view.cluster.name) {
        nodes.set(node.id, node);
      }
    });
    drawn.edges.forEach(edge => {
      if (!edges.has(edge.id) || isOwn(edge.source)) {
        edges.set(edge.id, edge);
      }
    });
  });
  const shown = new Set(parts.map(({ view }) => view.cluster.name));
  const others = await nodesElsewhere(options, nodes.values(), shown, question);
  others.forEach(node => nodes.set(node.id, node));
  return {
    ...measuredAnswer(
      question.windowSeconds,
      parts.map(({ view }, i) =>
        measurementOf(view, [latencies[i] ?? []].flat()),
      ),
      [
        ...warnings,
        ...parts.flatMap(({ view }) => view.warnings),
        ...latencies.flatMap(latency => latency?.warnings ?? []),
      ],
    ),
    nodes: [...nodes.values()],
    edges: [...edges.values()],
  };
}

/** Where namespaces have many neighbours, the calls from and to the namespaces are enough: they are all that is shown. */
function inFocus(
  workloads: readonly WorkloadRef[],
  namespaces: readonly string[] | undefined,
): readonly WorkloadRef[] {
  return workloads.length > MAX_QUANTILE_WORKLOADS && namespaces
    ? workloads.filter(({ namespace }) => namespaces.includes(namespace))
    : workloads;
}

/** Undefined where there is nothing to ask for, or too much. */
async function latencyOf(
  { traffic }: TopologyServiceOptions,
  { cluster, snapshot }: KnownCluster,
  focus: readonly WorkloadRef[],
  { windowSeconds, at }: TopologyOptions,
): Promise<TrafficView | undefined> {
  return focus.length > 0 && focus.length <= MAX_QUANTILE_WORKLOADS
    ? traffic.latency(cluster, snapshot, { windowSeconds, at, focus })
    : undefined;
}

function workloadsOf({ view, nodes }: Part): WorkloadRef[] {
  return [...nodes.values()].flatMap(peer =>
    peer.type === 'workload' && view.snapshot.workload(peer.workload)
      ? [peer.workload]
      : [],
  );
}

function around(
  view: ClusterView,
  workloads: readonly WorkloadRef[],
  depth: number,
): Part {
  const graph = graphOf(view, { clusterNamed: identity });
  const known = workloads.filter(
    workload =>
      view.snapshot.workload(workload) &&
      graph.isShown({ type: 'workload', workload }),
  );
  const peers = new Map<string, NodePeer>();
  graph.edges.forEach(({ source, target }) => {
    peers.set(graph.idOf(source), source);
    peers.set(graph.idOf(target), target);
  });
  const near = neighbourhood(
    known.map(workloadNodeId),
    graph.edges,
    depth,
    node => peers.get(node)?.type === 'workload',
    edge => [graph.idOf(edge.source), graph.idOf(edge.target)],
  );
  return partOf(view, graph, known, near.edges);
}

/** Undefined where the cluster has none of the namespaces. */
async function partOfCluster(
  options: TopologyServiceOptions,
  memory: PartMemory,
  name: string,
  question: TopologyOptions & { namespaces?: readonly string[] },
): Promise<Part | undefined> {
  const known = await knowCluster(options, name, question.signal);
  if (!question.namespaces) {
    // Everything will be shown: its latency does not wait until the calls are known.
    void latencyOf(options, known, shownWorkloads(known), question);
  } else if (!question.namespaces.some(n => known.snapshot.namespace(n))) {
    return undefined;
  }
  const view = await withCounts(options, known, question);
  const { windowSeconds, at, namespaces } = question;
  const key = JSON.stringify([name, windowSeconds, at, namespaces]);
  return memory.part(key, view, () => {
    const plain = graphOf(view, { clusterNamed: identity });
    return namespaces
      ? partOfNamespaces(view, plain, namespaces)
      : partOf(view, plain, shownWorkloads(view), plain.edges);
  });
}

function noNamespace(subject: string, names: readonly string[] = []): Error {
  return new NotFoundError(
    `${subject} no namespace ${names.join(
      ' or ',
    )}, or the configuration leaves it out`,
  );
}

function partOfNamespaces(
  view: ClusterView,
  graph: GraphBuilder,
  names: readonly string[],
): Part {
  const wanted = new Set(names);
  const isIn = (peer: NodePeer) =>
    peer.type === 'workload'
      ? wanted.has(peer.workload.namespace)
      : 'namespace' in peer && wanted.has(peer.namespace);
  return partOf(
    view,
    graph,
    shownWorkloads(view).filter(({ namespace }) => wanted.has(namespace)),
    graph.edges.filter(({ source, target }) => isIn(source) || isIn(target)),
  );
}

function partOf(
  view: ClusterView,
  graph: GraphBuilder,
  workloads: readonly WorkloadRef[],
  edges: readonly GraphEdge[],
): Part {
  const nodes = new Map<string, NodePeer>(
    workloads.map(workload => [
      workloadNodeId(workload),
      { type: 'workload', workload },
    ]),
  );
  edges.forEach(({ source, target }) => {
    nodes.set(graph.idOf(source), source);
    nodes.set(graph.idOf(target), target);
  });
  return { view, graph, nodes, edges, drawn: {} };
}

/** Workloads that exist and are not left out, with traffic or without. */
function shownWorkloads({ snapshot, hidden }: KnownCluster): WorkloadRef[] {
  return snapshot
    .workloads()
    .filter(
      ({ ref, deletedAt }) =>
        deletedAt === undefined && !hidden.has(ref.namespace),
    )
    .map(({ ref }) => ref);
}

/** How this portal calls what a mesh calls a cluster. */
async function clusterNames(
  clusters: Clusters,
): Promise<ReadonlyMap<string, string>> {
  return new Map(
    (await clusters.list()).flatMap(({ name, config }) =>
      config.meshClusterName ? [[config.meshClusterName, name]] : [],
    ),
  );
}

function identity(name: string): string {
  return name;
}
