import { LoggerService } from '@backstage/backend-plugin-api';
import {
  CallHistory,
  Measurement,
  WorkloadHistory,
  WorkloadRef,
  workloadKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import { EdgeTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { Clusters } from '../clusters';
import {
  eachCluster,
  KnownCluster,
  knowCluster,
} from '../topology/ClusterView';
import { GraphBuilder, GraphEdge } from '../topology/GraphBuilder';
import { measuredAnswer } from '../topology/measuredAnswer';
import { NodePeer, workloadNodeId } from '../topology/nodeIds';
import { withCallersElsewhere } from './callersElsewhere';
import { changesOf } from './changesOf';
import { HistoryService } from './HistoryService';
import { HistorySteps, historySteps } from './historySteps';
import { Counted, seriesOf, sumOf } from './seriesOf';
import { splitChangesOf } from './splitChangesOf';
import { HistoryView, TrafficHistoryService } from './TrafficHistoryService';

/** @internal */
export interface HistoryServiceOptions {
  clusters: Clusters;
  histories: TrafficHistoryService;
  logger: LoggerService;
  now?(): number;
}

/**
 * @internal
 */
export function createHistoryService(
  options: HistoryServiceOptions,
): HistoryService {
  const now = options.now ?? Date.now;
  return {
    async workloadHistory(workloads, question) {
      const { views: known, warnings } = await eachCluster(
        workloads,
        async (name, focus) => {
          const cluster = await knowCluster(options, name, question.signal);
          return {
            ...cluster,
            focus: focus.filter(
              workload =>
                cluster.snapshot.workload(workload) &&
                !cluster.hidden.has(workload.namespace),
            ),
          };
        },
      );
      const intervals = await Promise.all(
        known.map(({ cluster }) => scrapeIntervalOf(cluster)),
      );
      const steps = historySteps({
        windowSeconds: question.windowSeconds,
        end: question.end,
        intervalSeconds: Math.max(0, ...intervals),
        now: now(),
      });
      const answers = await Promise.all(
        known.map(async ({ focus, ...cluster }) => {
          const asked = { steps, isPast: question.end !== undefined };
          const view = await withCallersElsewhere(
            options,
            cluster,
            await options.histories.around(cluster.cluster, cluster.snapshot, {
              ...asked,
              focus,
            }),
            asked,
          );
          return {
            measurement: measurementOf(cluster, view, steps),
            warnings: [...cluster.warnings, ...view.warnings],
            workloads: workloadHistories(cluster, view, focus, steps),
          };
        }),
      );
      return {
        ...measuredAnswer(
          question.windowSeconds,
          answers.map(({ measurement }) => measurement),
          [...warnings, ...answers.flatMap(answer => answer.warnings)],
        ),
        ...steps,
        workloads: answers.flatMap(answer => answer.workloads),
      };
    },
  };
}

async function scrapeIntervalOf(
  cluster: KnownCluster['cluster'],
): Promise<number> {
  const { source } = await cluster.metrics();
  return source?.scrapeIntervalSeconds() ?? 0;
}

function measurementOf(
  { cluster }: KnownCluster,
  { source, memory, steps, staleSince }: HistoryView,
  { stepSeconds, times }: HistorySteps,
): Measurement {
  const newest = times.filter((_, step) => steps[step]).at(-1);
  return {
    cluster: cluster.name,
    source,
    ...(memory && { memory }),
    windowSeconds: stepSeconds,
    ...(newest !== undefined && { measuredAt: new Date(newest).toISOString() }),
    ...(staleSince !== undefined && {
      staleSince: new Date(staleSince).toISOString(),
    }),
  };
}

/** The calls to one peer, and the steps in which there were any. */
interface PeerSteps {
  peer: NodePeer;
  steps: Map<number, EdgeTraffic>;
}

function workloadHistories(
  known: KnownCluster,
  view: HistoryView,
  focus: readonly WorkloadRef[],
  { stepSeconds, times }: HistorySteps,
): WorkloadHistory[] {
  const graphs = view.steps.map(
    counts =>
      counts &&
      new GraphBuilder({
        ...known,
        cluster: known.cluster.name,
        counts,
      }),
  );
  const nodes = new GraphBuilder({
    ...known,
    cluster: known.cluster.name,
  });
  // A window that was widened counts more than its step, and another cluster may have widened its own.
  const factorsOf = (calls?: PeerSteps['steps']) =>
    view.steps.map((step, i) =>
      step
        ? stepSeconds / (calls?.get(i)?.windowSeconds ?? step.windowSeconds)
        : 1,
    );
  const factors = factorsOf();
  const time = { from: times[0] - 1000 * stepSeconds, to: times.at(-1)! };
  const ofWorkload = (workload: WorkloadRef): WorkloadHistory => {
    const key = workloadKey(workload);
    const own = view.steps.map(step =>
      step?.workloads.find(
        row => row.pod === undefined && workloadKey(row.workload) === key,
      ),
    );
    const sides = {
      inbound: peersOf(graphs, workload, 'target'),
      outbound: peersOf(graphs, workload, 'source'),
    };
    const isMeasured = (step: number) => own[step] !== undefined;
    const history = ({ peer, steps }: PeerSteps): CallHistory => ({
      peer: nodes.node(peer),
      series: seriesOf(
        callSteps(steps, times.length, isMeasured),
        factorsOf(steps),
      ),
    });
    const outbound = times.map((_, step): Counted | undefined => {
      const calls = sides.outbound.flatMap(
        ({ steps }) => steps.get(step) ?? [],
      );
      if (calls.length > 0) {
        return sumOf(calls);
      }
      return isMeasured(step) && sides.outbound.length > 0
        ? zeroOf(sides.outbound.flatMap(({ steps }) => [...steps.values()]))
        : undefined;
    });
    return {
      workload: nodes.workload(workload),
      inbound: seriesOf(own, factors),
      outbound: seriesOf(outbound, factors),
      callers: sides.inbound.map(history),
      callees: sides.outbound.map(history),
      changes: [
        workload,
        ...[...sides.inbound, ...sides.outbound].flatMap(({ peer }) =>
          peer.type === 'workload' ? [peer.workload] : [],
        ),
      ]
        .filter(
          (changed, i, all) =>
            all.findIndex(
              other => workloadNodeId(other) === workloadNodeId(changed),
            ) === i,
        )
        .flatMap(changed => changesOf(known.snapshot, changed, time))
        .concat(
          splitChangesOf(view.splitChanges, known.snapshot, {
            workload,
            callees: sides.outbound.flatMap(({ peer }) =>
              peer.type === 'workload' ? [peer.workload] : [],
            ),
            time,
          }),
        )
        .sort((a, b) => a.at - b.at),
      ...(view.rememberedSince !== undefined && {
        rememberedSince: view.rememberedSince,
      }),
    };
  };
  return focus.map(ofWorkload);
}

/** The peers at the other end of a workload's calls, with the calls of each step. */
function peersOf(
  graphs: readonly (GraphBuilder | undefined)[],
  workload: WorkloadRef,
  side: 'source' | 'target',
): PeerSteps[] {
  const self = workloadNodeId(workload);
  const other = side === 'source' ? 'target' : 'source';
  const peers = new Map<string, PeerSteps>();
  graphs.forEach((graph, step) => {
    for (const edge of graph ? edgesAt(graph, self, side) : []) {
      const id = graph!.idOf(edge[other]);
      const known = peers.get(id) ?? { peer: edge[other], steps: new Map() };
      // A call between two namespaces comes twice, and is the same.
      if (!known.steps.has(step)) {
        known.steps.set(step, edge.traffic);
      }
      peers.set(id, known);
    }
  });
  return [...peers.values()];
}

function edgesAt(
  graph: GraphBuilder,
  self: string,
  side: 'source' | 'target',
): readonly GraphEdge[] {
  return graph.edges.filter(edge => graph.idOf(edge[side]) === self);
}

/** Where the workload was measured and the call was not seen, nobody called. */
function callSteps(
  seen: ReadonlyMap<number, EdgeTraffic>,
  count: number,
  isMeasured: (step: number) => boolean,
): (Counted | undefined)[] {
  const zero = zeroOf([...seen.values()]);
  return Array.from(
    { length: count },
    (_, step) => seen.get(step) ?? (isMeasured(step) ? zero : undefined),
  );
}

function zeroOf(seen: readonly Counted[]): Counted {
  return {
    ...(seen.some(({ http }) => http) && {
      http: { requests: 0, successes: 0, failures: 0 },
    }),
    ...(seen.some(({ tcp }) => tcp?.openConnections !== undefined) && {
      tcp: { openConnections: 0 },
    }),
  };
}
