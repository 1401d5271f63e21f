import { HistorySeries } from './history';
import { TopologyNode } from './topology';

/**
 * What a call does to its caller: the callee answers with errors; it does not answer in time; it takes no connection; its policy
 * refuses; nobody is behind the Service.
 *
 * @public
 */
export type CauseKind =
  | 'errors'
  | 'timeouts'
  | 'refused'
  | 'denied'
  | 'no-endpoints';

/**
 * How the failures of the calls to one callee lie beside the workload's own.
 *
 * @public
 */
export interface CallEvidence {
  /** Node id of the callee. */
  peerId: string;
  /** What most of the failures of these calls are. */
  kind: CauseKind;
  /** Calls in the span, and those that failed or were denied: after retries where the mesh counts them. */
  calls: number;
  failures: number;
  counted: 'calls' | 'attempts';
  /** Share of the workload's own failures, 0 to 1, that fall into steps in which so many of these calls failed. */
  explainedShare: number;
  /** Pearson's r of both over the steps, −1 to 1. Absent where one of them never changed. */
  together?: number;
}

/**
 * What the numbers over time say about who is to blame. They say nothing where they do not carry it.
 *
 * @public
 */
export interface Blame {
  /** The workload's own failures in the steps that were measured. */
  ownFailures: number;
  steps: number;
  /** Every callee whose calls failed: the one that explains most first. */
  evidence: CallEvidence[];
  /** The callee that explains at least half of the failures: the mark △ and the pill "likely origin". */
  origin?: CallEvidence;
  /** It explains at least nine tenths, both rise and fall together: a sentence may say "because". */
  certain: boolean;
  /** It also calls what the mesh can not judge (TCP, or peers without a proxy): the cause may be there. */
  hasBlindCalls: boolean;
}

/**
 * What blame is found in: the failures of a workload, step by step, and those of the calls that it makes.
 *
 * @public
 */
export interface BlameInput {
  inbound: Pick<HistorySeries, 'failures'>;
  callees: readonly {
    peer: Pick<TopologyNode, 'id' | 'type' | 'meshed'>;
    series: HistorySeries;
  }[];
}

/** Fewer failures, or fewer steps, carry no blame. */
const LEAST_FAILURES = 20;
const LEAST_STEPS = 12;

const MARK_SHARE = 0.5;
const CERTAIN_SHARE = 0.9;

/**
 * How much both must rise and fall together. Where each second failing call fails its caller, chance leaves r = 0.7; a callee
 * that fails all the time without doing harm has about 0.
 */
const TOGETHER = 0.5;

/**
 * Lays the failures of each call beside the workload's own, step by step:
 * explained(callee) = Σ min(own failures, failures of the calls to it) ÷ own failures.
 *
 * A plain sum of failing calls would explain more failures than there are, because most of them reach nobody.
 *
 * @param history - of one workload
 * @param from - index of the first step to look at
 * @public
 */
export function findBlame(history: BlameInput, from: number = 0): Blame {
  const own = (history.inbound.failures ?? []).slice(from);
  const measured = own.filter(value => value !== null);
  const ownFailures = sum(measured);
  const evidence = history.callees
    .flatMap(call => callEvidence(call, own, ownFailures, from) ?? [])
    .sort(
      (a, b) => b.explainedShare - a.explainedShare || b.failures - a.failures,
    );
  const carries =
    ownFailures >= LEAST_FAILURES && measured.length >= LEAST_STEPS;
  const origin = carries
    ? evidence.find(
        ({ explainedShare, together }) =>
          explainedShare >= MARK_SHARE && (together ?? 0) >= TOGETHER,
      )
    : undefined;
  return {
    ownFailures,
    steps: measured.length,
    evidence,
    ...(origin && { origin }),
    certain: origin !== undefined && origin.explainedShare >= CERTAIN_SHARE,
    hasBlindCalls: history.callees.some(isBlind),
  };
}

