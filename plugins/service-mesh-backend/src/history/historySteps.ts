/**
 * The moments of a history.
 *
 * @internal
 */
export interface HistorySteps {
  stepSeconds: number;
  /** Ends of the steps, in ms since the epoch, oldest first: multiples of the step, so that all viewers ask for the same. */
  times: number[];
  /** So many of the newest steps are the span that is shown; as many before them are the span before. */
  spanSteps: number;
}

/** A span is so many windows long. */
const WINDOWS_PER_SPAN = 12;

/** Fewer steps are no chart, and carry no blame; more can not be told apart. */
const LEAST_STEPS = 12;
const MOST_STEPS = 60;

const SHORTEST_STEP_SECONDS = 60;

/** In thinner steps `increase` may find no two samples. */
const SCRAPES_PER_STEP = 4;

/** What was scraped a moment ago may not be there yet. */
const SETTLE_MS = 5_000;

/**
 * The newest steps that are over: multiples of the step, so that all viewers ask for the same.
 *
 * @param until - `end`, or `now`, after which something may still come in; in ms since the epoch
 * @returns their ends, in ms since the epoch, oldest first
 * @internal
 */
export function stepTimes(
  stepSeconds: number,
  count: number,
  until: { end?: number; now: number },
): number[] {
  const stepMs = 1000 * stepSeconds;
  const end = until.end ?? until.now - SETTLE_MS;
  const newest = stepMs * Math.floor(end / stepMs);
  return Array.from(
    { length: count },
    (_, i) => newest - (count - 1 - i) * stepMs,
  );
}

/**
 * Chooses the steps of the span that ends at a moment, and of the span before.
 *
 * @param options - `end`: in ms since the epoch; now without it. `intervalSeconds`: between samples, where it is known
 * @internal
 */
export function historySteps(options: {
  windowSeconds: number;
  end?: number;
  intervalSeconds?: number;
  now: number;
}): HistorySteps {
  const { windowSeconds, end, intervalSeconds = 0, now } = options;
  const span = WINDOWS_PER_SPAN * windowSeconds;
  const shortest = Math.max(
    SHORTEST_STEP_SECONDS,
    SCRAPES_PER_STEP * intervalSeconds,
    span / MOST_STEPS,
  );
  const stepSeconds = SHORTEST_STEP_SECONDS * Math.ceil(shortest / 60);
  const spanSteps = Math.max(LEAST_STEPS, Math.ceil(span / stepSeconds));
  const times = stepTimes(stepSeconds, 2 * spanSteps, { end, now });
  return { stepSeconds, times, spanSteps };
}
