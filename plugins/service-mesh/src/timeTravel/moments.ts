import type { MeshChange } from '@backstage-mesh/plugin-service-mesh-common';
import type { TimeRange } from '../hooks/timeChoice';
import type { ComparedRanges } from './timeTravelAddress';

const MINUTE_MS = 60_000;

/** What was counted a moment ago may not be there yet. */
const SETTLE_MS = 15_000;

/** Windows of a minute may begin at any ten seconds; longer ones are asked for in whole minutes. */
const SHORT_GRID_MS = 10_000;

/**
 * The windows before and after a change: the first ends where it began, the second begins there, and is as long as there is time.
 *
 * @param until - where the second one ends at the latest, in milliseconds since the epoch: the next change of the same workload
 * @returns undefined where less than a minute is counted since
 */
export function aroundChange(
  at: number,
  windowMs: number,
  now: number,
  until = Infinity,
): ComparedRanges | undefined {
  const counted = now - SETTLE_MS;
  // a version that was gone within a minute has no window of its own: the next one is in it then
  return (
    windowsAround(at, windowMs, Math.min(counted, until)) ??
    windowsAround(at, windowMs, counted)
  );
}

function windowsAround(
  at: number,
  windowMs: number,
  until: number,
): ComparedRanges | undefined {
  const begin = ceilMinute(at);
  const length = Math.min(wholeMinutes(windowMs), floorMinute(until) - begin);
  if (length >= MINUTE_MS) {
    return {
      a: endingAt(floorMinute(at), length),
      b: { from: begin, to: begin + length },
    };
  }
  const shortBegin = SHORT_GRID_MS * Math.ceil(at / SHORT_GRID_MS);
  return shortBegin + MINUTE_MS <= until
    ? {
        a: endingAt(SHORT_GRID_MS * Math.floor(at / SHORT_GRID_MS), MINUTE_MS),
        b: { from: shortBegin, to: shortBegin + MINUTE_MS },
      }
    : undefined;
}

/** The whole minute from which on a change can be compared. */
export function comparableFrom(at: number): number {
  return ceilMinute(at + SHORT_GRID_MS + MINUTE_MS + SETTLE_MS);
}

/** When the same workload changed next; undefined where it did not. */
export function nextChange(
  changes: readonly MeshChange[],
  { kind, at, nodeId, name }: MeshChange,
): MeshChange | undefined {
  return changes
    .filter(
      each =>
        each.kind === kind &&
        each.at > at &&
        each.name === name &&
        each.nodeId === nodeId,
    )
    .sort((one, other) => one.at - other.at)[0];
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
