import {
  parseWindow,
  roundWindow,
} from '@backstage-mesh/plugin-service-mesh-common';

/** Windows that can be chosen. */
export const WINDOWS = ['1m', '5m', '15m', '1h', '6h'] as const;

const FIRST_WINDOW = '5m';

/** The longest range, and how far back it may end, in milliseconds. */
const LONGEST_MS = 6 * 3_600_000;
const OLDEST_MS = 7 * 24 * 3_600_000;

/** A window that reaches back before the newest version by more than this share of it also tells much of the one before. */
const OLD_SHARE = 0.1;

/** The shortest range: fewer samples carry no rate. */
const SHORTEST_MS = 60_000;

/** A span between two moments, in ms since the epoch. */
export interface TimeRange {
  from: number;
  to: number;
}

/**
 * The time that numbers cover: a window that ends now, a range of the past, or the time since the newest version began (with the
 * window that stands for it where that is not known).
 */
export type TimeChoice =
  | { type: 'window'; window: string }
  | { type: 'range'; window: string; end: string; range: TimeRange }
  | { type: 'deploy'; window: string };

/** Reads the choice from the parameters of an address; anything else than a valid one is the first window. */
export function readTimeChoice(
  get: (name: string) => string | undefined,
  now: number,
): TimeChoice {
  const from = readMoment(get('from'));
  const to = readMoment(get('to'));
  if (from !== undefined && to !== undefined) {
    const range = { from, to };
    if (!rangeProblem(range, now)) {
      return { type: 'range', ...measurable(range) };
    }
  }
  const window = get('window');
  if (window === 'deploy') {
    return { type: 'deploy', window: FIRST_WINDOW };
  }
  return {
    type: 'window',
    window: WINDOWS.find(known => known === window) ?? FIRST_WINDOW,
  };
}

/** The range that is measured for a chosen one: the backend knows few lengths and moments, so that viewers share answers. */
function measurable({ from, to }: TimeRange) {
  const seconds = roundWindow(Math.round((to - from) / 1000));
  const grid = seconds > 60 ? 60_000 : 10_000;
  const end = grid * Math.floor(to / grid);
  return {
    window: `${seconds}s`,
    end: new Date(end).toISOString(),
    range: { from: end - seconds * 1000, to: end },
  };
}

/** The parameters that a choice is written as; what it does not need is removed. */
export function timeParameters(
  choice: string | TimeRange,
): Record<'window' | 'from' | 'to', string | undefined> {
  return typeof choice === 'string'
    ? { window: choice, from: undefined, to: undefined }
    : {
        window: undefined,
        from: new Date(choice.from).toISOString(),
        to: new Date(choice.to).toISOString(),
      };
}

/** Why a range cannot be asked for; undefined where it can. */
export function rangeProblem(
  { from, to }: TimeRange,
  now: number,
): 'order' | 'future' | 'short' | 'long' | 'old' | undefined {
  if (!(from < to)) {
    return 'order';
  }
  if (to > now) {
    return 'future';
  }
  if (to < now - OLDEST_MS) {
    return 'old';
  }
  if (to - from < SHORTEST_MS) {
    return 'short';
  }
  return to - from > LONGEST_MS ? 'long' : undefined;
}

/**
 * The window that reaches back to the beginning of the newest version: whole minutes, so that viewers share answers.
 *
 * @returns undefined where the beginning is not known; `cut` where it is longer ago than numbers can be asked for; `young` where
 * the window holds much of the version before, because no shorter one can be measured
 */
export function windowSince(
  versionSince: string | undefined,
  now: number,
): { window: string; cut: boolean; young: boolean } | undefined {
  const began = Date.parse(versionSince ?? '');
  if (Number.isNaN(began) || began > now) {
    return undefined;
  }
  const length = Math.min(now - began, LONGEST_MS);
  // the longer it is, the less a minute more or less matters
  const grain = length > 3_600_000 ? 600_000 : 60_000;
  const minutes = (Math.max(1, Math.ceil(length / grain)) * grain) / 60_000;
  const window = `${Math.min(minutes, LONGEST_MS / 60_000)}m`;
  return parseWindow(window) === undefined
    ? undefined
    : {
        window,
        cut: now - began > LONGEST_MS,
        young: now - began < minutes * 60_000 * (1 - OLD_SHARE),
      };
}

/** Only what {@link timeParameters} writes: dates in other forms mean different moments to different browsers. */
function readMoment(text: string | undefined): number | undefined {
  return text && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{3})?)?Z$/.test(text)
    ? Date.parse(text) || undefined
    : undefined;
}
