import { LoggerService } from '@backstage/backend-plugin-api';
import {
  EntityExplanation,
  WorkloadRef,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
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
import { ExplainService } from './ExplainService';

/** @internal */
export interface ExplainServiceOptions {
  clusters: Clusters;
  traffic: TrafficService;
  logger: LoggerService;
}

type WorkloadExplanation = EntityExplanation['workloads'][number];

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
          return explainCluster(view, focus, question.at);
        }),
      );
      return {
        workloads: explained.flat(),
        foreignPods: new Set(
          views.flatMap(({ snapshot }) => foreignPods(snapshot, workloads)),
        ),
      };
    },
  };
}

/** The window is the one that the numbers cover: queries with another one would give other numbers. */
async function explainCluster(
  view: ClusterView,
  workloads: readonly WorkloadRef[],
  at: number | undefined,
): Promise<WorkloadExplanation[]> {
  const { cluster, snapshot } = view;
  const { source, windowSeconds, measuredAt } = measurementOf(view);
  const opened = await openSource(cluster);
  const metrics = 'source' in opened ? opened.source : undefined;
  const mesh = 'mesh' in opened ? opened.mesh : undefined;
  const interval = metrics?.scrapeIntervalSeconds();
  return workloads.map(workload => ({
    id: workloadNodeId(workload),
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
    numbers:
      metrics && mesh?.explain && windowSeconds > 0
        ? [
            ...mesh.explain({
              metrics,
              snapshot,
              windowSeconds: Math.max(1, Math.round(windowSeconds)),
              at,
              scope: { workloads: [workload] },
            }),
          ]
        : [],
  }));
}

function foreignPods(
  snapshot: ClusterView['snapshot'],
  workloads: readonly WorkloadRef[],
): string[] {
  const own = new Set(workloads.map(workloadKey));
  return snapshot
    .pods()
    .filter(({ workload }) => !own.has(workloadKey(workload)))
    .map(({ name }) => name);
}
