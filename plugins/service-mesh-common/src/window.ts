const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400 };

/** The shortest window that is accepted, in seconds. */
const SHORTEST_SECONDS = 10;

/** The longest window that is accepted, in seconds: what the stock Prometheus of Linkerd viz keeps. */
const LONGEST_SECONDS = 6 * 3600;

/**
 * The window that is used where none is asked for.
 *
 * @public
 */
export const DEFAULT_WINDOW = '1m';

/**
 * Reads a time window such as `30s`, `5m` or `1h`.
 *
 * @returns its length in seconds; undefined where it is not of this form or not between 10 seconds and 6 hours
 * @public
 */
export function parseWindow(text: string): number | undefined {
  const match = /^([1-9]\d{0,5})([smhd])$/.exec(text);
  if (!match) {
    return undefined;
  }
  const seconds = Number(match[1]) * UNIT_SECONDS[match[2]];
  return seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS
    ? seconds
    : undefined;
}

/**
 * Writes a window with the largest unit that divides it: 90 → `90s`, 300 → `5m`, 3600 → `1h`.
 *
 * @public
 */
export function formatWindow(seconds: number): string {
  const unit = (['h', 'm'] as const).find(
    candidate => seconds % UNIT_SECONDS[candidate] === 0,
  );
  return unit ? `${seconds / UNIT_SECONDS[unit]}${unit}` : `${seconds}s`;
}

/**
 * The nearest of the windows that are measured: steps of 10 seconds up to a minute, of a minute up to an hour, of 10 minutes above.
 * So that all who ask for about the same share one answer.
 *
 * @param seconds - a length that {@link parseWindow} accepts
 * @public
 */
export function roundWindow(seconds: number): number {
  let step = 600;
  if (seconds <= 3600) {
    step = seconds <= 60 ? 10 : 60;
  }
  return step * Math.round(seconds / step);
}
