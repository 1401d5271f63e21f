import { PluginDatabase } from '../database';
import { callKey } from './callKey';
import { readCallEnd, writeCallEnd } from './callEnd';
import { Call, ObservedCall } from './ObservedCall';

interface Row {
  cluster: string;
  source: string;
  target: string;
  protocol: string;
  /** PostgreSQL tells large whole numbers as texts. */
  first_seen: number | string;
  last_seen: number | string;
}

const TABLE = 'observed_calls';
const KEY = ['cluster', 'source', 'target', 'protocol'];
const PROTOCOLS = ['http', 'grpc', 'tcp'];

/** SQLite takes few parameters at once. */
const BATCH = 100;

/** How exact the last time is: a call that goes on is not written each time. */
const TOUCH_MS = 60 * 60_000;

/** A workload that calls ever new hosts must not fill the database. */
const MAX_CALLS_OF_CLUSTER = 50_000;

/**
 * The memory of who called whom: one small table in the plugin's own database.
 *
 * @internal
 */
export class CallStore {
  readonly #database: Pick<PluginDatabase, 'client'>;

  constructor(options: { database: Pick<PluginDatabase, 'client'> }) {
    this.#database = options.database;
  }

  /**
   * Notes calls that were seen in a cluster. One process at a time may do this.
   *
   * @param at - milliseconds since the epoch
   * @returns how many calls were written, and how many there was no room for
   */
  async record(
    cluster: string,
    calls: readonly Call[],
    at: number,
  ): Promise<{ written: number; refused: number }> {
    const client = await this.#database.client();
    const known = new Map(
      (await client<Row>(TABLE).where({ cluster })).map(row => [
        keyOf(row),
        Number(row.last_seen),
      ]),
    );
    const rows = new Map(
      calls.map(call => [callKey(call), rowOf(call, at)] as const),
    );
    const due = [...rows.values()].filter(
      row => at - (known.get(keyOf(row)) ?? -Infinity) >= TOUCH_MS,
    );
    const touched = due.filter(row => known.has(keyOf(row)));
    const added = due.filter(row => !known.has(keyOf(row)));
    const room = Math.max(0, MAX_CALLS_OF_CLUSTER - known.size);
    const written = [...touched, ...added.slice(0, room)];
    for (let start = 0; start < written.length; start += BATCH) {
      await client<Row>(TABLE)
        .insert(written.slice(start, start + BATCH))
        .onConflict(KEY)
        .merge(['last_seen']);
    }
    return {
      written: written.length,
      refused: Math.max(0, added.length - room),
    };
  }

  /** Everything that is remembered. */
  async list(): Promise<ObservedCall[]> {
    const client = await this.#database.client();
    return (await client<Row>(TABLE)).flatMap(row => readRow(row) ?? []);
  }

  /**
   * Forgets calls that were last seen before a moment, in milliseconds since the epoch.
   *
   * @returns how many there were
   */
  async forget(before: number): Promise<number> {
    const client = await this.#database.client();
    return client<Row>(TABLE).where('last_seen', '<', before).delete();
  }
}

function keyOf({ cluster, source, target, protocol }: Row): string {
  return JSON.stringify([cluster, source, target, protocol]);
}

function rowOf({ cluster, source, target, protocol }: Call, at: number): Row {
  return {
    cluster,
    source: writeCallEnd(cluster, source),
    target: writeCallEnd(cluster, target),
    protocol,
    first_seen: at,
    last_seen: at,
  };
}

function readRow(row: Row): ObservedCall | undefined {
  const source = readCallEnd(row.cluster, row.source);
  const target = readCallEnd(row.cluster, row.target);
  return source?.type === 'workload' &&
    target &&
    PROTOCOLS.includes(row.protocol)
    ? {
        cluster: row.cluster,
        source,
        target,
        protocol: row.protocol as ObservedCall['protocol'],
        firstSeen: Number(row.first_seen),
        lastSeen: Number(row.last_seen),
      }
    : undefined;
}
