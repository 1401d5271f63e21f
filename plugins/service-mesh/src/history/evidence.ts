import type {
  CallEvidence,
  HistorySeries,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { GraphEdge, MeshGraph } from '../graph/model';
import type { Finding } from './finding';
import type { MetricSeries } from './series';

/** What the calls to one callee did, beside the failures of the workload itself. */
export interface EvidenceRow {
  peerId: string;
  /** Calls after retries where the mesh counts them, attempts otherwise. */
  calls: number;
  failures: number;
  /** Of the failures, where they can be told apart. */
  timeouts?: number;
  unreachable?: number;
  denied?: number;
  /** What the history makes of it; absent without one. */
  evidence?: CallEvidence;
  /** Failures of these calls over time, those of the workload itself dashed. */
  series?: MetricSeries;
}

/**
 * The callees of a workload whose calls failed, the one that explains most first: over the span of the history, or where that
 * knows of no failure yet over the window on screen, where nothing can be said about what belongs together.
 */
export function gatherEvidence(
  graph: MeshGraph,
  selfId: string,
  finding: Finding | undefined,
): EvidenceRow[] {
  if (finding && finding.blame.evidence.length > 0) {
    return finding.blame.evidence.map(evidence => ({
      peerId: evidence.peerId,
      calls: evidence.calls,
      failures: evidence.failures,
      evidence,
      ...ofSpan(finding, evidence.peerId),
    }));
  }
  return (graph.outgoing.get(selfId) ?? [])
    .flatMap(edge => ofWindow(edge) ?? [])
    .sort((a, b) => b.failures - a.failures);
}

function ofSpan(
  { steps, history }: Finding,
  peerId: string,
): Pick<EvidenceRow, 'timeouts' | 'unreachable' | 'denied' | 'series'> {
  const call = history.callees.find(({ peer }) => peer.id === peerId);
  if (!call) {
    return {};
  }
  const { rememberedSince = 0 } = history;
  const from = Math.max(
    0,
    steps.times.length - steps.spanSteps,
    steps.times.findIndex(time => time > rememberedSince),
  );
  const total = (list: (number | null)[] = []) => {
    const known = list.slice(from).flatMap(value => value ?? []);
    return known.length > 0
      ? known.reduce((sum, value) => sum + value)
      : undefined;
  };
  const failed = ({ callFailures, failures }: HistorySeries) =>
    (callFailures ?? failures ?? []).slice(from);
  return {
    timeouts: total(call.series.timeouts),
    unreachable: total(call.series.unreachable),
    denied: total(call.series.denied),
    series: {
      id: 'failures',
      times: steps.times.slice(from),
      values: failed(call.series),
      measured: failed(call.series).map(value => value !== null),
      before: failed(history.inbound),
    },
  };
}

function ofWindow({ edge, target }: GraphEdge): EvidenceRow | undefined {
  const { stats } = edge;
  const counts = stats.calls ?? stats.counts;
  if (!counts) {
    return undefined;
  }
  const denied = deniedCount(stats);
  const failures = counts.failures + (denied ?? 0);
  return failures === 0
    ? undefined
    : {
        peerId: target,
        calls: counts.failures + counts.successes,
        failures,
        ...(denied !== undefined && { denied }),
      };
}

/** Denials are known as a rate only; the calls beside it say over how long. */
function deniedCount({
  deniedPerSecond,
  requestsPerSecond,
  counts,
}: TrafficStats): number | undefined {
  return deniedPerSecond !== undefined && requestsPerSecond && counts
    ? Math.round(
        (deniedPerSecond / requestsPerSecond) *
          (counts.requests ?? counts.successes + counts.failures),
      )
    : undefined;
}
