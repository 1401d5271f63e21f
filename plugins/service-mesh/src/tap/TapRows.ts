import {
  TapEvent,
  tapRequestKey,
} from '@backstage-mesh/plugin-service-mesh-common';
import { TapRow, beginRow, continueRow } from './TapRow';

/** A request without a response or an end for this long will hardly get one: its client may have left. */
export const UNFINISHED_AFTER_MS = 30_000;

/**
 * Joins the three events of each request into one row and keeps the newest rows. Rows are found by the request's key, so that
 * requests of two replicas with the same ids are not mixed up.
 */
export class TapRows {
  readonly #limit: number;
  /** Oldest first: a Map keeps the order of insertion. */
  readonly #rows = new Map<number, TapRow>();
  /** Rows that wait for more, by the key of their request. */
  readonly #open = new Map<string, number>();
  readonly #keys = new Map<number, string>();
  #sequence = 0;

  constructor(limit: number) {
    this.#limit = limit;
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
    this.#sequence = row.sequence;
    this.#rows.set(row.sequence, row);
    this.#open.set(key, row.sequence);
    this.#keys.set(row.sequence, key);
    if (this.#rows.size > this.#limit) {
      const [oldest] = this.#rows.keys();
      this.#rows.delete(oldest);
      this.#close(oldest);
    }
  }

  #continue(event: TapEvent, key: string) {
    const sequence = this.#open.get(key);
    const row = sequence !== undefined && this.#rows.get(sequence);
    if (!row) {
      return;
    }
    this.#rows.set(row.sequence, continueRow(row, event));
    if (event.event.responseEnd) {
      this.#close(row.sequence);
    }
  }

  #close(sequence: number) {
    const key = this.#keys.get(sequence);
    this.#keys.delete(sequence);
    if (key !== undefined && this.#open.get(key) === sequence) {
      this.#open.delete(key);
    }
  }

  /** Gives up on rows that have waited too long. A response that comes later still joins its row. */
  expire(now: number): boolean {
    let changed = false;
    for (const sequence of this.#keys.keys()) {
      const row = this.#rows.get(sequence);
      if (
        row?.state === 'waiting' &&
        now - row.startedAt >= UNFINISHED_AFTER_MS
      ) {
        this.#rows.set(sequence, { ...row, state: 'unfinished' });
        changed = true;
      }
    }
    return changed;
  }

  clear(): void {
    this.#rows.clear();
    this.#open.clear();
    this.#keys.clear();
  }

  /** Newest first. */
  toArray(): TapRow[] {
    return [...this.#rows.values()].reverse();
  }
}
