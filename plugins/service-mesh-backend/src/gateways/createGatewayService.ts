import { LoggerService } from '@backstage/backend-plugin-api';
import {
  latencyQuantiles,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  GatewayState,
  MeshGateways,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Cluster, Clusters } from '../clusters';
import { shared, SharedAnswers } from '../metrics/shared';
import { Telemetry } from '../telemetry';
import { stoppedWarning } from '../mesh/answerWarnings';
import { clusterCalled } from '../mesh/multicluster';
import { RefreshCache } from '../mesh/RefreshCache';
import { workloadsBehind } from '../mesh/workloadsBehind';
import { unreachable } from '../topology/ClusterView';
import { GatewayService, KnownGateway } from './GatewayService';

/** Gateways are probed every few seconds; a page about them need not be as fast. */
const REFRESH_MS = 15_000;

/** Of the probes. */
const WINDOW_SECONDS = 300;

const NOTHING: MeshGateways = { gateways: [], warnings: [] };

/**
 * @internal
 */
export function createGatewayService(options: {
  clusters: Clusters;
  logger: LoggerService;
  now?(): number;
  /** Shares answers with other instances of the portal. */
  answers?: SharedAnswers;
  telemetry?: Telemetry;
}): GatewayService {
  const { clusters, logger, now = Date.now, answers, telemetry } = options;
  const cache = new RefreshCache<MeshGateways>({
    logger,
    now,
    count: result => telemetry?.lookup('gateways', result),
    maxWeight: 100_000,
    weightOf: ({ gateways }) =>
      gateways.reduce(
        (sum, item) => sum + (item.mirroredServices?.length ?? 0),
        1,
      ),
  });

  return {
    async gateways(names) {
      const all = await clusters.list();
      const found = await Promise.all(
        names.map(async name => {
          try {
            const cluster = await clusters.get(name);
            const { value, problem } = await cache.get(
              name,
              REFRESH_MS,
              onAskedAt => readGateways(cluster, { answers, onAskedAt }),
            );
            return {
              gateways: value.gateways.map(gateway =>
                presentGateway(
                  name,
                  problem === undefined ? gateway : unmeasured(gateway),
                  all,
                ),
              ),
              warnings:
                problem === undefined
                  ? [...value.warnings]
                  : [
                      ...value.warnings,
                      stoppedWarning(name, 'numbers of gateways', problem),
                    ],
            };
          } catch (error) {
            return { gateways: [], warnings: [unreachable(name, error)] };
          }
        }),
      );
      return {
        gateways: found.flatMap(({ gateways }) => gateways),
        warnings: found.flatMap(({ warnings }) => warnings),
      };
    },
  };
}

async function readGateways(
  cluster: Cluster,
  {
    answers,
    onAskedAt,
  }: { answers?: SharedAnswers; onAskedAt(at: number): void },
): Promise<MeshGateways> {
  const mesh = await cluster.mesh();
  if (!mesh?.gateways) {
    return NOTHING;
  }
  const { inventory } = cluster;
  const snapshot = inventory.snapshot() ?? (await inventory.ready());
  const { source } = await cluster.metrics();
  return mesh.gateways({
    snapshot,
    windowSeconds: WINDOW_SECONDS,
    ...(source && {
      metrics: shared(answers, source, {
        cluster: cluster.name,
        maxAgeMs: REFRESH_MS,
        onAskedAt,
      }),
    }),
  });
}

/** Whether it was alive a while ago says nothing of now. */
function unmeasured({
  alive,
  latency,
  ...gateway
}: GatewayState): GatewayState {
  return gateway;
}

function presentGateway(
  cluster: string,
  state: GatewayState,
  clusters: readonly Cluster[],
): KnownGateway {
  const remote = clusterCalled(clusters, state.meshCluster);
  const snapshot = remote?.inventory.snapshot();
  const behind = (origin?: { namespace: string; name: string }) =>
    origin && snapshot
      ? workloadsBehind(snapshot, origin)
      : ([] as WorkloadRef[]);
  const latency = state.latency && latencyQuantiles(state.latency);
  return {
    cluster,
    remoteCluster: remote?.name ?? state.meshCluster,
    remoteKnown: remote !== undefined,
    ...(state.name && { name: state.name }),
    ...(state.namespace && { namespace: state.namespace }),
    ...(state.alive !== undefined && { alive: state.alive }),
    ...(latency && Object.keys(latency).length > 0 && { latencyMs: latency }),
    ...(state.mirroredServices && {
      mirroredServices: state.mirroredServices.map(
        ({ namespace, name, origin }) => ({
          namespace,
          name,
          behind: behind(origin),
        }),
      ),
    }),
  };
}
