import { LatencyHistogram } from './LatencyHistogram';
import { withoutQuery } from './pathTemplate';
import { TapRow, peerKey } from './TapRow';

/** What calls can be counted by. */
export const CALL_GROUPINGS = [
  'route',
  'path',
  'source',
  'destination',
  'method',
] as const;

/** One of {@link CALL_GROUPINGS}. */
export type CallGrouping = (typeof CALL_GROUPINGS)[number];

/** Groups that are kept of each grouping: a tap that meets a new path with every request must not fill the memory. */
export const GROUP_LIMIT = 100;

/** What the requests of a group have in common: the fields that its grouping looks at. */
export interface CallKey {
  way?: TapRow['way'];
  /** As `peerKey` writes it. */
  peer?: string;
  source?: string;
  destination?: string;
  method?: string;
  route?: string;
  /** The path itself, without its query. */
  path?: string;
}

/** The numbers of a group. Latencies in milliseconds. */
export interface CallNumbers {
  requests: number;
  /** Of those that ended. */
  successes: number;
  failures: number;
  /** Off by at most `QUANTILE_ERROR`. */
  p50?: number;
  p99?: number;
  /** Exact. */
  best?: number;
  worst?: number;
  /** Of the request that was answered last. */
  lastMs?: number;
}

/** Requests that have something in common. */
export interface CallGroup extends CallNumbers {
  id: string;
  key: CallKey;
}

/** All groups of one grouping. */
export interface CallGroups {
  groups: readonly CallGroup[];
  /** What groups that were folded away counted together; absent where none was. */
  folded?: CallNumbers;
}

const KEYS: Record<CallGrouping, (row: TapRow) => CallKey> = {
  route: row => ({
    way: row.way,
    peer: peerKey(row.peer),
    method: row.method,
    route: row.route,
  }),
  path: row => ({
    way: row.way,
    peer: peerKey(row.peer),
    method: row.method,
    path: withoutQuery(row.path),
  }),
  source: row => ({ source: peerKey(row.source) }),
  destination: row => ({ destination: peerKey(row.destination) }),
  method: row => ({ method: row.method }),
};

/** What a group has counted so far. */
class Tally {
  readonly #latencies = new LatencyHistogram();
  requests = 0;
  successes = 0;
  failures = 0;
  lastMs: number | undefined;

  answered(latencyMs: number) {
    this.#latencies.add(latencyMs);
    this.lastMs = latencyMs;
  }

  ended(failed: boolean) {
    if (failed) {
      this.failures += 1;
    } else {
      this.successes += 1;
    }
  }

  merge(other: Tally) {
    this.requests += other.requests;
    this.successes += other.successes;
    this.failures += other.failures;
    this.lastMs = other.lastMs ?? this.lastMs;
    this.#latencies.merge(other.#latencies);
  }

  numbers(): CallNumbers {
    const { requests, successes, failures, lastMs } = this;
    return {
      requests,
      successes,
      failures,
      p50: this.#latencies.quantile(0.5),
      p99: this.#latencies.quantile(0.99),
      best: this.#latencies.best,
      worst: this.#latencies.worst,
      lastMs,
    };
  }
}

interface Entry {
  id: string;
  key: CallKey;
  tally: Tally;
  /** What was handed out last; undefined since something was counted. */
  view: CallGroup | undefined;
}

/** The groups of one grouping. Where they become too many, the smallest one is folded into the rest. */
class Grouping {
  readonly #keyOf: (row: TapRow) => CallKey;
  readonly #entries = new Map<string, Entry>();
  #folded: Tally | undefined;

  constructor(keyOf: (row: TapRow) => CallKey) {
    this.#keyOf = keyOf;
  }

  began(row: TapRow) {
    const key = this.#keyOf(row);
    const id = JSON.stringify(key);
    let entry = this.#entries.get(id);
    if (!entry) {
      this.#makeRoom();
      entry = { id, key, tally: new Tally(), view: undefined };
      this.#entries.set(id, entry);
    }
    entry.tally.requests += 1;
    entry.view = undefined;
  }

  /** Counts something about a request that began before, wherever its group is now. */
  count(row: TapRow, what: (tally: Tally) => void) {
    const entry = this.#entries.get(JSON.stringify(this.#keyOf(row)));
    if (entry) {
      entry.view = undefined;
      what(entry.tally);
    } else if (this.#folded) {
      what(this.#folded);
    }
  }

  #makeRoom() {
    if (this.#entries.size < GROUP_LIMIT) {
      return;
    }
    let smallest: Entry | undefined;
    for (const entry of this.#entries.values()) {
      if (!smallest || entry.tally.requests < smallest.tally.requests) {
        smallest = entry;
      }
    }
    if (smallest) {
      this.#folded ??= new Tally();
      this.#folded.merge(smallest.tally);
      this.#entries.delete(smallest.id);
    }
  }

  view(): CallGroups {
    const groups = [...this.#entries.values()].map(entry => {
      const { id, key, tally } = entry;
      entry.view ??= { id, key, ...tally.numbers() };
      return entry.view;
    });
    return { groups, folded: this.#folded?.numbers() };
  }
}

/**
 * Counts the requests of a tap by what they have in common, in a memory that does not grow. All groupings are counted at once, so
 * that each of them covers the whole tap.
 */
export class LiveCalls {
  #groupings = create();

  clear(): void {
    this.#groupings = create();
  }

  /** A request was seen. */
  began(row: TapRow): void {
    CALL_GROUPINGS.forEach(name => this.#groupings[name].began(row));
  }

  /** Its latency is known. */
  answered(row: TapRow): void {
    const { latencyMs } = row;
    if (latencyMs !== undefined) {
      this.#count(row, tally => tally.answered(latencyMs));
    }
  }

  /** It is over, and whether it failed is known. */
  ended(row: TapRow): void {
    this.#count(row, tally => tally.ended(row.failed));
  }

  #count(row: TapRow, what: (tally: Tally) => void) {
    CALL_GROUPINGS.forEach(name => this.#groupings[name].count(row, what));
  }

  /** The groups as they are now. Groups that did not change are the same objects as before. */
  view(): Record<CallGrouping, CallGroups> {
    const views = {} as Record<CallGrouping, CallGroups>;
    for (const name of CALL_GROUPINGS) {
      views[name] = this.#groupings[name].view();
    }
    return views;
  }
}

function create(): Record<CallGrouping, Grouping> {
  const groupings = {} as Record<CallGrouping, Grouping>;
  for (const name of CALL_GROUPINGS) {
    groupings[name] = new Grouping(KEYS[name]);
  }
  return groupings;
}
