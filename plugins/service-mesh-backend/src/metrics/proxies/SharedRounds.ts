import { randomUUID } from 'node:crypto';
import { Replicas } from '../../replicas';
import { Member } from './FleetMembers';
import {
  readPart,
  readRounds,
  Round,
  RoundEntry,
  writeRound,
} from './roundRecord';

/**
 * One reading of many proxies.
 *
 * @internal
 */
export interface RoundToRead {
  /** Whose readings by other instances are taken over. */
  members: readonly Member[];
  /** Whether a proxy is to be read now. Asked again once others' readings were taken over. */
  isDue(member: Member): boolean;
  /** Reads proxies. Never throws: failures are kept with the members. */
  read(members: readonly Member[]): Promise<unknown>;
  /** Notes that another instance could not read a proxy. */
  fail(member: Member, reason: string): void;
}

/** @internal */
export interface SharedRoundsOptions {
  cluster: string;
  replicas: Replicas;
  /** How long rounds are kept. */
  keepMs: number;
  now(): number;
}

/** Younger rounds are all kept; of older ones as many as the rings need to bridge the time between them. */
const FULL_MS = 2 * 60_000;
const THINNED_MS = 55_000;

/** Clocks may differ by so much. What comes from further in the future would keep rings from taking anything else. */
const MAX_AHEAD_MS = 5_000;

/**
 * Lets one instance of the portal read the proxies of a cluster, and gives what it read to all: their rings hold the same samples, taken
 * at the same times. Rounds are kept for a while, so that an instance that was just started knows the time before, too.
 *
 * @internal
 */
export class SharedRounds {
  /** Rounds that were taken over, or read here. */
  private taken = new Set<string>();
  /** Pods for which all rounds were looked through. */
  private known = new Set<string>();

  constructor(private readonly options: SharedRoundsOptions) {}

  /**
   * Brings what is due up to date: by what another instance read, or by reading it.
   *
   * @returns when the newest round began, in milliseconds since the epoch
   */
  async read(round: RoundToRead): Promise<number> {
    const { replicas, now, cluster } = this.options;
    const dueOf = () => round.members.filter(round.isDue);
    if (dueOf().length === 0) {
      return now();
    }
    return replicas.once({
      name: JSON.stringify(['proxies', cluster]),
      find: async () => {
        const newest = await this.takeOver(round);
        return dueOf().length === 0 ? newest ?? now() : undefined;
      },
      work: async () => {
        const at = now();
        const due = dueOf();
        await round.read(due);
        await this.publish(due, at);
        return at;
      },
    });
  }

  /** @returns when the newest round of another instance began */
  private async takeOver(round: RoundToRead): Promise<number | undefined> {
    const aheadMs = await this.options.replicas.clockAheadMs();
    const rounds = await this.rounds(aheadMs);
    const byUid = new Map(round.members.map(item => [item.pod.uid, item]));
    const isNew = ({ pod, ring }: Member) =>
      ring.lastAt === undefined && !this.known.has(pod.uid);
    const isMissing = round.members.some(isNew)
      ? () => true
      : ({ id }: Round) => !this.taken.has(id);
    for (const one of rounds.filter(isMissing)) {
      for (let part = 0; part < one.parts; part += 1) {
        const record = await this.options.replicas.read(
          this.partName(one.id, part),
        );
        readPart(record, at => at - aheadMs).forEach(entry => {
          const member = byUid.get(entry.uid);
          if (member) {
            this.take(member, entry, round);
          }
        });
      }
    }
    if (!this.options.replicas.areReachable) {
      // Not all of it came: it is looked for again.
      return undefined;
    }
    this.taken = new Set(rounds.map(({ id }) => id));
    this.known = new Set(byUid.keys());
    return rounds.at(-1)?.at;
  }

  private take(member: Member, entry: RoundEntry, round: RoundToRead): void {
    const { now, keepMs } = this.options;
    if ('reason' in entry) {
      if (round.isDue(member)) {
        round.fail(member, entry.reason);
      }
      return;
    }
    const { at, proxyAt, series, values } = entry.reading;
    if (at > now() + MAX_AHEAD_MS || at < now() - keepMs) {
      return;
    }
    if (at <= (member.ring.lastAt ?? -Infinity)) {
      // What failed since then has failed.
      return;
    }
    try {
      const answer = member.ring.begin(at, proxyAt - at);
      series.forEach((identity, i) => answer.add(identity, values[i]));
      answer.commit();
      member.failures = 0;
      member.reason = undefined;
      member.notBefore = 0;
    } catch {
      // Not what a proxy says: this instance reads it by itself.
    }
  }

  private async publish(
    members: readonly Member[],
    begunAt: number,
  ): Promise<void> {
    const { replicas, keepMs, now } = this.options;
    const entries = members.flatMap(
      ({ pod: { uid }, ring, reason }): RoundEntry[] => {
        const reading = ring.newest();
        if (reading && reading.at >= begunAt) {
          return [{ uid, reading }];
        }
        return reason === undefined ? [] : [{ uid, reason }];
      },
    );
    const aheadMs = await replicas.clockAheadMs();
    const parts = writeRound(entries, at => at + aheadMs);
    if (parts.length === 0) {
      return;
    }
    const id = randomUUID();
    for (let part = 0; part < parts.length; part += 1) {
      await replicas.write(this.partName(id, part), parts[part], keepMs);
    }
    const before = await this.rounds(aheadMs);
    const rounds = [...before, { id, at: begunAt, parts: parts.length }];
    const kept = thin(rounds, now(), keepMs);
    await replicas.write(
      this.indexName,
      { rounds: kept.map(one => ({ ...one, at: one.at + aheadMs })) },
      keepMs,
    );
    this.taken.add(id);
    const dropped = rounds.filter(one => !kept.includes(one));
    await Promise.all(
      dropped.flatMap(one =>
        Array.from({ length: one.parts }, (_, part) =>
          replicas.forget(this.partName(one.id, part)),
        ),
      ),
    );
  }

  private async rounds(aheadMs: number): Promise<Round[]> {
    return readRounds(
      await this.options.replicas.read(this.indexName),
      at => at - aheadMs,
    );
  }

  private get indexName(): string {
    return JSON.stringify(['rounds', this.options.cluster]);
  }

  private partName(id: string, part: number): string {
    return JSON.stringify(['round', this.options.cluster, id, part]);
  }
}

function thin(rounds: readonly Round[], now: number, keepMs: number): Round[] {
  let keptAt = -Infinity;
  return rounds.filter(({ at }) => {
    const age = now - at;
    const keep = age <= keepMs && (age <= FULL_MS || at - keptAt >= THINNED_MS);
    if (keep) {
      keptAt = at;
    }
    return keep;
  });
}
