/**
 * A call of one step.
 *
 * @internal
 */
export interface StepCall {
  source: string;
  target: string;
  successes: number;
  failures: number;
  /** What policy refused; its caller counts it as a success. */
  denied?: number;
}

/**
 * What came into a view in one step: answered requests, and of these the failures.
 *
 * @internal
 */
export interface Entered {
  requests: number;
  failures: number;
}

/**
 * Adds up the calls by which requests come into a group of workloads: those whose caller is not in the group, and those that a
 * member makes whom nobody calls, as traffic begins there. So a request counts once, however many hops it takes inside, and a
 * failure counts where it reached somebody. Calls are counted as their callers saw them.
 *
 * @param steps - the calls of each step; undefined where it was not measured
 * @returns undefined for what was not measured
 * @internal
 */
export function entryCalls(
  steps: readonly (readonly StepCall[] | undefined)[],
  members: ReadonlySet<string>,
): (Entered | undefined)[] {
  const called = new Set(
    steps.flatMap(calls => (calls ?? []).map(({ target }) => target)),
  );
  const isEntry = ({ source, target }: StepCall) =>
    members.has(source) ? !called.has(source) : members.has(target);
  return steps.map(calls => calls && entered(calls.filter(isEntry)));
}

function entered(calls: readonly StepCall[]): Entered {
  return calls.reduce(
    (sum, { successes, failures }) => ({
      requests: sum.requests + successes + failures,
      failures: sum.failures + failures,
    }),
    { requests: 0, failures: 0 },
  );
}
