import { NotFoundError } from '@backstage/errors';
import {
  PeerStats,
  PodPeer,
  PodStats,
  workloadKey,
  WorkloadRef,
  WorkloadStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  EdgeTraffic,
  InventoryPod,
  MeshPeer,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../clusters';
import { TrafficService } from '../mesh/TrafficService';
import {
  ClusterView,
  graphOf,
  measurementOf,
  viewCluster,
  viewClusters,
} from '../topology/ClusterView';
import { GraphBuilder, GraphEdge } from '../topology/GraphBuilder';
import { latencyAround } from '../topology/latencyAround';
import { measuredAnswer } from '../topology/measuredAnswer';
import { NodePeer } from '../topology/nodeIds';
import { TopologyOptions } from '../topology/TopologyService';
import { PodRows } from './PodRows';
import { StatsService } from './StatsService';

/** @internal */
export interface StatsServiceOptions {
  clusters: Clusters;
  traffic: TrafficService;
  logger: LoggerService;
}

/**
 * @internal
 */
export function createStatsService(options: StatsServiceOptions): StatsService {
  return {
    async workloadStats(workloads, question) {
      const { views, warnings } = await viewClusters(
        options,
        workloads,
        question,
      );
      const answers = await Promise.all(
        views.map(view => ofCluster(options, view, workloads, question)),
      );
      return {
        ...measuredAnswer(
          question.windowSeconds,
          answers.map(({ measurement }) => measurement),
          [...warnings, ...answers.flatMap(answer => answer.warnings)],
        ),
        workloads: answers.flatMap(answer => answer.workloads),
      };
    },

    async podStats(workload, name, question) {
      const view = await viewCluster(options, workload.cluster, {
        ...question,
        focus: [workload],
      });
      const pod = view.snapshot.pod(workload.namespace, name);
      if (!pod || workloadKey(pod.workload) !== workloadKey(workload)) {
        throw new NotFoundError(
          `${workload.kind} ${workload.namespace}/${workload.name} has no pod ${name}`,
        );
      }
      return podTraffic(options, view, pod, question);
    },
  };
}

async function ofCluster(
  options: StatsServiceOptions,
  view: ClusterView,
  workloads: readonly WorkloadRef[],
  question: TopologyOptions,
) {
  const { traffic } = options;
  const { cluster, snapshot } = view;
  const focus = workloads.filter(
    workload =>
      workload.cluster === cluster.name && snapshot.workload(workload),
  );
  const { windowSeconds, at } = question;
  const asked = { windowSeconds, at, focus };
  const measures = view.counts.traffic !== undefined && focus.length > 0;
  const [latency, pods, podLatency] = await Promise.all(
    measures
      ? [
          latencyAround(options, view, asked),
          traffic.pods(cluster, snapshot, asked),
          traffic.podLatency(cluster, snapshot, asked),
        ]
      : [undefined, undefined, undefined],
  );
  const others = [latency, pods, podLatency].flatMap(other => other ?? []);
  const graph = graphOf(view, latency);
  const podRows = new PodRows(pods, podLatency);
  return {
    workloads: focus.map(workload =>
      workloadStats(view, graph, workload, podRows),
    ),
    measurement: measurementOf(view, others),
    warnings: [...view.warnings, ...others.flatMap(({ warnings }) => warnings)],
  };
}

function workloadStats(
  view: ClusterView,
  graph: GraphBuilder,
  workload: WorkloadRef,
  rows: PodRows,
): WorkloadStats {
  const node = graph.workload(workload);
  const peersOf = (
    self: (edge: GraphEdge) => NodePeer,
    other: (edge: GraphEdge) => NodePeer,
  ): PeerStats[] =>
    graph.edges
      .filter(edge => graph.idOf(self(edge)) === node.id)
      .map(edge => ({ peer: graph.node(other(edge)), edge: graph.edge(edge) }));
  return {
    workload: node,
    inbound: peersOf(
      ({ target }) => target,
      ({ source }) => source,
    ),
    outbound: peersOf(
      ({ source }) => source,
      ({ target }) => target,
    ),
    pods: view.snapshot.podsOf(workload).map(pod => podStats(pod, graph, rows)),
    errors: graph.errors(workload),
  };
}

function podStats(
  pod: InventoryPod,
  graph: GraphBuilder,
  rows: PodRows,
): PodStats {
  return {
    name: pod.name,
    status: pod.status,
    ready: pod.ready,
    meshed: graph.isMeshed(pod),
    restarts: pod.restarts,
    createdAt: pod.createdAt,
    ...(pod.node && { node: pod.node }),
    stats: rows.statsOf(pod),
  };
}

async function podTraffic(
  { traffic }: StatsServiceOptions,
  view: ClusterView,
  pod: InventoryPod,
  question: TopologyOptions,
) {
  const { cluster, snapshot } = view;
  const asked = {
    windowSeconds: question.windowSeconds,
    at: question.at,
    workload: pod.workload,
  };
  const [counts, latency] = await Promise.all(
    view.counts.traffic
      ? [
          traffic.podCalls(cluster, snapshot, asked, 'counts'),
          traffic.podCalls(cluster, snapshot, asked, 'latency'),
        ]
      : [undefined, undefined],
  );
  const others = [counts, latency].flatMap(other => other ?? []);
  const graph = graphOf(view);
  // The same edges, but between pods: each is drawn as one between their workloads.
  const pods = graphOf({ ...view, counts: counts ?? view.counts });
  const buckets = new Map(
    (latency?.traffic?.edges ?? []).map(edge => [
      podEdgeKey(edge),
      edge.latency,
    ]),
  );
  const isSelf = (peer: MeshPeer) =>
    peer.type === 'workload' &&
    peer.pod === pod.name &&
    peer.workload.namespace === pod.namespace;
  const rowsOf = (side: 'source' | 'target'): PodPeer[] => {
    const other = side === 'source' ? 'target' : 'source';
    return pods.edges
      .filter(({ traffic: row }) => counts && isSelf(row[side]))
      .map(edge => {
        const peer = edge.traffic[other];
        return {
          peer: graph.node(edge[other]),
          edge: pods.edge({
            ...edge,
            traffic: {
              ...edge.traffic,
              latency: buckets.get(podEdgeKey(edge.traffic)),
            },
          }),
          ...(peer.type === 'workload' && peer.pod && { pod: peer.pod }),
        };
      });
  };
  return {
    ...measuredAnswer(
      question.windowSeconds,
      [measurementOf(view, others)],
      [...view.warnings, ...others.flatMap(({ warnings }) => warnings)],
    ),
    workload: pod.workload,
    pod: podStats(pod, graph, new PodRows(counts, latency)),
    inbound: rowsOf('target'),
    outbound: rowsOf('source'),
  };
}

function podEdgeKey({ source, target }: EdgeTraffic): string {
  return JSON.stringify([source, target]);
}
