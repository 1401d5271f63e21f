import { StepCall } from './entryCalls';

/** The calls of each step of one cluster; undefined where it was not measured. */
type StepCalls = readonly (readonly StepCall[] | undefined)[];

/**
 * The calls of several clusters, step by step, and each once: a call from one cluster to another is known to both. Where one of them was
 * not measured, the step is unknown; one that never was adds nothing.
 *
 * @internal
 */
export function joinCalls(
  count: number,
  clusters: readonly StepCalls[],
): (StepCall[] | undefined)[] {
  const measured = clusters.filter(steps => steps.some(step => step));
  return Array.from({ length: count }, (_, i) => {
    const calls = new Map<string, StepCall>();
    for (const steps of measured) {
      const step = steps[i];
      if (!step) {
        return undefined;
      }
      for (const call of step) {
        const key = `${call.source}>${call.target}`;
        calls.set(key, calls.get(key) ?? call);
      }
    }
    return measured.length > 0 ? [...calls.values()] : undefined;
  });
}
