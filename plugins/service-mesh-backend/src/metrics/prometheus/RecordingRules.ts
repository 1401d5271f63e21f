import {
  LabelMatcher,
  RecordedMetric,
  Recordings,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { PrometheusAnswer } from './decodeAnswer';
import { Moments } from './moments';
import {
  buildGroups,
  buildSelector,
  Dialect,
  mergePromql,
  questionOf,
} from './promql';

/** @internal */
export interface RecordingRulesOptions {
  recordings: Recordings;
  ask(
    promql: string,
    moments?: Moments,
    signal?: AbortSignal,
  ): Promise<PrometheusAnswer>;
  dialect: Dialect;
  now(): number;
}

/** What is known of the Prometheus that holds them. */
interface Known {
  intervalSeconds?: number;
  clockOffsetMs: number;
  proxies: number;
}

/** They are looked at so often, while something is asked; and looked for so often where there are none. */
const LOOK_MS = 60_000;
const SEARCH_MS = 5 * 60_000;

/** What was seen last is believed for so long; after it, everything is asked as if there were no rules. */
const BELIEVE_MS = 3 * 60_000;

/** Numbers of rules that were evaluated longer ago are no numbers of now. */
const STALE_MS = 150_000;

/** Of the proxies that are scraped, so many must be in what was recorded. */
const LEAST_SHARE = 0.95;

/** Rates over fewer scrapes are too thin. */
const SCRAPES = 4;

/** What was found of the rules. */
interface Found {
  at: number;
  /** The records that are fresh: their names, and when they were evaluated last, by the clock of the Prometheus. */
  fresh: ReadonlyMap<string, number>;
  /** Why none of them is used, although there are some. */
  problem?: string;
}

/**
 * Finds recording rules, and writes questions by what they recorded where that is complete and fresh.
 *
 * @internal
 */
export class RecordingRules {
  private found?: Found;
  private nextLookAt = -Infinity;
  private flight?: Promise<void>;

  constructor(private readonly options: RecordingRulesOptions) {}

  /** Looks for the rules where the last look was a while ago. Never throws: without an answer there are none. */
  async look(known: Known): Promise<void> {
    const { now } = this.options;
    if (now() < this.nextLookAt) {
      return;
    }
    this.flight ??= this.search(known)
      .then(
        found => {
          this.found = found;
          const exists = found.fresh.size > 0 || found.problem;
          this.nextLookAt = found.at + (exists ? LOOK_MS : SEARCH_MS);
        },
        () => {
          // What was found before is believed for a while.
          this.nextLookAt = now() + LOOK_MS;
        },
      )
      .finally(() => {
        this.flight = undefined;
      });
    await this.flight;
  }

  /** The question as it is put to what was recorded; undefined where it has to be asked of the proxies' own series. */
  write(query: SeriesQuery, windowSeconds: number): string | undefined {
    return this.find(query, windowSeconds)?.promql;
  }

  /**
   * When the oldest was recorded of what answers these questions.
   *
   * @param at - the moment at which they are asked; this and the answer in ms since the epoch, by the clock of the Prometheus
   * @returns undefined where none of them is put to what was recorded
   */
  async recordedAt(
    queries: readonly SeriesQuery[],
    options: { windowSeconds: number; at: number; signal?: AbortSignal },
  ): Promise<number | undefined> {
    const { windowSeconds, at, signal } = options;
    const used = new Map(
      queries.flatMap(query => {
        const found = this.find(query, windowSeconds);
        return found ? [[found.record, found.evaluatedAt]] : [];
      }),
    );
    if (used.size === 0) {
      return undefined;
    }
    const records = [...used.keys()];
    const times = await this.options
      .ask(
        mergePromql(records.map(record => this.evaluationOf(record))),
        { times: [at] },
        signal,
      )
      .then(({ samples }) => samples.map(({ value }) => value * 1000))
      // It is at least as new as it was seen to be.
      .catch(() => [...used.values()]);
    return Math.min(at, ...times);
  }

  private find(
    query: SeriesQuery,
    windowSeconds: number,
  ): { record: string; promql: string; evaluatedAt: number } | undefined {
    const fresh = this.usable();
    const { metrics, rateSeconds } = this.options.recordings;
    if (!fresh || !isWorthIt(query)) {
      return undefined;
    }
    for (const recorded of metrics) {
      const { record } = recorded;
      const evaluatedAt = fresh.get(record);
      const matchers =
        evaluatedAt !== undefined &&
        // Rates do not add up to a longer window: what came at its ends, and in bursts, would count too much or too little.
        (recorded.aggregate === 'last' || windowSeconds === rateSeconds) &&
        this.matchersFor(query, recorded);
      if (matchers) {
        const { dialect } = this.options;
        const groups = buildGroups(
          query.by,
          buildSelector(record, matchers, dialect),
          dialect,
        );
        const promql =
          recorded.aggregate === 'last'
            ? groups
            : `${groups} * ${windowSeconds}`;
        return { record, promql, evaluatedAt };
      }
    }
    return undefined;
  }

  /** For people: which of them are used, or why none is; undefined where there are none. */
  describe(): string | undefined {
    const { found } = this;
    if (!found || (found.fresh.size === 0 && !found.problem)) {
      return undefined;
    }
    const fresh = this.usable();
    if (!fresh) {
      return `its recording rules are not used: ${
        found.problem ?? 'they were not seen lately'
      }`;
    }
    const parts = this.options.recordings.groups.map(({ name, records }) => ({
      name,
      has: records.some(record => fresh.has(record)),
    }));
    const named = (has: boolean) =>
      parts.filter(part => part.has === has).map(({ name }) => name);
    const without = named(false);
    return `uses its recording rules for ${named(true).join(', ')}${
      without.length > 0 ? `; it has none for ${without.join(', ')}` : ''
    }`;
  }

  private usable(): Found['fresh'] | undefined {
    const { found } = this;
    return found &&
      !found.problem &&
      found.fresh.size > 0 &&
      this.options.now() - found.at < BELIEVE_MS
      ? found.fresh
      : undefined;
  }

  private async search(known: Known): Promise<Found> {
    const { ask, recordings, dialect, now } = this.options;
    const { metrics, proxies, rateSeconds } = recordings;
    const records = [...new Set(metrics.map(({ record }) => record))];
    const { samples } = await ask(
      mergePromql([
        `sum(${buildSelector(proxies, [], dialect)})`,
        ...[proxies, ...records].map(record => this.evaluationOf(record)),
      ]),
    );
    const answers = new Map(
      samples.map(({ labels, value }) => [questionOf(labels), value]),
    );
    const at = now();
    const timeOf = (question: number) => (answers.get(question) ?? 0) * 1000;
    const ageMs = (question: number) =>
      at + known.clockOffsetMs - timeOf(question);
    const fresh = new Map(
      records.flatMap((record, i): [string, number][] =>
        answers.has(i + 2) && ageMs(i + 2) < STALE_MS
          ? [[record, timeOf(i + 2)]]
          : [],
      ),
    );
    const covered = answers.get(0);
    const problem = () => {
      if (answers.size === 0) {
        return undefined;
      }
      if (covered === undefined || !answers.has(1)) {
        return `${proxies} is missing, so nobody knows what they cover`;
      }
      if (ageMs(1) >= STALE_MS || fresh.size === 0) {
        return `they were evaluated ${Math.round(
          ageMs(1) / 1000,
        )} s ago the last time`;
      }
      if (covered < LEAST_SHARE * known.proxies) {
        return `they cover ${covered} of ${known.proxies} proxies`;
      }
      if (SCRAPES * (known.intervalSeconds ?? 0) > rateSeconds) {
        return `their window of ${rateSeconds} s is too short for a Prometheus that reads the proxies every ${known.intervalSeconds} s`;
      }
      return undefined;
    };
    const reason = problem();
    return { at, fresh, ...(reason && { problem: reason }) };
  }

  /** Asks when a record was evaluated last. */
  private evaluationOf(record: string): string {
    return `max(timestamp(${buildSelector(record, [], this.options.dialect)}))`;
  }

  /**
   * The matchers that are left to ask of a record; undefined where it can not tell: it was not recorded for all that is asked about,
   * or lacks a label.
   */
  private matchersFor(
    query: SeriesQuery,
    recorded: RecordedMetric,
  ): LabelMatcher[] | undefined {
    const has = (label: string) => recorded.labels.includes(label);
    const isRecorded = (matcher: LabelMatcher) =>
      recorded.matchers.some(known => isSame(known, matcher));
    if (
      query.metric !== recorded.metric ||
      query.aggregate !== recorded.aggregate ||
      !recorded.matchers.every(known =>
        query.matchers.some(matcher => isSame(known, matcher)),
      ) ||
      !query.by.every(has) ||
      !Object.keys(this.options.dialect.matchers).every(has)
    ) {
      return undefined;
    }
    const left = query.matchers.filter(matcher => !isRecorded(matcher));
    return left.every(({ label }) => has(label)) ? left : undefined;
  }
}

/** Where few series are looked at, the newest of them say more than what was recorded up to a minute ago. */
function isWorthIt({ matchers, by }: SeriesQuery): boolean {
  const isOutbound = by.some(label => label.startsWith('dst_'));
  const isNarrowed = matchers.some(
    ({ label, op }) =>
      /^(dst_)?(namespace|pod)$/.test(label) && (op === '=' || op === '=~'),
  );
  return !isNarrowed || (isOutbound && by.includes('le'));
}

function isSame(one: LabelMatcher, other: LabelMatcher): boolean {
  return (
    one.label === other.label &&
    one.op === other.op &&
    one.value === other.value
  );
}
