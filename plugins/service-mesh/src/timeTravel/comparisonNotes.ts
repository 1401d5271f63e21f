import type {
  MeshChange,
  Timeline,
} from '@backstage-mesh/plugin-service-mesh-common';
import { formatClock, formatSpan } from '../format';
import type { Translate } from '../translation';
import { changeTitle } from './changeTitle';
import { lastDeploy, nextChange } from './moments';
import type { ComparedRanges } from './timeTravelAddress';

const MINUTE_MS = 60_000;

/** Shorter windows are worth a word. */
const FULL_MS = 5 * MINUTE_MS;

/** A window that ended so long ago could be longer by now. */
const RECENT_MS = 2 * MINUTE_MS;

/** What has to be known to read a comparison around a change. */
export type ComparisonNote =
  | { kind: 'soFar' | 'short'; spanMs: number }
  | { kind: 'until' | 'holds'; change: MeshChange };

/**
 * The change that two windows lie around.
 *
 * @param at - when the one began that was picked
 */
export function changeBetween(
  { a, b }: ComparedRanges,
  changes: readonly MeshChange[],
  at: number | undefined,
): MeshChange | undefined {
  const between = changes.filter(each => each.at >= a.to && each.at <= b.from);
  return (
    lastDeploy(between.filter(each => each.at === at)) ?? lastDeploy(between)
  );
}

/** What is short about the windows around a change, and what else the second one holds. */
export function comparisonNotes(
  { b }: ComparedRanges,
  change: MeshChange | undefined,
  changes: readonly MeshChange[],
  now: number,
): ComparisonNote[] {
  const next = change
    ? nextChange(changes, change)
    : lastDeploy(changes.filter(({ at }) => at > b.from && at < b.to));
  if (next && next.at < b.to) {
    return [{ kind: 'holds', change: next }];
  }
  const spanMs = b.to - b.from;
  if (!change || spanMs >= FULL_MS) {
    return [];
  }
  if (next && next.at - b.to < MINUTE_MS) {
    return [{ kind: 'until', change: next }];
  }
  return [{ kind: now - b.to < RECENT_MS ? 'soFar' : 'short', spanMs }];
}

/** Writes a note. */
export function noteText(note: ComparisonNote, t: Translate): string {
  return 'spanMs' in note
    ? t(`timeTravel.notes.${note.kind}`, { span: formatSpan(note.spanMs, t) })
    : t(`timeTravel.notes.${note.kind}`, {
        name: changeTitle(note.change),
        time: formatClock(note.change.at),
      });
}

/** The comparison ends with its windows: what came after is known from the strip. */
export function mergedChanges(
  compared: readonly MeshChange[],
  timeline: Timeline | null | undefined,
): MeshChange[] {
  const keyOf = ({ kind, at, name, nodeId }: MeshChange) =>
    JSON.stringify([kind, at, name, nodeId]);
  return [
    ...new Map(
      [...(timeline?.changes ?? []), ...compared].map(each => [
        keyOf(each),
        each,
      ]),
    ).values(),
  ];
}