function callEvidence(
  { peer, series }: BlameInput['callees'][0],
  own: readonly (number | null)[],
  ownFailures: number,
  from: number,
): CallEvidence | undefined {
  const bad = failedCalls(series);
  if (!bad) {
    return undefined;
  }
  const failed = bad.failures.slice(from);
  const failures = sum(failed);
  if (failures === 0) {
    return undefined;
  }
  const pairs = own.flatMap((value, step) => {
    const other = failed[step] ?? null;
    return value === null || other === null ? [] : [[value, other] as const];
  });
  const explained = sum(pairs.map(([a, b]) => Math.min(a, b)));
  const together = correlation(pairs);
  return {
    peerId: peer.id,
    kind: kindOf(peer.type === 'service', series, failures, from),
    calls: sum(bad.answers.slice(from)) + failures,
    failures,
    counted: bad.counted,
    explainedShare: ownFailures > 0 ? explained / ownFailures : 0,
    ...(together !== undefined && { together }),
  };
}

/** What went wrong of the calls, and what was answered well. */
function failedCalls(series: HistorySeries):
  | {
      failures: (number | null)[];
      answers: (number | null)[];
      counted: CallEvidence['counted'];
    }
  | undefined {
  const afterRetries = series.callFailures !== undefined;
  const failures = series.callFailures ?? series.failures;
  const successes = afterRetries ? series.callSuccesses : series.successes;
  if (!failures && !series.denied) {
    return undefined;
  }
  const steps = Math.max(failures?.length ?? 0, series.denied?.length ?? 0);
  const at = (list: (number | null)[] | undefined, step: number) =>
    list?.[step] ?? null;
  const both = Array.from({ length: steps }, (_, step) => ({
    failed: at(failures, step),
    denied: at(series.denied, step),
    succeeded: at(successes, step),
  }));
  return {
    failures: both.map(({ failed, denied }) =>
      failed === null && denied === null ? null : (failed ?? 0) + (denied ?? 0),
    ),
    // Its caller counts what policy refused as a success.
    answers: both.map(({ succeeded, denied }) =>
      succeeded === null ? null : Math.max(0, succeeded - (denied ?? 0)),
    ),
    counted: afterRetries ? 'calls' : 'attempts',
  };
}

function kindOf(
  isService: boolean,
  series: HistorySeries,
  failures: number,
  from: number,
): CauseKind {
  const total = (list?: (number | null)[]) => sum((list ?? []).slice(from));
  const unreachable = total(series.unreachable);
  const kinds: [CauseKind, number][] = [
    ['timeouts', total(series.timeouts)],
    [isService ? 'no-endpoints' : 'refused', unreachable],
    ['denied', total(series.denied)],
  ];
  const others = sum(kinds.map(([, count]) => count));
  kinds.push(['errors', failures - others]);
  return kinds.reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

/** Connections without requests, and peers without a proxy: the mesh can not say how they went. */
function isBlind({ peer, series }: BlameInput['callees'][0]): boolean {
  const answered =
    sum(series.successes ?? []) +
    sum(series.failures ?? []) +
    sum(series.callSuccesses ?? []) +
    sum(series.callFailures ?? []);
  const isOpen = sum(series.openConnections ?? []) > 0;
  const isForeign = peer.type === 'external' || peer.meshed?.running === 0;
  return (answered === 0 && isOpen) || isForeign;
}

function sum(list: readonly (number | null)[]): number {
  return list.reduce<number>((total, value) => total + (value ?? 0), 0);
}

function correlation(
  pairs: readonly (readonly [number, number])[],
): number | undefined {
  const count = pairs.length;
  if (count === 0) {
    return undefined;
  }
  const meanA = sum(pairs.map(([a]) => a)) / count;
  const meanB = sum(pairs.map(([, b]) => b)) / count;
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (const [a, b] of pairs) {
    ab += (a - meanA) * (b - meanB);
    aa += (a - meanA) ** 2;
    bb += (b - meanB) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : undefined;
}
