import type { MeshChange } from '@backstage-mesh/plugin-service-mesh-common';
import type { TimeRange } from '../hooks/timeChoice';
import type { ComparedRanges } from './timeTravelAddress';

const MINUTE_MS = 60_000;

/** What was counted a moment ago may not be there yet. */
const SETTLE_MS = 15_000;

/** A new version takes so long to take over: the window after it begins later. */
const TAKES_OVER_MS = MINUTE_MS;

/** The windows before and after a change. The second one may still be short: then it ends now. */
export function aroundChange(
  at: number,
  windowMs: number,
  now: number,
): ComparedRanges {
  const length = wholeMinutes(windowMs);
  const a = floorMinute(at);
  // never more than there is since the change
  const b = Math.min(
    ceilMinute(at + TAKES_OVER_MS) + length,
    floorMinute(now - SETTLE_MS),
  );
  return {
    a: endingAt(a, length),
    b: endingAt(Math.max(b, a + MINUTE_MS), length),
  };
}

/** A window against the one right before it. */
export function withWindowBefore(b: TimeRange): ComparedRanges {
  return { a: { from: b.from - (b.to - b.from), to: b.from }, b };
}

/** The newest rollout, which people ask about; another change where there is none. */
export function lastDeploy(
  changes: readonly MeshChange[],
): MeshChange | undefined {
  const newest = (kinds: readonly MeshChange['kind'][]) =>
    changes
      .filter(({ kind }) => kinds.includes(kind))
      .reduce<MeshChange | undefined>(
        (last, each) => (last && last.at >= each.at ? last : each),
        undefined,
      );
  return newest(['rollout']) ?? newest(['split']);
}

/** The window that ends at a moment, in whole minutes. */
export function endingAt(to: number, windowMs: number): TimeRange {
  return { from: to - wholeMinutes(windowMs), to };
}

/**
 * Moves a window by its own length.
 *
 * @returns undefined where that leads to now
 */
export function stepTime(
  { from, to }: TimeRange,
  by: -1 | 1,
  now: number,
): TimeRange | undefined {
  const shift = by * (to - from);
  return to + shift >= floorMinute(now - SETTLE_MS)
    ? undefined
    : { from: from + shift, to: to + shift };
}

/** The window that ended a moment ago, in whole minutes. */
export function present(windowMs: number, now: number): TimeRange {
  return endingAt(floorMinute(now - SETTLE_MS), windowMs);
}

/** What was drawn on a strip, in whole minutes, within what the strip shows. */
export function snapRange(
  one: number,
  other: number,
  strip: TimeRange,
): TimeRange {
  const from = Math.max(
    ceilMinute(strip.from),
    MINUTE_MS * Math.round(Math.min(one, other) / MINUTE_MS),
  );
  const to = Math.min(
    floorMinute(strip.to),
    MINUTE_MS * Math.round(Math.max(one, other) / MINUTE_MS),
  );
  return to - from >= MINUTE_MS ? { from, to } : { from: to - MINUTE_MS, to };
}

/** A window moved so that it stays on a strip. */
export function moveRange(
  range: TimeRange,
  byMs: number,
  limits: TimeRange,
): TimeRange {
  const length = range.to - range.from;
  const to = Math.min(
    Math.max(
      MINUTE_MS * Math.round((range.to + byMs) / MINUTE_MS),
      ceilMinute(limits.from) + length,
    ),
    floorMinute(limits.to),
  );
  return { from: to - length, to };
}

function wholeMinutes(ms: number): number {
  return Math.max(MINUTE_MS, MINUTE_MS * Math.round(ms / MINUTE_MS));
}

function floorMinute(time: number): number {
  return MINUTE_MS * Math.floor(time / MINUTE_MS);
}

function ceilMinute(time: number): number {
  return MINUTE_MS * Math.ceil(time / MINUTE_MS);
}
