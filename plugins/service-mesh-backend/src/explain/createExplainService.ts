import { LoggerService } from '@backstage/backend-plugin-api';
import {
  EntityExplanation,
  ExplainedMeasurement,
  NumberExplanation,
  WorkloadRef,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import { MeshPeer } from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../clusters';
import { describeSource } from '../metrics/describeSource';
import { openSource } from '../mesh/openSource';
import { TrafficService } from '../mesh/TrafficService';
import {
  ClusterView,
  measurementOf,
  viewClusters,
} from '../topology/ClusterView';
import { workloadNodeId } from '../topology/nodeIds';
import { borderNumbers } from './borderNumbers';
import { ExplainService } from './ExplainService';

/** @internal */
export interface ExplainServiceOptions {
  clusters: Clusters;
  traffic: TrafficService;
  logger: LoggerService;
}

/**
 * @internal
 */
export function createExplainService(
  options: ExplainServiceOptions,
): ExplainService {
  return {
    async explain(workloads, question) {
      const { views } = await viewClusters(options, workloads, question);
      const explained = await Promise.all(
        views.map(view => {
          const focus = workloads.filter(
            workload =>
              workload.cluster === view.cluster.name &&
              view.snapshot.workload(workload),
          );
          return explainWorkloads(view, focus, question.at);
        }),
      );
      return {
        explanation: { workloads: explained.flat() },
        foreignPods: foreignPods(views, workloads),
      };
    },

    async explainGroup(workloads, question) {
      const { views } = await viewClusters(options, workloads, question);
      const clusters = await Promise.all(
        views.map(async view => {
          const members = workloads.filter(
            ({ cluster }) => cluster === view.cluster.name,
          );
          const { numbersOf, ...measured } = await measuredBy(
            view,
            question.at,
          );
          return {
            ...measured,
            numbers: borderNumbers(
              numbersOf(members),
              callersElsewhere(view, workloads),
            ),
          };
        }),
      );
      return {
        explanation: { clusters },
        foreignPods: foreignPods(views, workloads),
      };
    },
  };
}

async function explainWorkloads(
  view: ClusterView,
  workloads: readonly WorkloadRef[],
  at: number | undefined,
): Promise<EntityExplanation['workloads']> {
  const { numbersOf, ...measured } = await measuredBy(view, at);
  return workloads.map(workload => ({
    id: workloadNodeId(workload),
    ...measured,
    numbers: numbersOf([workload]),
  }));
}

/** The window is the one that the numbers cover: queries with another one would give other numbers. */
async function measuredBy(
  view: ClusterView,
  at: number | undefined,
): Promise<
  Omit<ExplainedMeasurement, 'numbers'> & {
    numbersOf(workloads: readonly WorkloadRef[]): NumberExplanation[];
  }
> {
  const { cluster, snapshot } = view;
  const { source, windowSeconds, measuredAt } = measurementOf(view);
  const opened = await openSource(cluster);
  const metrics = 'source' in opened ? opened.source : undefined;
  const mesh = 'mesh' in opened ? opened.mesh : undefined;
  const interval = metrics?.scrapeIntervalSeconds();
  return {
    cluster: cluster.name,
    source,
    ...(metrics && {
      // How it answers now says nothing of the past.
      sourceDescription:
        at === undefined ? describeSource(metrics) : metrics.description,
    }),
    windowSeconds,
    ...(measuredAt && { measuredAt }),
    ...(interval !== undefined && { scrapeIntervalSeconds: interval }),
    numbersOf: workloads =>
      metrics && mesh?.explain && windowSeconds > 0
        ? [
            ...mesh.explain({
              metrics,
              snapshot,
              windowSeconds: Math.max(1, Math.round(windowSeconds)),
              at,
              scope: { workloads },
            }),
          ]
        : [],
  };
}

/** Names of the clusters from which a gateway passes calls on to members of a group. */
function callersElsewhere(
  { cluster, counts }: ClusterView,
  group: readonly WorkloadRef[],
): string[] {
  const members = new Set(group.map(workloadKey));
  const isMember = (peer: MeshPeer) =>
    peer.type === 'workload' && members.has(workloadKey(peer.workload));
  const names = (counts.traffic?.edges ?? []).flatMap(({ source, target }) =>
    source.type === 'workload' && isMember(target) && !isMember(source)
      ? source.workload.cluster
      : [],
  );
  return [...new Set(names)].filter(name => name !== cluster.name).sort();
}

function foreignPods(
  views: readonly ClusterView[],
  workloads: readonly WorkloadRef[],
): Set<string> {
  const own = new Set(workloads.map(workloadKey));
  return new Set(
    views.flatMap(({ snapshot }) =>
      snapshot
        .pods()
        .filter(({ workload }) => !own.has(workloadKey(workload)))
        .map(({ name }) => name),
    ),
  );
}
