import { LoggerService } from '@backstage/backend-plugin-api';
import { Clusters } from '../clusters';
import {
  otherClusters,
  passedOn,
  rememberedCallers,
} from '../mesh/multicluster';
import { TrafficService, TrafficView } from '../mesh/TrafficService';

/**
 * Where a gateway passes on calls, those who sent them are looked for in the other clusters.
 *
 * @internal
 */
export async function withCallersElsewhere(
  options: {
    clusters: Pick<Clusters, 'list'>;
    traffic: TrafficService;
    logger: LoggerService;
  },
  known: { cluster: { name: string }; gateways: ReadonlySet<string> },
  counts: TrafficView,
  question: { windowSeconds: number; at?: number },
): Promise<TrafficView> {
  const { gateways } = known;
  if (!counts.traffic || passedOn(counts.traffic, gateways).length === 0) {
    return counts;
  }
  const others = await otherClusters(options, known.cluster.name);
  const { windowSeconds, at } = question;
  const elsewhere = await Promise.all(
    others.map(async ({ cluster, snapshot }) => {
      const view = await options.traffic.counts(cluster, snapshot, {
        windowSeconds,
        at,
      });
      return view.traffic ?? [];
    }),
  );
  return {
    ...counts,
    traffic: rememberedCallers(counts.traffic, gateways, elsewhere.flat()),
  };
}
