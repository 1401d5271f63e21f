import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { ClusterConnection } from '@backstage-mesh/plugin-service-mesh-node';
import { BackgroundReader } from './BackgroundReader';
import { FleetMembers, Member, ProxyPod } from './FleetMembers';
import { MemberReader } from './MemberReader';
import { PodIncrease, PodRing } from './PodRing';
import { ReadingLanes } from './ReadingLanes';
import { SharedRounds } from './SharedRounds';

/** @internal */
export interface FleetOptions {
  connection: ClusterConnection;
  /** The metrics that are kept. */
  metrics: ReadonlySet<string>;
  max: number;
  intervalMs: number;
  /** How often proxies are read though nobody asks; only while somebody does without it. */
  backgroundMs?: number;
  /** Shares what is read with other instances of the portal. */
  rounds?: (keepMs: number) => SharedRounds;
  logger: LoggerService;
  now(): number;
  wait(ms: number): Promise<void>;
}

/** A proxy that could not be read, and why. @internal */
export interface FailedProxy {
  pod: ProxyPod['pod'];
  reason: string;
}

/** @internal */
export interface Measured {
  pods: {
    labels: Readonly<Record<string, string>>;
    ring: PodRing;
    increase?: PodIncrease;
    fresh: boolean;
  }[];
  failed: FailedProxy[];
  /** Milliseconds that the increases cover; undefined where nothing was measured. */
  coveredMs?: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/**
 * What one pod counted in a window, and what its gauges said at its end.
 *
 * @internal
 */
export interface PodWindow {
  rise(series: number): number;
  gauge(series: number): number | undefined;
}

/** @internal */
export interface MeasuredHistory {
  pods: {
    labels: Readonly<Record<string, string>>;
    ring: PodRing;
    /** By moment; undefined where nothing is known of it. */
    windows: (PodWindow | undefined)[];
  }[];
  /** By moment: whether most of the proxies that lived then are known. */
  known: boolean[];
  failed: FailedProxy[];
  /** When the oldest answer was read, in ms since the epoch. */
  begin?: number;
}

/** Where no proxy answered for so many rounds, nothing is measured any more. */
const SILENT_ROUNDS = 2.5;
/** Reading goes on for so long after the last question. */
const LINGER_MS = 60_000;
/** Between the first two answers of a proxy: somebody waits. */
const FIRST_GAP_MS = 3_000;
/** What another instance of the portal read is not read again before this share of the time between two readings. */
const SHARED_SHARE = 0.6;
/** Older answers are kept once a minute. */
const LONGEST_GAP_MS = 60_000;
/** What is kept of those that somebody asks about, and of those that are read though nobody does. */
const KEEP_MS = 30 * 60_000;
const KEEP_BACKGROUND_MS = 60 * 60_000;
/** How late a round in the background may be. */
const BACKGROUND_SLACK = 1.2;

/**
 * The proxies that somebody asks about, read again and again by one loop.
 *
 * @internal
 */
export class ProxyFleet {
  readonly intervalMs: number;
  readonly keepMs: number;

  private readonly members: FleetMembers;
  private readonly reader: MemberReader;
  private readonly background: BackgroundReader;
  private readonly rounds?: SharedRounds;
  private readonly lanes: ReadingLanes;
  private round?: Promise<void>;
  private roundAt = 0;
  private timer?: NodeJS.Timeout;
  private closed = false;

  constructor(private readonly options: FleetOptions) {
    this.intervalMs = options.intervalMs;
    this.keepMs =
      options.backgroundMs === undefined ? KEEP_MS : KEEP_BACKGROUND_MS;
    this.members = new FleetMembers(this.keepMs);
    this.reader = new MemberReader(options);
    this.lanes = new ReadingLanes(this.reader);
    this.rounds = options.rounds?.(this.keepMs);
    this.background = new BackgroundReader({
      members: this.members,
      reader: this.reader,
      rounds: this.rounds,
      max: options.max,
      intervalMs: options.backgroundMs ?? 0,
      now: options.now,
    });
  }

  close(): void {
    this.closed = true;
    this.background.close();
    clearTimeout(this.timer);
    this.members.clear();
  }

  /**
   * Numbers of these pods, from the ring where it has them; else it reads the proxies, twice where they are new.
   *
   * @throws ServiceUnavailableError where together with what others ask these would be too many, or where none of them answers any more:
   * what they counted last are no numbers of now
   */
  async measure(
    pods: readonly ProxyPod[],
    options: {
      windowMs: number;
      /** Whether a pod that was read is no more: what it counted stays until it leaves the window. */
      isGone(pod: ProxyPod['pod']): boolean;
      signal?: AbortSignal;
    },
  ): Promise<Measured> {
    const { members, gone } = await this.read(pods, options);
    this.refuseSilence(members);
    return this.evaluate(members, gone, options.windowMs);
  }

