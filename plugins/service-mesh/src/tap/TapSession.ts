import type {
  TapDropped,
  TapEnd,
  TapEvent,
  TapOpen,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { TapHandlers } from '../api';
import { RowFilter, isFiltering, rowMatcher } from './filterRows';
import { CallGroups, CallGrouping, LiveCalls } from './LiveCalls';
import type { TapRow } from './TapRow';
import { TapRows } from './TapRows';

/** Newest requests that are kept; as many older ones that match a filter. */
export const ROW_LIMIT = 1000;

/** How often what came in is shown, in milliseconds: a thousand events a second make five updates. */
const SHOW_INTERVAL = 200;

/** How often the live calls are counted up for the screen, in shows. */
const CALLS_EVERY = 5;

/** Span over which the rate is counted, in milliseconds. */
const RATE_SPAN = 5000;

/**
 * Waits before a tap whose pods were replaced, or whose portal restarts, begins again, in milliseconds: both are replaced one after the
 * other.
 */
const RESUME_WAITS = [500, 2000, 4000, 8000, 8000, 8000] as const;

/** A tap that has lasted so long begins again as if it were the first time, in milliseconds. */
const STEADY_MS = 30_000;

/** Ends after which a tap begins again by itself. */
const RESUMED_AFTER = ['target-replaced', 'shutdown'] as const;

/** Ends of streams that are none of the tap: a page that is still there goes on, and nobody need know. */
const RENEWED_AFTER: readonly TapEnd['reason'][] = ['idle', 'sign-in-over'];

type ResumeReason = (typeof RESUMED_AFTER)[number];

/** What a tap shows at one moment. */
export interface TapSnapshot {
  phase: 'idle' | 'starting' | 'live' | 'ended';
  startedAt?: number;
  endedAt?: number;
  open?: TapOpen;
  /** Newest first; behind the newest ones those that are kept because they match the filter. */
  rows: readonly TapRow[];
  /** How many of the rows are kept because they match, and how many that match had to go. */
  matching: { kept: number; gone: number };
  /** All requests since the start, or since they were cleared. */
  calls: Record<CallGrouping, CallGroups>;
  /** Since when the live calls count, milliseconds since the epoch. */
  callsSince?: number;
  /** Requests seen since the start. */
  received: number;
  /** Requests seen per second, over the last seconds. */
  requestsPerSecond: number;
  dropped: { viewer: number; backend: number };
  paused: boolean;
  /** Requests that came while paused. Only the newest are kept. */
  waiting: number;
  /** When it went on because its pods were replaced, or the portal restarted; the last time. */
  resumed?: { at: number; after: ResumeReason };
  /** Why this page ended it. */
  stoppedBy?: 'user' | 'hidden';
  /** The backend ended it. */
  end?: TapEnd;
  /** It was refused, or the connection broke. */
  error?: Error;
}

/** Runs one tap with the given handlers until the signal aborts or the stream ends. */
export type RunTap = (
  handlers: TapHandlers,
  signal: AbortSignal,
) => Promise<void>;

const IDLE: TapSnapshot = {
  phase: 'idle',
  rows: [],
  matching: { kept: 0, gone: 0 },
  calls: new LiveCalls().view(),
  received: 0,
  requestsPerSecond: 0,
  dropped: { viewer: 0, backend: 0 },
  paused: false,
  waiting: 0,
};

/**
 * A live tap and what it has received: it can be started, stopped, paused and cleared. It begins again by itself only where the
 * pods that it listened to were replaced, the portal restarts, or its stream ended because it was silent or the sign-in was renewed.
 */
export class TapSession {
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;
  #snapshot: TapSnapshot = IDLE;
  #calls = new LiveCalls();
  #rows = new TapRows(ROW_LIMIT, this.#calls);
  #filter: RowFilter | undefined;
  #controller?: AbortController;
  #timer?: ReturnType<typeof setInterval>;
  #resumeTimer?: ReturnType<typeof setTimeout>;
  #resumes = 0;
  #connectedAt = 0;
  /** Until then the tap goes on where its stream alone ended, milliseconds since the epoch. */
  #renewUntil = 0;
  #changed = false;
  #callsChanged = false;
  #shows = 0;
  #seenAtPause = 0;
  #rates: { at: number; seen: number }[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  getSnapshot = (): TapSnapshot => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Starts anew and forgets what an earlier run received. */
  start(run: RunTap): void {
    this.#finish();
    this.#calls = new LiveCalls();
    this.#rows = new TapRows(ROW_LIMIT, this.#calls);
    this.#keepMatching();
    this.#rates = [];
    this.#resumes = 0;
    const now = this.#now();
    this.#set({ ...IDLE, phase: 'starting', startedAt: now, callsSince: now });
    this.#timer = setInterval(() => this.#show(), SHOW_INTERVAL);
    this.#connect(run);
  }

  #connect(run: RunTap) {
    const controller = new AbortController();
    this.#controller = controller;
    this.#connectedAt = this.#now();
    // what an aborted run still delivers belongs to nobody
    const current = () => this.#controller === controller;
    const handlers: TapHandlers = {
      onOpen: open => current() && this.#opened(open),
      onEvents: events => current() && this.#received(events),
      onDropped: dropped => current() && this.#lost(dropped),
      onEnd: end => current() && this.#set({ ...this.#snapshot, end }),
    };
    run(handlers, controller.signal).then(
      () => current() && this.#closed(run, undefined),
      error =>
        current() &&
        this.#closed(
          run,
          error instanceof Error ? error : new Error(String(error)),
        ),
    );
  }

  /** Stops listening; what was received stays. */
  stop(by: TapSnapshot['stoppedBy'] = 'user'): void {
    if (this.#timer !== undefined) {
      this.#ended({ stoppedBy: by });
    }
  }

  /** Stops and forgets everything: the screen is gone. */
  dispose(): void {
    this.#finish();
    this.#snapshot = IDLE;
  }

  setPaused(paused: boolean): void {
    this.#seenAtPause = this.#rows.seen;
    this.#set({
      ...this.#snapshot,
      paused,
      waiting: 0,
      ...this.#shownRows(),
      calls: this.#calls.view(),
    });
  }

  /** Rows that match the filter stay when newer ones come, until another filter is set. */
  setFilter(filter: RowFilter): void {
    // the address makes a new object of the same filter whenever anything in it changes
    if (JSON.stringify(filter) === JSON.stringify(this.#filter)) {
      return;
    }
    this.#filter = filter;
    this.#keepMatching();
    const { paused, phase } = this.#snapshot;
    if (!paused && phase !== 'idle') {
      this.#set({ ...this.#snapshot, ...this.#shownRows() });
    }
  }

  #keepMatching() {
    const filter = this.#filter;
    this.#rows.keepMatching(
      filter && isFiltering(filter) ? rowMatcher(filter) : undefined,
    );
  }

  #shownRows(): Pick<TapSnapshot, 'rows' | 'matching'> {
    return { rows: this.#rows.toArray(), matching: this.#rows.matching };
  }

  clear(): void {
    this.#rows.clear();
    this.#calls.clear();
    this.#seenAtPause = this.#rows.seen;
    this.#set({
      ...this.#snapshot,
      rows: [],
      matching: this.#rows.matching,
      calls: this.#calls.view(),
      callsSince: this.#now(),
      waiting: 0,
    });
  }

  #opened(open: TapOpen) {
    const { phase, resumed, startedAt } = this.#snapshot;
    if (phase !== 'live') {
      this.#renewUntil = Date.parse(open.expiresAt);
    }
    this.#set({
      ...this.#snapshot,
      phase: 'live',
      open,
      startedAt: resumed || phase === 'live' ? startedAt : this.#now(),
    });
  }

  #received(events: TapEvent[]) {
    this.#rows.add(events);
    this.#changed = true;
  }

  #lost({ count, by }: TapDropped) {
    const { dropped } = this.#snapshot;
    this.#snapshot = {
      ...this.#snapshot,
      dropped: { ...dropped, [by]: dropped[by] + count },
    };
    this.#changed = true;
  }

  #closed(run: RunTap, error: Error | undefined) {
    const { end, resumed, open } = this.#snapshot;
    const isSteady = this.#now() - this.#connectedAt > STEADY_MS;
    if (
      end &&
      RENEWED_AFTER.includes(end.reason) &&
      isSteady &&
      this.#now() < this.#renewUntil
    ) {
      this.#set({ ...this.#snapshot, end: undefined });
      this.#connect(run);
      return;
    }
    const after = end?.retry
      ? RESUMED_AFTER.find(reason => reason === end.reason)
      : undefined;
    // between the old pods and the new ones there may be none for a moment, and no portal while it restarts
    const between = error && open === undefined ? resumed?.after : undefined;
    const why = after ?? between;
    if (isSteady) {
      this.#resumes = 0;
    }
    if (why && this.#resumes < RESUME_WAITS.length) {
      this.#resume(run, why);
    } else {
      this.#ended({ error });
    }
  }

  #resume(run: RunTap, after: ResumeReason) {
    const wait = RESUME_WAITS[this.#resumes];
    this.#resumes += 1;
    this.#controller = undefined;
    this.#rows.abandon();
    this.#changed = true;
    this.#set({
      ...this.#snapshot,
      phase: 'starting',
      open: undefined,
      end: undefined,
      resumed: { at: this.#now(), after },
    });
    this.#resumeTimer = setTimeout(() => this.#connect(run), wait);
  }

  #ended(why: Pick<TapSnapshot, 'error' | 'stoppedBy'>) {
    this.#finish();
    const { paused, calls } = this.#snapshot;
    this.#rows.abandon();
    this.#set({
      ...this.#snapshot,
      ...why,
      phase: 'ended',
      endedAt: this.#now(),
      ...(!paused && this.#shownRows()),
      calls: paused ? calls : this.#calls.view(),
      received: this.#rows.seen,
      requestsPerSecond: 0,
    });
  }

  #finish() {
    clearInterval(this.#timer);
    clearTimeout(this.#resumeTimer);
    this.#timer = undefined;
    this.#controller?.abort();
    this.#controller = undefined;
    this.#changed = false;
    this.#callsChanged = false;
  }

  /** Puts on screen what came since the last time. */
  #show() {
    const now = this.#now();
    const expired = this.#rows.expire(now);
    const rate = this.#rate(now);
    const { paused, requestsPerSecond } = this.#snapshot;
    this.#shows += 1;
    this.#callsChanged ||= this.#changed;
    const countCalls =
      this.#callsChanged && !paused && this.#shows % CALLS_EVERY === 0;
    if (
      !this.#changed &&
      !expired &&
      !countCalls &&
      rate === requestsPerSecond
    ) {
      return;
    }
    const fresh = (this.#changed || expired) && !paused;
    this.#changed = false;
    this.#callsChanged &&= !countCalls;
    this.#set({
      ...this.#snapshot,
      received: this.#rows.seen,
      requestsPerSecond: rate,
      waiting: paused ? this.#rows.seen - this.#seenAtPause : 0,
      ...(fresh && this.#shownRows()),
      ...(countCalls && { calls: this.#calls.view() }),
    });
  }

  #rate(now: number): number {
    this.#rates.push({ at: now, seen: this.#rows.seen });
    while (this.#rates.length > 2 && now - this.#rates[0].at > RATE_SPAN) {
      this.#rates.shift();
    }
    const [first] = this.#rates;
    const span = now - first.at;
    return span < 1000
      ? this.#snapshot.requestsPerSecond
      : ((this.#rows.seen - first.seen) * 1000) / span;
  }

  #set(snapshot: TapSnapshot) {
    this.#snapshot = snapshot;
    this.#listeners.forEach(listener => listener());
  }
}
