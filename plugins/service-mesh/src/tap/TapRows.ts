import {
  TapEvent,
  tapRequestKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { LiveCalls } from './LiveCalls';
import { TapRow, beginRow, continueRow } from './TapRow';

/** A request without a response or an end for this long will hardly get one: its client may have left. */
export const UNFINISHED_AFTER_MS = 30_000;

/** One row, and where it is kept: among the newest, because it matches the filter, or not yet. */
interface Slot {
  row: TapRow;
  readonly key: string;
  place: 'newest' | 'kept' | 'none';
}

/**
 * Joins the three events of each request into one row and keeps the newest rows, in a ring. Rows are found by the request's key,
 * so that requests of two replicas with the same ids are not mixed up. While there is a filter, the rows that match it stay when
 * they make way in the ring: the rare request is what a filter is for.
 */
export class TapRows {
  /** A row's place is its number modulo the length. */
  readonly #ring: (Slot | undefined)[];
  /** Rows that wait for more, by the key of their request; oldest first. */
  readonly #open = new Map<string, Slot>();
  readonly #calls: LiveCalls | undefined;
  #matches: ((row: TapRow) => boolean) | undefined;
  /** Matching rows that are no longer among the newest. */
  #kept: Slot[] = [];
  #keptGone = 0;
  #sequence = 0;
  #clearedAt = 0;

  /**
   * @param limit - newest rows that are kept, and older ones that match
   * @param calls - is told of every request
   */
  constructor(limit: number, calls?: LiveCalls) {
    this.#ring = new Array(limit);
    this.#calls = calls;
  }

  /** Requests that were ever seen. */
  get seen(): number {
    return this.#sequence;
  }

  /** Matching rows that are kept beyond the newest, and those that had to go although they match. */
  get matching(): { kept: number; gone: number } {
    return { kept: this.#kept.length, gone: this.#keptGone };
  }

  /** From now on rows stay that match; what was kept for another filter and does not match goes. */
  keepMatching(matches: ((row: TapRow) => boolean) | undefined): void {
    this.#matches = matches;
    this.#keptGone = 0;
    const kept: Slot[] = [];
    for (const slot of this.#kept) {
      if (matches?.(slot.row)) {
        kept.push(slot);
      } else {
        slot.place = 'none';
        this.#close(slot);
      }
    }
    this.#kept = kept;
  }

  /** Adds events in the order in which they came. Those of requests that are not known (any more) are passed over. */
  add(events: readonly TapEvent[]): void {
    for (const event of events) {
      const key = tapRequestKey(event);
      if (event.event.requestInit) {
        this.#begin(event, key);
      } else {
        this.#continue(event, key);
      }
    }
  }

  #begin(event: TapEvent, key: string) {
    const row = beginRow(event, this.#sequence + 1);
    if (!row) {
      return;
    }
    const place = row.sequence % this.#ring.length;
    const oldest = this.#ring[place];
    if (oldest) {
      this.#makeWay(oldest);
    }
    this.#sequence = row.sequence;
    const slot: Slot = { row, key, place: 'newest' };
    this.#ring[place] = slot;
    this.#open.delete(key);
    this.#open.set(key, slot);
    this.#calls?.began(row);
  }

  /** A row that is no longer among the newest is kept where it matches; one that waits may match when its answer comes. */
  #makeWay(slot: Slot) {
    slot.place = 'none';
    if (this.#matches?.(slot.row)) {
      this.#keep(slot);
    } else if (!this.#matches || slot.row.state !== 'waiting') {
      this.#close(slot);
    }
    const [longestOpen] = this.#open.values();
    if (this.#open.size > 2 * this.#ring.length) {
      this.#close(longestOpen);
    }
  }

  /** Whether an older row matches may change with what comes for it. */
  #keepOrDrop(slot: Slot) {
    if (slot.place === 'newest') {
      return;
    }
    const matches = this.#matches?.(slot.row) ?? false;
    if (matches && slot.place === 'none') {
      this.#keep(slot);
    } else if (!matches && slot.place === 'kept') {
      slot.place = 'none';
      this.#kept = this.#kept.filter(each => each !== slot);
    }
  }

  #keep(slot: Slot) {
    slot.place = 'kept';
    this.#kept.push(slot);
    if (this.#kept.length > this.#ring.length) {
      const oldest = this.#kept.shift() as Slot;
      oldest.place = 'none';
      this.#close(oldest);
      this.#keptGone += 1;
    }
  }

  #continue(event: TapEvent, key: string) {
    const slot = this.#open.get(key);
    if (!slot) {
      return;
    }
    const before = slot.row;
    slot.row = continueRow(before, event);
    if (before.latencyMs === undefined) {
      this.#calls?.answered(slot.row);
    }
    this.#keepOrDrop(slot);
    if (event.event.responseEnd) {
      this.#calls?.ended(slot.row);
      this.#close(slot);
    }
  }

  #close(slot: Slot) {
    if (this.#open.get(slot.key) === slot) {
      this.#open.delete(slot.key);
    }
  }

  /**
   * Gives up on rows that have waited too long. A response that comes later still joins its row.
   *
   * @returns whether any row changed
   */
  expire(now: number, afterMs = UNFINISHED_AFTER_MS): boolean {
    let changed = false;
    for (const slot of this.#open.values()) {
      if (slot.row.state === 'waiting' && now - slot.row.startedAt >= afterMs) {
        slot.row = { ...slot.row, state: 'unfinished' };
        if (slot.place === 'none') {
          this.#close(slot);
        }
        changed = true;
      }
    }
    return changed;
  }

  /** No event will come any more for what is still open. */
  abandon(): void {
    this.expire(Infinity, 0);
    this.#open.clear();
  }

  clear(): void {
    this.#ring.fill(undefined);
    this.#open.clear();
    this.#kept = [];
    this.#keptGone = 0;
    this.#clearedAt = this.#sequence;
  }

  /** Newest first. */
  toArray(): TapRow[] {
    const rows: TapRow[] = [];
    const oldest = Math.max(
      this.#clearedAt,
      this.#sequence - this.#ring.length,
    );
    for (let sequence = this.#sequence; sequence > oldest; sequence -= 1) {
      const slot = this.#ring[sequence % this.#ring.length];
      if (slot) {
        rows.push(slot.row);
      }
    }
    // an answer that came late puts its row behind newer ones
    const kept = this.#kept.map(({ row }) => row);
    kept.sort((a, b) => b.sequence - a.sequence);
    return kept.length > 0 ? rows.concat(kept) : rows;
  }
}
