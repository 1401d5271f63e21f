import {
  findBlame,
  HistorySeries,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Step } from './callsOfStep';

/**
 * A call that is to blame for what its caller fails.
 *
 * @internal
 */
export interface Origin {
  caller: string;
  callee: string;
  explainedShare: number;
}

/** Whoever fails less is asked no further: it carries no blame. */
const LEAST_FAILURES = 20;

/**
 * Finds of the workloads that fail those whose failures come from a call.
 *
 * @param steps - undefined where nothing was measured
 * @param members - ids of the workloads that are looked at
 * @internal
 */
export function originsOf(
  steps: readonly (Step | undefined)[],
  members: ReadonlySet<string>,
): Origin[] {
  const failing = failingOf(steps, members);
  const made = callsOf(steps, failing);
  return [...failing].flatMap(caller => {
    const { origin } = findBlame({
      inbound: { failures: steps.map(step => ownFailures(step, caller)) },
      callees: [...(made.get(caller) ?? [])].map(([id, series]) => ({
        peer: { id, type: 'workload' },
        series,
      })),
    });
    return origin
      ? [
          {
            caller,
            callee: origin.peerId,
            explainedShare: Math.min(1, origin.explainedShare),
          },
        ]
      : [];
  });
}

function failingOf(
  steps: readonly (Step | undefined)[],
  members: ReadonlySet<string>,
): Set<string> {
  const failures = new Map<string, number>();
  for (const step of steps) {
    for (const [id, failed] of step?.failures ?? []) {
      if (failed > 0 && members.has(id)) {
        failures.set(id, (failures.get(id) ?? 0) + failed);
      }
    }
  }
  return new Set(
    [...failures].flatMap(([id, failed]) =>
      failed >= LEAST_FAILURES ? id : [],
    ),
  );
}

/** What each caller got of each callee. Where it was measured and a call was not seen, nobody called. */
function callsOf(
  steps: readonly (Step | undefined)[],
  callers: ReadonlySet<string>,
): Map<string, Map<string, HistorySeries>> {
  const made = new Map<string, Map<string, Required<Counted>>>();
  steps.forEach((step, i) => {
    for (const call of step?.calls ?? []) {
      if (callers.has(call.source)) {
        const { source, target, successes, failures, denied = 0 } = call;
        const callees = made.get(source) ?? new Map();
        made.set(source, callees);
        const series = callees.get(target) ?? silentSeries(steps, source);
        callees.set(target, series);
        series.successes[i] = successes;
        series.failures[i] = failures;
        series.denied[i] = denied;
      }
    }
  });
  return made;
}

type Counted = Pick<HistorySeries, 'successes' | 'failures' | 'denied'>;

function silentSeries(
  steps: readonly (Step | undefined)[],
  caller: string,
): Required<Counted> {
  const silence = () =>
    steps.map(step => (ownFailures(step, caller) === null ? null : 0));
  return { successes: silence(), failures: silence(), denied: silence() };
}

function ownFailures(step: Step | undefined, workload: string): number | null {
  return step?.failures.get(workload) ?? null;
}
