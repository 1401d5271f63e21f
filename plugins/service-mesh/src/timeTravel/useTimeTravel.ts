import type {
  MeshChange,
  Timeline,
} from '@backstage-mesh/plugin-service-mesh-common';
import { parseWindow } from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import type { MeshScope, ServiceMeshApi } from '../api';
import {
  TimeChoice,
  TimeRange,
  UrlState,
  timeParameters,
  usePoll,
} from '../hooks';
import {
  aroundChange,
  lastDeploy,
  nextChange,
  present,
  stepTime,
  withWindowBefore,
} from './moments';
import {
  ComparedRanges,
  LIVE_PARAMETERS,
  Side,
  comparisonParameters,
  readChangeTime,
  readComparison,
  readSide,
} from './timeTravelAddress';

/** Where time travel takes place: on an entity's tab, or on the page of a mesh. */
export interface TimeTravelPlace {
  api: ServiceMeshApi;
  scope: MeshScope;
  /** The component, for its own tab. */
  name?: string;
  url: UrlState;
  time: TimeChoice;
  window: string;
}

/** What is looked at, and how to look at something else. All of it is in the address. */
export interface TimeTravel {
  place: TimeTravelPlace;
  /** The two windows, while they are compared. */
  compared?: ComparedRanges;
  /** When the change began that they lie around, in milliseconds since the epoch; absent where they were chosen. */
  changeAt?: number;
  /** The span of the past that is shown alone. */
  past?: TimeRange;
  side: Side;
  /** Everything, or what changed alone. */
  shows: 'all' | 'changed';
  /** Compares two windows. */
  compare(ranges: ComparedRanges): void;
  /** Whether there is enough time since a change to compare what was before and after it. */
  canCompare(change: MeshChange): boolean;
  /** Compares what was before and after a change. */
  compareAround(change: MeshChange): void;
  /** Compares what was before and after the last deploy that is old enough, or what is shown with what was right before; ends it where something is compared. */
  toggleCompare(): void;
  /** Shows a span of the past alone. */
  look(range: TimeRange): void;
  /** Moves by one window; forth to the present at last. */
  step(by: -1 | 1): void;
  /** Shows the present. */
  live(): void;
  setSide(side: Side): void;
  setShows(shows: 'all' | 'changed'): void;
}

const TIMELINE_INTERVAL = 30_000;
const PAST_INTERVAL = 600_000;

const HOUR_MS = 3_600_000;

/** What is compared by, unless a longer window is chosen. */
const USUAL_WINDOW_MS = 300_000;

/** Ends of hours of the past are rounded, so that few are asked for. */
const END_GRAIN_MS = 10 * 60_000;

/** Reads from the address what is looked at. */
export function useTimeTravel(
  place: TimeTravelPlace,
  timeline: Timeline | null | undefined,
): TimeTravel {
  const { url, time, window } = place;
  const compared = readComparison(url.get, time);
  const windowMs =
    time.type === 'range'
      ? time.range.to - time.range.from
      : 1000 * (parseWindow(window) ?? 300);
  const compare = (ranges: ComparedRanges) =>
    url.set({ ...comparisonParameters(ranges), selected: undefined });
  const changes = timeline?.changes ?? [];
  const around = (change: MeshChange) =>
    aroundChange(
      change.at,
      // windows that were short for want of time make no other ones short
      compared ? Math.max(windowMs, USUAL_WINDOW_MS) : windowMs,
      Date.now(),
      nextChange(changes, change)?.at,
    );
  const compareAround = (change: MeshChange) => {
    const ranges = around(change);
    if (ranges) {
      url.set({
        ...comparisonParameters(ranges, change.at),
        selected: undefined,
      });
    }
  };
  const past = time.type === 'range' && !compared ? time.range : undefined;
  const live = () => url.set(LIVE_PARAMETERS);
  const look = (range: TimeRange) =>
    url.set({ ...LIVE_PARAMETERS, ...timeParameters(range) });
  return {
    place,
    compared,
    changeAt: compared && readChangeTime(url.get),
    past,
    side: readSide(url.get),
    shows:
      (['all', 'changed'] as const).find(each => each === url.get('shows')) ??
      // in a whole mesh, what did not change would hide what did
      (place.name === undefined ? 'changed' : 'all'),
    compare,
    canCompare: change => around(change) !== undefined,
    compareAround,
    toggleCompare() {
      const deploy = lastDeploy(
        changes.filter(change => around(change) !== undefined),
      );
      if (compared) {
        url.set({
          before: undefined,
          change: undefined,
          side: undefined,
          shows: undefined,
        });
      } else if (!past && deploy) {
        compareAround(deploy);
      } else {
        compare(withWindowBefore(past ?? present(windowMs, Date.now())));
      }
    },
    look,
    step(by) {
      const now = Date.now();
      const shown = compared?.b ?? past ?? present(windowMs, now);
      const next = stepTime(shown, by, now);
      if (!next) {
        if (!compared) {
          live();
        }
      } else if (!compared) {
        look(next);
      } else if (next.from >= compared.a.to) {
        compare({ a: compared.a, b: next });
      }
    },
    live,
    setSide: side =>
      url.set({ side: side === 'difference' ? undefined : side }),
    setShows: shows => url.set({ shows }),
  };
}

/**
 * The hour that the strip shows: the last one, or that around what is looked at.
 *
 * @param isWanted - false until what is above the strip is there: it comes first
 * @returns undefined until it is known, null where it can not be
 */
export function useTimeline(
  place: TimeTravelPlace,
  isWanted = true,
): Timeline | null | undefined {
  const { api, scope, url, time } = place;
  const compared = readComparison(url.get, time);
  const range = compared?.b ?? (time.type === 'range' ? time.range : undefined);
  const first = compared?.a.from ?? range?.from;
  const end = stripEnd(first, range?.to, Date.now());
  const key = useMemo(() => JSON.stringify(scope), [scope]);
  const { data, error } = usePoll<Timeline | undefined>(
    api,
    isWanted ? `timeline ${key} ${end ?? ''}` : 'timeline',
    async signal =>
      isWanted ? api.getTimeline(scope, { end, signal }) : undefined,
    end || !isWanted ? PAST_INTERVAL : TIMELINE_INTERVAL,
  );
  return data ?? (error ? null : undefined);
}

/** When the strip ends; now without. */
export function stripEnd(
  from: number | undefined,
  to: number | undefined,
  now: number,
): string | undefined {
  if (from === undefined || to === undefined || from >= now - HOUR_MS) {
    return undefined;
  }
  // a quarter of an hour after what is looked at, so that it can be seen what came of it
  const end = END_GRAIN_MS * Math.ceil((to + 15 * 60_000) / END_GRAIN_MS);
  return end >= now ? undefined : new Date(end).toISOString();
}
