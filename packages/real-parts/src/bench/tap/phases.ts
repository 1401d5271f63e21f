/** A replay: so many events a second, for so long. */
export interface Phase {
  eventsPerSecond: number;
  seconds: number;
}

/** Says the phases in one argument of a command: `10000x10,10000x6`. */
export function formatPhases(phases: readonly Phase[]): string {
  return phases
    .map(({ eventsPerSecond, seconds }) => `${eventsPerSecond}x${seconds}`)
    .join(',');
}

/** @throws RangeError for what is no phase */
export function parsePhases(text: string): Phase[] {
  return text.split(',').map(phase => {
    const [eventsPerSecond, seconds] = phase.split('x').map(Number);
    if (!(eventsPerSecond > 0) || !(seconds > 0)) {
      throw new RangeError(`No phase: ${JSON.stringify(phase)}`);
    }
    return { eventsPerSecond, seconds };
  });
}
