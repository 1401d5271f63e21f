import {
  LabelMatcher,
  RecordedMetric,
  Recordings,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { PrometheusAnswer } from './decodeAnswer';
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
  ask(promql: string): Promise<PrometheusAnswer>;
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
  /** Names of the records that are fresh. */
  fresh: ReadonlySet<string>;
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
  private flight?: Promise<void>;

  constructor(private readonly options: RecordingRulesOptions) {}

  /** Looks for the rules where the last look was a while ago. Never throws: without an answer there are none. */
  async look(known: Known): Promise<void> {
    const { now } = this.options;
    const { found: last } = this;
    const exists = last && (last.fresh.size > 0 || last.problem);
    if (last && now() - last.at < (exists ? LOOK_MS : SEARCH_MS)) {
      return;
    }
    this.flight ??= this.search(known)
      .then(
        found => {
          this.found = found;
        },
        () => {
          // Nothing is known of them yet: they are looked for again soon.
          this.found ??= {
            at: now() - SEARCH_MS + LOOK_MS,
            fresh: new Set(),
          };
        },
      )
      .finally(() => {
        this.flight = undefined;
      });
    await this.flight;
  }

  /** The question as it is put to what was recorded; undefined where it has to be asked of the proxies' own series. */
  write(query: SeriesQuery, windowSeconds: number): string | undefined {
    const fresh = this.usable();
    const { metrics, rateSeconds } = this.options.recordings;
    if (!fresh || !isWorthIt(query)) {
      return undefined;
    }
    for (const recorded of metrics) {
      const matchers =
        fresh.has(recorded.record) &&
        (recorded.aggregate === 'last' || windowSeconds === rateSeconds) &&
        this.matchersFor(query, recorded);
      if (matchers) {
        const { dialect } = this.options;
        const groups = buildGroups(
          query.by,
          buildSelector(recorded.record, matchers, dialect),
          dialect,
        );
        return recorded.aggregate === 'last'
          ? groups
          : `${groups} * ${windowSeconds}`;
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

  private usable(): ReadonlySet<string> | undefined {
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
        ...[proxies, ...records].map(
          record => `max(timestamp(${buildSelector(record, [], dialect)}))`,
        ),
      ]),
    );
    const answers = new Map(
      samples.map(({ labels, value }) => [questionOf(labels), value]),
    );
    const at = now();
    const ageMs = (question: number) =>
      at + known.clockOffsetMs - (answers.get(question) ?? 0) * 1000;
    const fresh = new Set(
      records.filter((_, i) => answers.has(i + 2) && ageMs(i + 2) < STALE_MS),
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
