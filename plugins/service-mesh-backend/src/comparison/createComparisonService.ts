import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MeshChange,
  Topology,
  TopologyNode,
  TrafficStats,
  UsualSpread,
  Warning,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { MeshTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../clusters';
import {
  changesOf,
  HistorySteps,
  stepTimes,
  TrafficHistoryService,
} from '../history';
import { trafficStats } from '../stats/trafficStats';
import { knowCluster, KnownCluster } from '../topology/ClusterView';
import { GraphBuilder } from '../topology/GraphBuilder';
import { edgeId, workloadNodeId } from '../topology/nodeIds';
import { TopologyService } from '../topology';
import { workloadOf } from '../topology/workloadOf';
import { ComparedScope, ComparisonService } from './ComparisonService';
import { usualSpreads } from './usualSpreads';

/** Samples that tell what is usual: those of the first window, or so many up to its end where it has fewer. */
const SAMPLES = 10;
const MOST_SAMPLES = 30;

const SHORTEST_SAMPLE_SECONDS = 60;

/** In thinner samples `increase` may find no two scrapes. */
const SCRAPES_PER_SAMPLE = 4;

/** What is usual for more workloads costs more than it shows. */
const MAX_WORKLOADS = 300;

/** The usual latency of more workloads too: their buckets cost the most by far. It must change by half then to be told. */
const MAX_LATENCY_WORKLOADS = 60;

/** @internal */
export interface ComparisonServiceOptions {
  clusters: Clusters;
  topology: TopologyService;
  histories: TrafficHistoryService;
  logger: LoggerService;
}

/**
 * @internal
 */
export function createComparisonService(
  options: ComparisonServiceOptions,
): ComparisonService {
  return {
    async compare(scope, { windowSeconds, before, end, signal }) {
      const topologyAt = (at: number | undefined) =>
        topologyOf(options.topology, scope, { windowSeconds, at, signal });
      const [then, now] = await Promise.all([
        topologyAt(before),
        topologyAt(end),
      ]);
      signal?.throwIfAborted();
      const workloads = workloadsOf([then, now]);
      const clusters = await knownClusters(options, workloads, signal);
      const time = {
        from: before - 1000 * windowSeconds,
        to: end ?? Date.now(),
      };
      const earlier = withoutUnborn(then, before, clusters);
      const sampled = workloadsOf([then]);
      const tooMany = sampled.length > MAX_WORKLOADS;
      return {
        before: tooMany
          ? {
              ...earlier,
              warnings: [...earlier.warnings, spreadsUnknown(sampled.length)],
            }
          : earlier,
        after: now,
        spreads: tooMany
          ? {}
          : await spreadsOf(options.histories, clusters, {
              workloads: sampled,
              windowSeconds,
              end: before,
              signal,
            }),
        changes: changesIn(clusters, workloads, time),
      };
    },
  };
}

function topologyOf(
  topology: TopologyService,
  scope: ComparedScope,
  options: { windowSeconds: number; at?: number; signal?: AbortSignal },
): Promise<Topology> {
  return 'workloads' in scope
    ? topology.entityTopology(scope.workloads, {
        ...options,
        depth: scope.depth,
      })
    : topology.meshTopology(scope.clusters, {
        ...options,
        namespaces: scope.namespaces,
      });
}

function workloadsOf(topologies: readonly Topology[]): WorkloadRef[] {
  const workloads = new Map(
    topologies
      .flatMap(({ nodes }) => nodes)
      .flatMap(node => {
        const workload = workloadOf(node);
        return workload ? [[node.id, workload] as const] : [];
      }),
  );
  return [...workloads.values()];
}

/** A cluster that can not be asked is told by the topologies. */
async function knownClusters(
  options: ComparisonServiceOptions,
  workloads: readonly WorkloadRef[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, KnownCluster>> {
  const names = [...new Set(workloads.map(({ cluster }) => cluster))];
  const known = await Promise.all(
    names.map(async name => {
      try {
        return [[name, await knowCluster(options, name, signal)] as const];
      } catch {
        return [];
      }
    }),
  );
  return new Map(known.flat());
}

/**
 * A graph of the past is drawn from what runs now: takes out what began after it. Whatever had any number then was there.
 */
function withoutUnborn(
  topology: Topology,
  end: number,
  clusters: ReadonlyMap<string, KnownCluster>,
): Topology {
  const called = new Set(
    topology.edges.flatMap(({ source, target }) => [source, target]),
  );
  const isUnborn = (node: TopologyNode) => {
    const workload = workloadOf(node);
    const snapshot = workload && clusters.get(workload.cluster)?.snapshot;
    if (
      !snapshot ||
      !node.meshed?.running ||
      called.has(node.id) ||
      Object.keys(node.stats).length > 0
    ) {
      return false;
    }
    const pods = snapshot.podsOf(workload, { deleted: true });
    return (
      pods.length > 0 &&
      pods.every(({ createdAt }) => Date.parse(createdAt) > end)
    );
  };
  const nodes = topology.nodes.filter(node => !isUnborn(node));
  const kept = new Set(nodes.map(({ id }) => id));
  return {
    ...topology,
    nodes,
    ...(topology.focus && {
      focus: topology.focus.filter(id => kept.has(id)),
    }),
  };
}

function changesIn(
  clusters: ReadonlyMap<string, KnownCluster>,
  workloads: readonly WorkloadRef[],
  time: { from: number; to: number },
): MeshChange[] {
  return workloads
    .flatMap(workload => {
      const snapshot = clusters.get(workload.cluster)?.snapshot;
      return snapshot ? changesOf(snapshot, workload, time) : [];
    })
    .sort((a, b) => a.at - b.at);
}

function spreadsUnknown(workloads: number): Warning {
  return {
    code: 'spreads-unknown',
    message: `How much the numbers usually vary is not known, as ${workloads} workloads are compared and it is looked up for ${MAX_WORKLOADS} at most: small differences may be chance. Choose some namespaces to compare fewer`,
    values: { workloads, limit: MAX_WORKLOADS },
  };
}

async function spreadsOf(
  histories: TrafficHistoryService,
  clusters: ReadonlyMap<string, KnownCluster>,
  question: {
    workloads: readonly WorkloadRef[];
    windowSeconds: number;
    end: number;
    signal?: AbortSignal;
  },
): Promise<Record<string, UsualSpread>> {
  const samples = new Map<string, TrafficStats[]>();
  await Promise.all(
    [...clusters].map(async ([name, known]) => {
      const focus = question.workloads.filter(
        ({ cluster, namespace }) =>
          cluster === name && !known.hidden.has(namespace),
      );
      if (focus.length === 0) {
        return;
      }
      const { source } = await known.cluster.metrics();
      const { steps } = await histories.around(known.cluster, known.snapshot, {
        focus,
        steps: sampleSteps(question, source?.scrapeIntervalSeconds() ?? 0),
        isPast: true,
        countsOnly: question.workloads.length > MAX_LATENCY_WORKLOADS,
        signal: question.signal,
      });
      steps.forEach(step => step && addSamples(samples, known, step));
    }),
  );
  return usualSpreads(samples);
}

function sampleSteps(
  { windowSeconds, end }: { windowSeconds: number; end: number },
  intervalSeconds: number,
): HistorySteps {
  const shortest = Math.max(
    SHORTEST_SAMPLE_SECONDS,
    SCRAPES_PER_SAMPLE * intervalSeconds,
    windowSeconds / MOST_SAMPLES,
  );
  const stepSeconds = 60 * Math.ceil(shortest / 60);
  const spanSteps = Math.max(SAMPLES, Math.floor(windowSeconds / stepSeconds));
  return {
    stepSeconds,
    spanSteps,
    times: stepTimes(stepSeconds, spanSteps, { end, now: end }),
  };
}

function addSamples(
  samples: Map<string, TrafficStats[]>,
  { cluster, snapshot, hidden }: KnownCluster,
  counts: MeshTraffic,
): void {
  const graph = new GraphBuilder({
    cluster: cluster.name,
    snapshot,
    counts,
    hidden,
  });
  const sampled = new Map<string, TrafficStats>();
  const { windowSeconds } = counts;
  for (const row of counts.workloads) {
    if (row.pod === undefined) {
      sampled.set(
        workloadNodeId(row.workload),
        trafficStats(row, windowSeconds),
      );
    }
  }
  for (const { source, target, traffic } of graph.edges) {
    // a call between two namespaces comes twice, and is the same
    sampled.set(
      edgeId(graph.idOf(source), graph.idOf(target)),
      trafficStats(traffic, windowSeconds),
    );
  }
  for (const [id, stats] of sampled) {
    const known = samples.get(id);
    if (known) {
      known.push(stats);
    } else {
      samples.set(id, [stats]);
    }
  }
}
