import { randomUUID } from 'node:crypto';
import { DatabaseClient, PluginDatabase } from '../database';
import { Leases } from './Leases';

const TABLE = 'leases';

/** Leases of questions that nobody asks any more are swept away, once in a while. */
const SWEEP_MS = 10 * 60_000;

/** Milliseconds since the epoch, by the clock of the database: those of the instances may differ. */
const CLOCKS: Record<string, string> = {
  pg: '(extract(epoch from clock_timestamp()) * 1000)::bigint',
  'better-sqlite3':
    "cast((julianday('now') - 2440587.5) * 86400000.0 as integer)",
};

/**
 * Leases as rows of a table in the plugin's own database. One that expired is anybody's: an instance that dies keeps nobody waiting
 * for longer than its leases last.
 *
 * @internal
 */
export class DatabaseLeases implements Leases {
  /** Who this instance is. */
  private readonly holder = randomUUID();
  private sweptAt = -Infinity;

  constructor(private readonly database: Pick<PluginDatabase, 'client'>) {}

  async acquire(name: string, forMs: number): Promise<boolean> {
    const client = await this.database.client();
    const clock = clockOf(client);
    // One statement, so that of two instances one wins.
    const rows = rowsOf(
      await client.raw(
        `insert into ${TABLE} (name, holder, expires_at) values (?, ?, ${clock} + ?)
         on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
         where ${TABLE}.expires_at <= ${clock} or ${TABLE}.holder = excluded.holder
         returning name`,
        [name, this.holder, Math.ceil(forMs)],
      ),
    );
    await this.sweep(client);
    return rows.length > 0;
  }

  async release(name: string): Promise<void> {
    const client = await this.database.client();
    await client(TABLE).where({ name, holder: this.holder }).delete();
  }

  async releaseAll(): Promise<void> {
    const client = await this.database.client();
    await client(TABLE).where({ holder: this.holder }).delete();
  }

  async time(): Promise<number> {
    const client = await this.database.client();
    const [row] = rowsOf(await client.raw(`select ${clockOf(client)} as now`));
    const now = Number(row?.now);
    if (!Number.isFinite(now)) {
      throw new Error('The database does not say what time it is');
    }
    return now;
  }

  private async sweep(client: DatabaseClient): Promise<void> {
    const now = performance.now();
    if (now - this.sweptAt < SWEEP_MS) {
      return;
    }
    this.sweptAt = now;
    await client(TABLE)
      .whereRaw(`expires_at < ${clockOf(client)} - ?`, [SWEEP_MS])
      .delete();
  }
}

/**
 * @throws Error for a database whose dialect is not known
 */
function clockOf(client: DatabaseClient): string {
  const name = String(client.client.config.client);
  const clock = CLOCKS[name];
  if (!clock) {
    throw new Error(`Leases are kept in PostgreSQL or SQLite, not in ${name}`);
  }
  return clock;
}

/** Drivers answer a raw statement each in their own way. */
function rowsOf(answer: unknown): Record<string, unknown>[] {
  if (Array.isArray(answer)) {
    return answer;
  }
  const { rows } = answer as { rows?: unknown };
  return Array.isArray(rows) ? rows : [];
}
