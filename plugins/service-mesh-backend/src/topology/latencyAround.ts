import { LoggerService } from '@backstage/backend-plugin-api';
import {
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Clusters } from '../clusters';
import { otherClusters, rememberedCallers } from '../mesh/multicluster';
import { TrafficService, TrafficView } from '../mesh/TrafficService';
import { ClusterView } from './ClusterView';

/**
 * Latency buckets of what is in focus, and of the calls from and to it. Calls that a gateway passed on are those of their callers in
 * other clusters, as in the counts: a mean and its quantiles are of the same calls.
 *
 * @internal
 */
export async function latencyAround(
  options: {
    clusters: Pick<Clusters, 'list'>;
    traffic: Pick<TrafficService, 'latency'>;
    logger: LoggerService;
  },
  view: Pick<ClusterView, 'cluster' | 'snapshot' | 'gateways' | 'counts'>,
  question: {
    windowSeconds: number;
    at?: number;
    focus: readonly WorkloadRef[];
  },
): Promise<TrafficView> {
  const { cluster, snapshot, gateways } = view;
  const { windowSeconds, at, focus } = question;
  const callers = callersElsewhere(view, focus);
  const [latency, elsewhere] = await Promise.all([
    options.traffic.latency(cluster, snapshot, { windowSeconds, at, focus }),
    callers.length === 0
      ? []
      : otherClusters(options, cluster.name).then(others =>
          Promise.all(
            others.flatMap(other => {
              const its = callers.filter(
                caller => caller.cluster === other.cluster.name,
              );
              return its.length === 0
                ? []
                : options.traffic.latency(other.cluster, other.snapshot, {
                    windowSeconds,
                    at,
                    focus: its,
                  });
            }),
          ),
        ),
  ]);
  if (!latency.traffic || elsewhere.length === 0) {
    return latency;
  }
  return {
    ...latency,
    traffic: rememberedCallers(
      latency.traffic,
      gateways,
      elsewhere.flatMap(({ traffic }) => traffic ?? []),
    ),
    warnings: [
      ...latency.warnings,
      ...elsewhere.flatMap(({ warnings }) => warnings),
    ],
  };
}

/** Who calls the focus from other clusters, by the counts. */
function callersElsewhere(
  { cluster, counts }: Pick<ClusterView, 'cluster' | 'counts'>,
  focus: readonly WorkloadRef[],
): WorkloadRef[] {
  const wanted = new Set(focus.map(workloadKey));
  const callers = new Map<string, WorkloadRef>();
  for (const { source, target } of counts.traffic?.edges ?? []) {
    if (
      source.type === 'workload' &&
      source.workload.cluster !== cluster.name &&
      target.type === 'workload' &&
      wanted.has(workloadKey(target.workload))
    ) {
      callers.set(workloadKey(source.workload), source.workload);
    }
  }
  return [...callers.values()];
}
