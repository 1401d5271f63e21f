import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MeshChange,
  Measurement,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Clusters } from '../clusters';
import {
  changesOf,
  HistorySteps,
  HistoryView,
  TrafficHistoryService,
  withCallersElsewhere,
} from '../history';
import {
  eachCluster,
  KnownCluster,
  knowCluster,
} from '../topology/ClusterView';
import { measuredAnswer } from '../topology/measuredAnswer';
import { neighbourhood } from '../topology/neighbourhood';
import { GraphBuilder } from '../topology/GraphBuilder';
import { edgeId, NodePeer, workloadNodeId } from '../topology/nodeIds';
import { callsOfStep } from './callsOfStep';
import { entryCalls, StepCall } from './entryCalls';
import { joinCalls } from './joinCalls';
import { originsOf } from './originsOf';
import { SharedOrigin, TimelineService } from './TimelineService';
import { timelineSteps } from './timelineSteps';

/** The calls of more workloads are asked without what entity pages ask beside them. */
const MAX_SHARED_WORKLOADS = 60;

/** @internal */
export interface TimelineServiceOptions {
  clusters: Clusters;
  histories: TrafficHistoryService;
  logger: LoggerService;
  now?(): number;
}

/** What one cluster adds to a timeline. */
interface Part {
  measurement: Measurement;
  view: HistoryView;
  calls: readonly (readonly StepCall[] | undefined)[];
  changes: readonly MeshChange[];
  changed: readonly WorkloadRef[];
  origins: readonly SharedOrigin[];
  warnings: KnownCluster['warnings'];
}

/**
 * @internal
 */
export function createTimelineService(
  options: TimelineServiceOptions,
): TimelineService {
  const now = options.now ?? Date.now;
  return {
    async timeline(workloads, { end, depth, signal }) {
      const { views: known, warnings } = await eachCluster(
        workloads,
        async (name, members) => {
          const cluster = await knowCluster(options, name, signal);
          const { source } = await cluster.cluster.metrics();
          return {
            ...cluster,
            intervalSeconds: source?.scrapeIntervalSeconds(),
            members: members.filter(
              ({ namespace }) => !cluster.hidden.has(namespace),
            ),
          };
        },
      );
      const intervals = known.flatMap(
        ({ intervalSeconds }) => intervalSeconds ?? [],
      );
      const steps = timelineSteps({
        end,
        intervalSeconds:
          intervals.length > 0 ? Math.max(...intervals) : undefined,
        now: now(),
      });
      const parts = await Promise.all(
        known.map(({ members, ...cluster }) =>
          partOf(options, cluster, {
            members,
            steps,
            depth,
            isPast: end !== undefined,
            signal,
          }),
        ),
      );
      const { stepSeconds, times } = steps;
      const totals = entryCalls(
        joinCalls(
          times.length,
          parts.map(({ calls }) => calls),
        ),
        new Set(known.flatMap(({ members }) => members.map(workloadNodeId))),
      );
      const memories = parts.flatMap(({ view }) => view.rememberedSince ?? []);
      return {
        ...measuredAnswer(
          stepSeconds * times.length,
          parts.map(({ measurement }) => measurement),
          [
            ...warnings,
            ...parts.flatMap(part => [...part.warnings, ...part.view.warnings]),
          ],
        ),
        stepSeconds,
        times,
        requests: totals.map(step => rounded(step?.requests)),
        failures: totals.map(step => rounded(step?.failures)),
        changes: parts
          .flatMap(({ changes }) => changes)
          .sort((a, b) => a.at - b.at),
        changed: parts.flatMap(({ changed }) => changed),
        origins: parts.flatMap(({ origins }) => origins),
        ...(memories.length > 0 && { rememberedSince: Math.max(...memories) }),
      };
    },
  };
}

async function partOf(
  options: TimelineServiceOptions,
  known: KnownCluster,
  question: {
    members: readonly WorkloadRef[];
    steps: HistorySteps;
    depth: number;
    isPast: boolean;
    signal?: AbortSignal;
  },
): Promise<Part> {
  const { members, steps, depth, isPast, signal } = question;
  const { stepSeconds, times } = steps;
  const view = await withCallersElsewhere(
    options,
    known,
    await options.histories.around(known.cluster, known.snapshot, {
      focus: members,
      steps,
      isPast,
      countsOnly: members.length > MAX_SHARED_WORKLOADS,
      signal,
    }),
    { steps, isPast, signal },
  );
  const ids = new Set(members.map(workloadNodeId));
  const workloads = new Map(members.map(each => [workloadNodeId(each), each]));
  const peers = new Map<string, NodePeer>();
  const told = view.steps.map(
    counts => counts && callsOfStep(known, counts, stepSeconds),
  );
  const calls = view.steps.map((counts, i) => {
    const step = told[i];
    if (!counts || !step) {
      return undefined;
    }
    step.peers.forEach((peer, id) => {
      peers.set(id, peer);
      if (peer.type === 'workload') {
        workloads.set(id, peer.workload);
      }
    });
    const isMeasured =
      counts.workloads.some(row => ids.has(workloadNodeId(row.workload))) ||
      step.calls.some(
        ({ source, target }) => ids.has(source) || ids.has(target),
      );
    return isMeasured ? step.calls : undefined;
  });
  const near = neighbourhood(
    ids,
    calls.flatMap(step => step ?? []),
    depth,
    id => workloads.has(id),
    ({ source, target }) => [source, target],
  );
  const time = { from: times[0] - 1000 * stepSeconds, to: times.at(-1)! };
  const changed: WorkloadRef[] = [];
  const changes = [...near.nodes].flatMap(id => {
    const workload = workloads.get(id);
    const found = workload ? changesOf(known.snapshot, workload, time) : [];
    if (workload && found.length > 0) {
      changed.push(workload);
    }
    return found;
  });
  const newest = times.filter((_, i) => view.steps[i]).at(-1);
  return {
    measurement: {
      cluster: known.cluster.name,
      source: view.source,
      ...(view.memory && { memory: view.memory }),
      windowSeconds: stepSeconds,
      ...(newest !== undefined && {
        measuredAt: new Date(newest).toISOString(),
      }),
      ...(view.staleSince !== undefined && {
        staleSince: new Date(view.staleSince).toISOString(),
      }),
    },
    view,
    calls,
    changes,
    changed,
    origins: originsIn(known, told, members, peers),
    warnings: known.warnings,
  };
}

function originsIn(
  known: KnownCluster,
  steps: Parameters<typeof originsOf>[0],
  members: readonly WorkloadRef[],
  peers: ReadonlyMap<string, NodePeer>,
): SharedOrigin[] {
  const callers = new Map(members.map(each => [workloadNodeId(each), each]));
  const nodes = new GraphBuilder({ ...known, cluster: known.cluster.name }, []);
  return originsOf(steps, new Set(callers.keys())).flatMap(
    ({ caller, callee, explainedShare }) => {
      const workload = callers.get(caller);
      const peer = peers.get(callee);
      return workload && peer
        ? [
            {
              caller: workload,
              call: {
                peer: nodes.node(peer),
                edge: {
                  id: edgeId(caller, callee),
                  source: caller,
                  target: callee,
                  protocol: 'http',
                  stats: {},
                  countedBy: 'source',
                },
              },
              explainedShare,
            },
          ]
        : [];
    },
  );
}

function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * 10) / 10;
}
