import type {
  TapDropped,
  TapEnd,
  TapEvent,
  TapOpen,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { TapHandlers } from '../api';
import type { TapRow } from './TapRow';
import { TapRows } from './TapRows';

/** Newest requests that are kept. */
export const ROW_LIMIT = 500;

/** How often what came in is shown, in milliseconds: a thousand events a second make five updates. */
const SHOW_INTERVAL = 200;

/** Span over which the rate is counted, in milliseconds. */
const RATE_SPAN = 5000;

/** What a tap shows at one moment. */
export interface TapSnapshot {
  phase: 'idle' | 'starting' | 'live' | 'ended';
  startedAt?: number;
  endedAt?: number;
  open?: TapOpen;
  /** Newest first. */
  rows: TapRow[];
  /** Requests seen since the start. */
  received: number;
  /** Requests seen per second, over the last seconds. */
  requestsPerSecond: number;
  dropped: { viewer: number; backend: number };
  paused: boolean;
  /** Requests that came while paused. */
  waiting: number;
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
  received: 0,
  requestsPerSecond: 0,
  dropped: { viewer: 0, backend: 0 },
  paused: false,
  waiting: 0,
};

/**
 * A live tap and what it has received: it can be started, stopped, paused and cleared. It never starts again by itself.
 */
export class TapSession {
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;
  #snapshot: TapSnapshot = IDLE;
  #rows = new TapRows(ROW_LIMIT);
  #controller?: AbortController;
  #timer?: ReturnType<typeof setInterval>;
  #changed = false;
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
    const controller = new AbortController();
    const rows = new TapRows(ROW_LIMIT);
    this.#controller = controller;
    this.#rows = rows;
    this.#rates = [];
    this.#set({ ...IDLE, phase: 'starting', startedAt: this.#now() });
    this.#timer = setInterval(() => this.#show(), SHOW_INTERVAL);
    // what an aborted run still delivers belongs to nobody
    const current = () => this.#controller === controller;
    const handlers: TapHandlers = {
      onOpen: open => current() && this.#opened(open),
      onEvents: events => current() && this.#received(events),
      onDropped: dropped => current() && this.#lost(dropped),
      onEnd: end => current() && this.#set({ ...this.#snapshot, end }),
    };
    run(handlers, controller.signal).then(
      () => current() && this.#ended(undefined),
      error =>
        current() &&
        this.#ended(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** Stops listening; what was received stays. */
  stop(): void {
    if (this.#controller) {
      this.#ended(undefined);
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
      rows: this.#rows.toArray(),
    });
  }

  clear(): void {
    this.#rows.clear();
    this.#seenAtPause = this.#rows.seen;
    this.#set({ ...this.#snapshot, rows: [], waiting: 0 });
  }

  #opened(open: TapOpen) {
    this.#set({
      ...this.#snapshot,
      phase: 'live',
      open,
      startedAt: this.#now(),
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

  #ended(error: Error | undefined) {
    this.#finish();
    this.#set({
      ...this.#snapshot,
      phase: 'ended',
      endedAt: this.#now(),
      error,
      rows: this.#snapshot.paused ? this.#snapshot.rows : this.#rows.toArray(),
      received: this.#rows.seen,
      requestsPerSecond: 0,
    });
  }

  #finish() {
    clearInterval(this.#timer);
    this.#controller?.abort();
    this.#controller = undefined;
    this.#changed = false;
  }

  /** Puts on screen what came since the last time. */
  #show() {
    const now = this.#now();
    const expired = this.#rows.expire(now);
    const rate = this.#rate(now);
    const { paused, requestsPerSecond } = this.#snapshot;
    if (!this.#changed && !expired && rate === requestsPerSecond) {
      return;
    }
    const fresh = this.#changed || expired;
    this.#changed = false;
    this.#set({
      ...this.#snapshot,
      received: this.#rows.seen,
      requestsPerSecond: rate,
      waiting: paused ? this.#rows.seen - this.#seenAtPause : 0,
      ...(fresh && !paused && { rows: this.#rows.toArray() }),
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
