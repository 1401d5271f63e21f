import { DatabaseClient, PluginDatabase } from '../database';
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

/** What is kept of a cluster at most, whatever its workloads do. */
const MAX_CALLS_OF_CLUSTER = 50_000;

/** A workload that calls ever new hosts must not fill the database, nor push out what others call. */
const MAX_HOSTS_OF_CALLER = 200;

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
   * Notes calls that were seen in a cluster. One process at a time may do this. Where there is no room, what was not seen for longest is
   * forgotten.
   *
   * @param at - milliseconds since the epoch
   * @returns how many calls were written, and how many were refused, to hosts of a caller that has too many of them
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
        row,
      ]),
    );
    const rows = new Map(
      calls.map(call => {
        const row = rowOf(call, at);
        return [keyOf(row), row] as const;
      }),
    );
    const fresh = [...rows].flatMap(([key, row]) =>
      known.has(key) ? [] : row,
    );
    const added = withinHosts(fresh, [...known.values()]);
    const touched = [...rows].flatMap(([key, row]) => {
      const lastSeen = known.get(key)?.last_seen;
      return lastSeen !== undefined && at - Number(lastSeen) >= TOUCH_MS
        ? row
        : [];
    });
    const written = [...touched, ...added.slice(0, MAX_CALLS_OF_CLUSTER)];
    const tooMany = known.size + added.length - MAX_CALLS_OF_CLUSTER;
    const unseen = [...known].flatMap(([key, row]) =>
      rows.has(key) ? [] : row,
    );
    await this.#remove(
      client,
      unseen
        .sort((a, b) => Number(a.last_seen) - Number(b.last_seen))
        .slice(0, Math.max(0, tooMany)),
    );
    for (let start = 0; start < written.length; start += BATCH) {
      await client<Row>(TABLE)
        .insert(written.slice(start, start + BATCH))
        .onConflict(KEY)
        .merge(['last_seen']);
    }
    return { written: written.length, refused: fresh.length - added.length };
  }

  /** Everything that is remembered. */
  async list(): Promise<ObservedCall[]> {
    const client = await this.#database.client();
    return (await client<Row>(TABLE)).flatMap(row => readRow(row) ?? []);
  }

  async #remove(client: DatabaseClient, rows: readonly Row[]): Promise<void> {
    for (let start = 0; start < rows.length; start += BATCH) {
      await client<Row>(TABLE)
        .whereIn(
          KEY,
          rows
            .slice(start, start + BATCH)
            .map(row => [row.cluster, row.source, row.target, row.protocol]),
        )
        .delete();
    }
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

/** Those of new calls that leave each caller no more hosts than it may have. */
function withinHosts(fresh: readonly Row[], known: readonly Row[]): Row[] {
  const hosts = new Map<string, number>();
  const count = ({ source }: Row) => {
    const counted = (hosts.get(source) ?? 0) + 1;
    hosts.set(source, counted);
    return counted;
  };
  known.filter(isToHost).forEach(count);
  return fresh.filter(
    row => !isToHost(row) || count(row) <= MAX_HOSTS_OF_CALLER,
  );
}

function isToHost({ cluster, target }: Row): boolean {
  return readCallEnd(cluster, target)?.type === 'external';
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