  /**
   * Numbers of these pods in windows that lie in the past.
   *
   * @param options - `times`: the ends of the windows, in ms since the epoch
   * @throws ServiceUnavailableError where together with what others ask these would be too many
   */
  async history(
    pods: readonly ProxyPod[],
    options: {
      windowMs: number;
      times: readonly number[];
      isGone(pod: ProxyPod['pod']): boolean;
      signal?: AbortSignal;
    },
  ): Promise<MeasuredHistory> {
    const { members, gone } = await this.read(pods, options);
    const all = [...members, ...gone].filter(
      ({ ring }) => ring.lastAt !== undefined,
    );
    const measured = all.map(member => ({
      labels: member.target.labels,
      ring: member.ring,
      windows: options.times.map(time =>
        this.windowBefore(member, time, options.windowMs),
      ),
    }));
    const begins = all.flatMap(({ ring }) => ring.firstAt ?? []);
    return {
      pods: measured,
      known: options.times.map((time, moment) => {
        const living = measured.filter(
          ({ ring }, i) =>
            !all[i].gone && !(ring.knowsBirth && (ring.firstAt ?? 0) > time),
        );
        const known = living.filter(({ windows }) => windows[moment]);
        return known.length > 0 && 2 * known.length >= living.length;
      }),
      failed: members.flatMap(failedProxy),
      ...(begins.length > 0 && { begin: Math.min(...begins) }),
    };
  }

  /** Reads these pods though nobody asks, but for those that were read lately. */
  readBackground(pods: readonly ProxyPod[]): Promise<void> {
    return this.background.read(pods);
  }

  /** Answers that lie further apart say nothing of the time between them. */
  private get maxGapMs(): number {
    const { backgroundMs = 0 } = this.options;
    return (
      Math.max(LONGEST_GAP_MS, BACKGROUND_SLACK * backgroundMs) +
      3 * this.intervalMs
    );
  }

  private windowBefore(
    { ring, gone }: Member,
    time: number,
    windowMs: number,
  ): PodWindow | undefined {
    const options = { maxGapMs: this.maxGapMs, gone };
    const end = ring.position(time, options);
    const begin = end && ring.position(time - windowMs, options);
    if (!end || !begin) {
      return undefined;
    }
    const isFresh = time - end.answeredAt <= options.maxGapMs;
    return {
      rise: series => end.total(series) - begin.total(series),
      gauge: series => (isFresh && !gone ? end.gauge(series) : undefined),
    };
  }

  /** Reads what is due of these pods, and finds those that are no more. */
  private async read(
    pods: readonly ProxyPod[],
    options: {
      windowMs: number;
      isGone(pod: ProxyPod['pod']): boolean;
      signal?: AbortSignal;
    },
  ): Promise<{ members: Member[]; gone: Member[] }> {
    const members = this.join(pods);
    await this.refresh(members, options);
    const asked = new Set(members);
    const gone = this.members
      .all()
      .filter(member => !asked.has(member) && options.isGone(member.pod));
    gone.forEach(member => {
      member.gone = true;
    });
    return { members, gone };
  }

  private join(pods: readonly ProxyPod[]): Member[] {
    const now = this.options.now();
    const uids = new Set(pods.map(({ pod }) => pod.uid));
    this.members.forget(now);
    const others = this.members
      .all()
      .filter(
        member => !uids.has(member.pod.uid) && this.isAsked(member, now),
      ).length;
    if (others + uids.size > this.options.max) {
      throw new ServiceUnavailableError(
        `Too many proxies to read at once: ${uids.size} beside the ${others} that others look at, and at most ${this.options.max}. Try again in a minute, or install a Prometheus`,
      );
    }
    return pods.map(pod => {
      const member = this.members.want(pod, now);
      member.askedAt = now;
      return member;
    });
  }

  private isAsked(member: Member, now: number): boolean {
    return (
      !member.gone &&
      now - member.askedAt < Math.max(LINGER_MS, 3 * this.intervalMs)
    );
  }

