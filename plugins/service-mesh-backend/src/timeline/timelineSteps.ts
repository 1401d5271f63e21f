import { HistorySteps, stepTimes } from '../history';

/** An hour, in seconds. */
const SPAN_SECONDS = 3600;

const SHORTEST_STEP_SECONDS = 30;

/** In thinner steps `increase` may find no two scrapes. */
const SCRAPES_PER_STEP = 4;

/** Where the source does not know how often it is scraped. */
const DEFAULT_INTERVAL_SECONDS = 10;

/**
 * The steps of the hour before a moment: half minutes, or longer ones where scrapes are further apart.
 *
 * @param options - `end`: in ms since the epoch; now without it
 * @internal
 */
export function timelineSteps(options: {
  end?: number;
  intervalSeconds: number | undefined;
  now: number;
}): HistorySteps {
  const { end, intervalSeconds = DEFAULT_INTERVAL_SECONDS, now } = options;
  const stepSeconds =
    SHORTEST_STEP_SECONDS *
    Math.max(
      1,
      Math.ceil((SCRAPES_PER_STEP * intervalSeconds) / SHORTEST_STEP_SECONDS),
    );
  const spanSteps = Math.ceil(SPAN_SECONDS / stepSeconds);
  return {
    stepSeconds,
    spanSteps,
    times: stepTimes(stepSeconds, spanSteps, { end, now }),
  };
}
