import { LoggerService } from '@backstage/backend-plugin-api';
import { MeshTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../clusters';
import {
  otherClusters,
  passedOn,
  rememberedCallers,
} from '../mesh/multicluster';
import { KnownCluster } from '../topology/ClusterView';
import { HistorySteps } from './historySteps';
import { HistoryView, TrafficHistoryService } from './TrafficHistoryService';

/**
 * The steps of a cluster with its callers in other clusters in place of the gateway that passed their calls on, as in graphs of one
 * moment. Steps that the other clusters do not remember keep the gateway.
 *
 * @internal
 */
export async function withCallersElsewhere(
  options: {
    clusters: Pick<Clusters, 'list'>;
    histories: TrafficHistoryService;
    logger: LoggerService;
  },
  { cluster, gateways }: Pick<KnownCluster, 'cluster' | 'gateways'>,
  view: HistoryView,
  question: { steps: HistorySteps; isPast: boolean; signal?: AbortSignal },
): Promise<HistoryView> {
  const namespaces = calledNamespaces(view, gateways);
  if (namespaces.length === 0) {
    return view;
  }
  const others = await otherClusters(options, cluster.name);
  const elsewhere = await Promise.all(
    others.map(other =>
      options.histories.around(other.cluster, other.snapshot, {
        ...question,
        // A mirrored Service has the name of the one that it mirrors, and its namespace.
        focus: { namespaces },
        countsOnly: true,
      }),
    ),
  );
  return {
    ...view,
    steps: view.steps.map(
      (step, i) =>
        step &&
        rememberedCallers(
          step,
          gateways,
          elsewhere.flatMap(({ steps }) => steps[i] ?? []),
        ),
    ),
  };
}

/** Namespaces into which gateways passed on calls in any step. */
function calledNamespaces(
  { steps }: HistoryView,
  gateways: ReadonlySet<string>,
): string[] {
  const calledIn = (step: MeshTraffic | undefined) =>
    (step ? passedOn(step, gateways) : []).flatMap(({ target }) =>
      target.type === 'workload' ? target.workload.namespace : [],
    );
  return [...new Set(steps.flatMap(calledIn))].sort();
}
