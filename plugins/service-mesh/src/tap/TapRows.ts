import {
  TapEvent,
  tapRequestKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { LiveCalls } from './LiveCalls';
import { TapRow, beginRow, continueRow } from './TapRow';

/** A request without a response or an end for this long will hardly get one: its client may have left. */
export const UNFINISHED_AFTER_MS = 30_000;

/**
 * Joins the three events of each request into one row and keeps the newest rows, in a ring. Rows are found by the request's key,
 * so that requests of two replicas with the same ids are not mixed up.
 */
export class TapRows {
  /** A row's place is its number modulo the length. */
  readonly #ring: ({ row: TapRow; key: string } | undefined)[];
  /** Numbers of the rows that wait for more, by the key of their request; oldest first. */
  readonly #open = new Map<string, number>();
  readonly #calls: LiveCalls | undefined;
  #sequence = 0;
  #clearedAt = 0;

  /**
   * @param limit - rows that are kept
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
      this.#close(oldest);
    }
    this.#sequence = row.sequence;
    this.#ring[place] = { row, key };
    this.#open.delete(key);
    this.#open.set(key, row.sequence);
    this.#calls?.began(row);
  }

  #continue(event: TapEvent, key: string) {
    const sequence = this.#open.get(key);
    const slot =
      sequence === undefined
        ? undefined
        : this.#ring[sequence % this.#ring.length];
    if (!slot) {
      return;
    }
    const before = slot.row;
    slot.row = continueRow(before, event);
    if (before.latencyMs === undefined) {
      this.#calls?.answered(slot.row);
    }
    if (event.event.responseEnd) {
      this.#calls?.ended(slot.row);
      this.#close(slot);
    }
  }

  #close({ row, key }: { row: TapRow; key: string }) {
    if (this.#open.get(key) === row.sequence) {
      this.#open.delete(key);
    }
  }

  /**
   * Gives up on rows that have waited too long. A response that comes later still joins its row.
   *
   * @returns whether any row changed
   */
  expire(now: number, afterMs = UNFINISHED_AFTER_MS): boolean {
    let changed = false;
    for (const sequence of this.#open.values()) {
      const slot = this.#ring[sequence % this.#ring.length];
      if (
        slot?.row.state === 'waiting' &&
        now - slot.row.startedAt >= afterMs
      ) {
        slot.row = { ...slot.row, state: 'unfinished' };
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
    return rows;
  }
}
