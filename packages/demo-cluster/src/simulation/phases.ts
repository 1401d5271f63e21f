import type { PhaseModel } from './model';

/** `sinceMs`: since the cluster's traffic began. Without a phase it is always. */
export function isDuring(
  phase: PhaseModel | undefined,
  sinceMs: number,
): boolean {
  if (!phase) {
    return true;
  }
  const { everySeconds, forSeconds, offsetSeconds = 0 } = phase;
  const seconds = sinceMs / 1000 - offsetSeconds;
  return seconds >= 0 && seconds % everySeconds < forSeconds;
}

/** Which part of the time since the traffic began fell into a phase; of a whole period where no time has passed. */
export function shareOfPhase(
  phase: PhaseModel | undefined,
  sinceMs: number,
): number {
  if (!phase) {
    return 1;
  }
  const { everySeconds, forSeconds, offsetSeconds = 0 } = phase;
  if (sinceMs <= 0) {
    return forSeconds / everySeconds;
  }
  const seconds = Math.max(0, sinceMs / 1000 - offsetSeconds);
  const periods = Math.floor(seconds / everySeconds);
  const inside =
    periods * forSeconds +
    Math.min(forSeconds, seconds - periods * everySeconds);
  return inside / (sinceMs / 1000);
}