  private async refresh(
    members: readonly Member[],
    options: { windowMs: number; signal?: AbortSignal },
  ): Promise<void> {
    const { now, wait } = this.options;
    const isUnread = (member: Member) =>
      member.ring.lastAt === undefined && member.failures === 0;
    if (
      members.some(isUnread) ||
      now() - this.roundAt > 1.5 * this.intervalMs
    ) {
      // A round that runs already may not know the new ones.
      await this.round;
      await this.readRound();
    }
    options.signal?.throwIfAborted();
    const window = this.window(members, options.windowMs);
    const isThin = ({ ring, failures }: Member) =>
      ring.lastAt !== undefined &&
      failures === 0 &&
      ring.increase(window, false) === undefined;
    if (members.some(isThin)) {
      // A slow proxy may have taken up that time already.
      await wait(Math.max(0, this.roundAt + FIRST_GAP_MS - now()));
      options.signal?.throwIfAborted();
      await this.readRound(FIRST_GAP_MS);
    }
    this.schedule();
  }

  private schedule(): void {
    if (this.timer || this.closed) {
      return;
    }
    const wait = Math.max(
      100,
      this.roundAt + this.intervalMs - this.options.now(),
    );
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const now = this.options.now();
      if (this.members.all().some(member => this.isAsked(member, now))) {
        this.readRound().then(
          () => this.schedule(),
          error => this.options.logger.warn(`Reading proxies failed: ${error}`),
        );
      }
    }, wait);
    this.timer.unref();
  }

  /** Reads all proxies that somebody asks about, once. */
  private readRound(everyMs: number = this.intervalMs): Promise<void> {
    this.round ??= this.readAll(everyMs).finally(() => {
      this.round = undefined;
    });
    return this.round;
  }

  private async readAll(everyMs: number): Promise<void> {
    const now = this.options.now();
    this.roundAt = now;
    const asked = this.members
      .all()
      .filter(member => this.isAsked(member, now));
    const isDue = (member: Member) => member.notBefore <= now;
    const read = (due: readonly Member[]) =>
      Promise.all(due.map(member => this.lanes.read(member)));
    if (!this.rounds) {
      await read(asked.filter(isDue));
      return;
    }
    const begunAt = await this.rounds.read({
      members: asked,
      isDue: member =>
        isDue(member) &&
        now - (member.ring.lastAt ?? -Infinity) >= SHARED_SHARE * everyMs,
      read,
      fail: (member, reason) => this.reader.fail(member, reason),
    });
    // All instances begin their next rounds at the same time: one reads, and the others take it over.
    this.roundAt = Math.min(now, begunAt);
  }

  private window(members: readonly Member[], windowMs: number) {
    const to = Math.max(0, ...members.map(({ ring }) => ring.lastAt ?? 0));
    return {
      from: to - windowMs,
      to,
      tolerance: this.intervalMs / 2,
      ...(this.options.backgroundMs !== undefined && {
        maxGapMs: this.maxGapMs,
      }),
    };
  }

  private refuseSilence(members: readonly Member[]): void {
    const reason = members[0]?.reason;
    const newest = Math.max(
      ...members.map(({ ring }) => ring.lastAt ?? -Infinity),
    );
    if (
      reason !== undefined &&
      members.every(member => member.reason !== undefined) &&
      this.options.now() - newest > SILENT_ROUNDS * this.intervalMs
    ) {
      throw new ServiceUnavailableError(
        `None of the ${members.length} proxies can be read: ${reason}`,
      );
    }
  }

  private evaluate(
    living: readonly Member[],
    gone: readonly Member[],
    windowMs: number,
  ): Measured {
    const asked = this.window(living, windowMs);
    const { to, tolerance } = asked;
    // While the ring fills, the window is what the oldest of these proxies covers.
    const begins = living.flatMap(({ ring }) => {
      const increase = ring.increase(asked, false);
      return increase ? [increase.from] : [];
    });
    const from = Math.max(asked.from, Math.min(...begins));
    const window =
      begins.length > 0 && from > asked.from + tolerance
        ? { from, to, tolerance: Math.min(tolerance, (to - from) / 4) }
        : asked;
    return {
      pods: [...living, ...gone].flatMap(({ ring, target, gone: isGone }) =>
        ring.lastAt === undefined
          ? []
          : [
              {
                labels: target.labels,
                ring,
                increase: ring.increase(window, isGone),
                fresh:
                  !isGone &&
                  to - ring.lastAt <= SILENT_ROUNDS * this.intervalMs,
              },
            ],
      ),
      failed: living.flatMap(failedProxy),
      ...(begins.length > 0 && { coveredMs: window.to - window.from }),
      at: to || this.options.now(),
    };
  }
}

function failedProxy({ pod, reason }: Member): FailedProxy[] {
  return reason ? [{ pod, reason }] : [];
}
