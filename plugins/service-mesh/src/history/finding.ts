import {
  Blame,
  EntityHistory,
  HealthThresholds,
  HistorySeries,
  MeasuredAnswer,
  MeshChange,
  MetricsSourceKind,
  SourceMemory,
  Slowdown,
  Topology,
  TopologyNode,
  TrafficStats,
  WorkloadHistory,
  failingSince,
  findBlame,
  findSlowdown,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { Steps } from './series';

/** What the numbers over time say about one workload. */
export interface Finding {
  steps: Steps;
  /** What measured it. */
  source: MetricsSourceKind;
  memory?: SourceMemory;
  history: WorkloadHistory;
  thresholds: HealthThresholds;
  blame: Blame;
  /** Since when it fails, in ms since the epoch. */
  since?: number;
  slowdown?: Slowdown;
  /** Its numbers one window before those on screen, as far as health needs them. */
  previous?: TrafficStats;
}

/** What began within this time before a trouble is worth a word, in milliseconds. */
const SHORTLY_BEFORE_MS = 5 * 60_000;

/**
 * Looks through a workload's history for what its sentence and its mark need.
 *
 * @param measured - the numbers on screen, which say how much time they cover
 * @returns undefined where there is no history of it
 */
export function findInHistory(
  answer: EntityHistory | undefined,
  workload: Pick<TopologyNode, 'id' | 'cluster'>,
  measured: Pick<MeasuredAnswer, 'measurements'>,
  thresholds: HealthThresholds,
): Finding | undefined {
  const history = answer?.workloads.find(
    each => each.workload.id === workload.id,
  );
  if (!answer || !history || answer.times.length === 0) {
    return undefined;
  }
  const windowSeconds =
    measured.measurements.find(({ cluster }) => cluster === workload.cluster)
      ?.windowSeconds ?? answer.stepSeconds;
  const { times, spanSteps } = answer;
  const judged = isSilent(history.inbound) ? history.outbound : history.inbound;
  const since = failingSince(judged, times, thresholds);
  const slowdown = findSlowdown(history.inbound, times, spanSteps);
  const previous = oneWindowBefore(answer, judged, windowSeconds);
  const { source, memory } = answer.measurements.find(
    ({ cluster }) => cluster === workload.cluster,
  ) ?? { source: 'none' as const };
  return {
    steps: answer,
    source,
    ...(memory && { memory }),
    history,
    thresholds,
    blame: findBlame(history, Math.max(0, times.length - spanSteps)),
    ...(since !== undefined && { since }),
    ...(slowdown && { slowdown }),
    ...(previous && { previous }),
  };
}

/** What the histories say about the workloads that a topology is about, by node id. */
export function findingsOf(
  topology: Pick<Topology, 'nodes' | 'focus' | 'measurements'>,
  answer: EntityHistory | undefined,
  thresholds: HealthThresholds,
): ReadonlyMap<string, Finding> {
  const focus = new Set(topology.focus);
  return new Map(
    topology.nodes.flatMap(node => {
      const finding = focus.has(node.id)
        ? findInHistory(answer, node, topology, thresholds)
        : undefined;
      return finding ? [[node.id, finding] as const] : [];
    }),
  );
}

/** Since when the calls to one peer fail, in ms since the epoch. */
export function callFailingSince(
  { history, steps, thresholds }: Finding,
  peerId: string,
): number | undefined {
  const call = history.callees.find(({ peer }) => peer.id === peerId);
  return call && failingSince(call.series, steps.times, thresholds);
}

/** What changed shortly before a moment, or in the step that ended then: facts, the newest first. */
export function changesBefore(
  { history, steps }: Finding,
  moment: number,
): MeshChange[] {
  return history.changes
    .filter(
      ({ at }) =>
        at >= moment - steps.stepSeconds * 1000 - SHORTLY_BEFORE_MS &&
        at <= moment,
    )
    .sort((a, b) => b.at - a.at);
}

function isSilent({ requests, successes, failures }: HistorySeries): boolean {
  return [requests, successes, failures].every(
    list => !list || list.every(value => !value),
  );
}

function oneWindowBefore(
  { stepSeconds, times }: Steps,
  { successes, failures }: HistorySeries,
  windowSeconds: number,
): TrafficStats | undefined {
  const length = Math.max(1, Math.round(windowSeconds / stepSeconds));
  const end = times.length - length;
  const sum = (list: (number | null)[] | undefined) => {
    const part = (list ?? [])
      .slice(Math.max(0, end - length), Math.max(0, end))
      .filter((value): value is number => value !== null);
    return part.length === 0
      ? undefined
      : part.reduce((total, value) => total + value, 0);
  };
  const counts = { successes: sum(successes), failures: sum(failures) };
  return counts.successes === undefined || counts.failures === undefined
    ? undefined
    : {
        counts: { successes: counts.successes, failures: counts.failures },
      };
}
