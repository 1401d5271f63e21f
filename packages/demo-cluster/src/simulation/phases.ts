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
  const shifted = sinceMs / 1000 - offsetSeconds;
  return (
    shifted - Math.floor(shifted / everySeconds) * everySeconds < forSeconds
  );
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
  /** Seconds within phases from the beginning of one on. */
  const until = (seconds: number) => {
    const periods = Math.floor(seconds / everySeconds);
    return (
      periods * forSeconds +
      Math.min(forSeconds, seconds - periods * everySeconds)
    );
  };
  const seconds = sinceMs / 1000;
  return (until(seconds - offsetSeconds) - until(-offsetSeconds)) / seconds;
}
