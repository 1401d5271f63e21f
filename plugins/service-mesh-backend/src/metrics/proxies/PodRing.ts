import { parseSeries, Series, seriesKey } from '../exposition';

/** The counters of a pod at one moment. */
interface Entry {
  /** Milliseconds since the epoch. */
  at: number;
  /**
   * What each series counted since the ring began, resets undone; of gauges, their values, NaN where there was none. Shorter than `series`
   * where some were not born yet.
   */
  totals: Float64Array;
  /** Nothing was read then: the process began. */
  isBirth?: boolean;
}

/**
 * How much a pod's counters rose.
 *
 * @internal
 */
export interface PodIncrease {
  /** By index of the series, already brought to the whole window. */
  of(series: number): number;
  /** Milliseconds since the epoch from which on it was measured. */
  from: number;
}

/**
 * What a proxy said at one moment: series as it wrote them, and their values in the same order.
 *
 * @internal
 */
export interface Reading {
  /** Milliseconds since the epoch. */
  at: number;
  /** The same moment by the clock of the proxy. */
  proxyAt: number;
  series: string[];
  values: number[];
}

/**
 * Where a moment lies in a ring: between two of its answers, or on one.
 *
 * @internal
 */
export interface RingPosition {
  /** Milliseconds since the epoch of the newest answer before it. */
  answeredAt: number;
  /** What a series had counted by then; between two answers, and a little after the newest, as if it counted evenly. */
  total(series: number): number;
  /** What the newest answer before it said. */
  gauge(series: number): number | undefined;
}

/** Younger entries are all kept; of older ones, one per 30 s, and of those that only charts look at, one per minute. */
const FULL_MS = 90_000;
const THINNED_MS = 30_000;
const CHART_FROM_MS = 12 * 60_000;
const CHART_THINNED_MS = 60_000;

/** Counters of the proxies are named so, as OpenMetrics asks; everything else is a gauge. */
const COUNTER = /_(total|sum|count|bucket)$/;

/** The busiest proxy that was seen exposes some 7,000 series, of all metrics. */
const MAX_SERIES = 50_000;
const COMPACT_FROM = 1_000;

/** Numbers that one ring holds at most, of 8 bytes: of a proxy with very many series less time is kept. */
const MAX_VALUES = 262_144;

/** Proxies count in 64 bits. */
const MAX_VALUE = 2 ** 64;

/** Texts of series that one ring knows: a proxy that writes its labels in ever other orders must not fill the memory. */
const MAX_IDENTITIES = 2 * MAX_SERIES;

const PROCESS_START = 'process_start_time_seconds';

/**
 * The last minutes of one proxy's metrics: a ring of samples. Undoes resets as they come, so that an increase is a difference.
 *
 * @internal
 */
export class PodRing {
  readonly series: Series[] = [];
  /** Indices of the series of each metric. */
  readonly byMetric = new Map<string, number[]>();

  private readonly byIdentity = new Map<string, number>();
  private readonly byKey = new Map<string, number>();
  /** Newest values as they were exposed; NaN where the newest answer lacked the series. */
  private raw: number[] = [];
  private totals: number[] = [];
  private entries: Entry[] = [];
  /** When the process began that was read last, in ms. */
  private processStart?: number;
  /** How far the clock of the proxy was ahead at the newest answer. */
  private aheadMs = 0;

  constructor(private readonly keepMs: number) {}

  get lastAt(): number | undefined {
    return this.entries.at(-1)?.at;
  }

  /** The newest value of a gauge; undefined where the newest answer lacked it. */
  last(series: number): number | undefined {
    const value = this.raw[series];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  /** The newest answer, as another ring takes it in. */
  newest(): Reading | undefined {
    const at = this.lastAt;
    if (at === undefined) {
      return undefined;
    }
    const known = [...this.byIdentity].filter(([, index]) =>
      Number.isFinite(this.raw[index]),
    );
    return {
      at,
      proxyAt: at + this.aheadMs,
      series: known.map(([identity]) => identity),
      values: known.map(([, index]) => this.raw[index]),
    };
  }

  /**
   * Begins to take in an answer. Nothing changes until `commit`: an answer that breaks off leaves the ring as it was,
   * and so does one that is no newer than the last.
   *
   * @param at - when it was asked, in ms since the epoch
   * @param aheadMs - how far the clock of the proxy is ahead of the one that `at` was read from
   */
  begin(
    at: number,
    aheadMs: number = 0,
  ): {
    add(identity: string, value: number): void;
    commit(): void;
  } {
    const values = new Map<number, number>();
    return {
      add: (identity, value) => {
        const index = this.indexOf(identity);
        if (!isPossible(this.series[index].metric, value)) {
          throw new RangeError(`no proxy counts to ${value}`);
        }
        // A proxy that writes a series twice means the same one: as in Prometheus, the first counts.
        if (!values.has(index)) {
          values.set(index, value);
        }
      },
      commit: () => this.take(at, aheadMs, values),
    };
  }

  /**
   * How much the counters rose in a window.
   *
   * @param window - its two ends in ms; `tolerance`, half the time between two answers, is how far an answer may be off; `maxGapMs`, where
   *   it is given: between two answers that lie no further apart, it counted evenly
   * @param gone - the pod is no more: what it counted last is all that it will ever have counted
   * @returns undefined where it is unknown: no two answers lie in the window
   */
  increase(
    window: { from: number; to: number; tolerance: number; maxGapMs?: number },
    gone: boolean,
  ): PodIncrease | undefined {
    const last = this.entries.at(-1);
    if (!last || last.at < window.from + window.tolerance) {
      return undefined;
    }
    const between = this.between(window, gone);
    if (between) {
      const scale =
        ((gone ? last.at : window.to) - window.from) / (last.at - window.from);
      return {
        from: window.from,
        of: series => (last.totals[series] - between.total(series)) * scale,
      };
    }
    const base = this.baseline(window);
    const covered = last.at - base.at;
    if (covered <= 0) {
      return undefined;
    }
    const end = gone ? last.at : window.to;
    const begin = base.isBirth ? Math.max(base.at, window.from) : window.from;
    // What was not seen of the time in which it lived is taken to be like what was.
    const expected = Math.max(0, end - begin);
    const scale = expected / covered;
    return {
      from: base.at,
      of: series => (last.totals[series] - (base.totals[series] ?? 0)) * scale,
    };
  }

  /** When its memory begins, in ms since the epoch; of a process that began later, the time when it began. */
  get firstAt(): number | undefined {
    return this.entries[0]?.at;
  }

  /** Whether all that the process counted is remembered. */
  get knowsBirth(): boolean {
    return this.entries[0]?.isBirth === true;
  }

  /**
   * Where a moment lies; undefined where nothing is known of it.
   *
   * @param at - milliseconds since the epoch
   * @param options - `maxGapMs`: answers that lie further apart say nothing of the time between them; `gone`: the pod is no more
   */
  position(
    at: number,
    options: { maxGapMs: number; gone: boolean },
  ): RingPosition | undefined {
    const next = this.entries.findIndex(entry => entry.at >= at);
    const after = next < 0 ? undefined : this.entries[next];
    if (after?.at === at) {
      return positionBetween(after, after, 0);
    }
    if (next === 0) {
      // Before its first answer there is nothing but a process that was not born yet.
      return after?.isBirth ? positionBetween(after, after, 0) : undefined;
    }
    const before = this.entries.at(next < 0 ? -1 : next - 1);
    if (!before) {
      return undefined;
    }
    if (after) {
      const gap = after.at - before.at;
      return gap <= options.maxGapMs
        ? positionBetween(before, after, (at - before.at) / gap)
        : undefined;
    }
    if (options.gone) {
      return positionBetween(before, before, 0);
    }
    const previous = this.entries.at(-2);
    return previous && at - before.at <= options.maxGapMs / 2
      ? positionBetween(
          previous,
          before,
          (at - previous.at) / (before.at - previous.at),
        )
      : undefined;
  }

  /** Where the window begins, if that is in the midst of two answers that are far apart and yet near enough. */
  private between(
    window: { from: number; tolerance: number; maxGapMs?: number },
    gone: boolean,
  ): RingPosition | undefined {
    const { from, tolerance, maxGapMs } = window;
    const near = (at: number) =>
      at >= from - 3 * tolerance && at <= from + tolerance;
    return maxGapMs === undefined || this.entries.some(({ at }) => near(at))
      ? undefined
      : this.position(from, { maxGapMs, gone });
  }

  private baseline(window: { from: number; tolerance: number }): Entry {
    const first = this.entries.findIndex(
      entry => entry.at > window.from + window.tolerance,
    );
    const before = first > 0 ? this.entries[first - 1] : undefined;
    // An answer from long before the window tells of another time: somebody asks again after a pause.
    return before && before.at >= window.from - 3 * window.tolerance
      ? before
      : this.entries[Math.max(first, 0)];
  }

  private take(
    at: number,
    aheadMs: number,
    values: ReadonlyMap<number, number>,
  ): void {
    if (this.lastAt !== undefined && at <= this.lastAt) {
      // Counters of an older moment are lower: they would pass for a reset.
      return;
    }
    const start = this.valueOf(PROCESS_START, values);
    const processStart = start === undefined ? undefined : start * 1000;
    const restarted =
      processStart !== undefined &&
      this.processStart !== undefined &&
      // The clock of a machine is corrected now and then.
      Math.abs(processStart - this.processStart) > 1000;
    const first = this.entries.length === 0;
    const bornAt =
      processStart === undefined ? undefined : processStart - aheadMs;
    if (first && bornAt !== undefined && bornAt > at - this.keepMs) {
      // The process is young: all that it counted, it counted since then.
      this.entries.push({
        at: Math.min(bornAt, at - 1),
        totals: new Float64Array(0),
        isBirth: true,
      });
    }
    const fromZero = !first || this.entries.length > 0;
    for (let index = 0; index < this.series.length; index += 1) {
      const value = values.get(index);
      const previous = this.raw[index];
      if (!COUNTER.test(this.series[index].metric)) {
        this.totals[index] = value ?? NaN;
        this.raw[index] = value ?? NaN;
        continue;
      }
      const total = this.totals[index] ?? 0;
      if (value === undefined || Number.isNaN(value)) {
        this.totals[index] = total;
        this.raw[index] = NaN;
        continue;
      }
      const known = previous !== undefined && !Number.isNaN(previous);
      let rise: number;
      if (known && !restarted && value >= previous) {
        rise = value - previous;
      } else {
        // Born, forgotten in between, or reset: it began at zero again.
        rise = known || fromZero ? value : 0;
      }
      this.totals[index] = total + rise;
      this.raw[index] = value;
    }
    this.processStart = processStart ?? this.processStart;
    this.aheadMs = aheadMs;
    this.entries.push({ at, totals: Float64Array.from(this.totals) });
    this.thin(at);
    this.compact();
  }

  /** Forgets series that the proxy forgot, once they are many: names of pods that are long gone. */
  private compact(): void {
    const isAlive = (index: number) =>
      !Number.isNaN(this.raw[index]) ||
      (COUNTER.test(this.series[index].metric) &&
        this.totals[index] !== (this.entries[0].totals[index] ?? 0));
    const alive = this.series.map((_, i) => i).filter(isAlive);
    if (this.series.length < 2 * alive.length + COMPACT_FROM) {
      return;
    }
    const pick = (values: ArrayLike<number>) =>
      alive.map(index => values[index] ?? 0);
    const kept = alive.map(index => this.series[index]);
    this.raw = pick(this.raw);
    this.totals = pick(this.totals);
    this.entries = this.entries.map(entry => ({
      ...entry,
      totals: Float64Array.from(pick(entry.totals)),
    }));
    this.series.length = 0;
    this.byMetric.clear();
    this.byIdentity.clear();
    this.byKey.clear();
    kept.forEach(series => this.register(series));
  }

  private thin(now: number): void {
    let keptAt = -Infinity;
    this.entries = this.entries.filter((entry, i) => {
      const age = now - entry.at;
      const next = this.entries[i + 1];
      const keep =
        // The newest of those that are too old is where the oldest window begins.
        (age <= this.keepMs || (next && now - next.at < this.keepMs)) &&
        (age <= FULL_MS ||
          // Without it the answers beside it would be too far apart.
          next.at - keptAt >
            (age <= CHART_FROM_MS ? THINNED_MS : CHART_THINNED_MS));
      if (keep) {
        keptAt = entry.at;
      }
      return keep;
    });
    const most = Math.max(2, Math.floor(MAX_VALUES / this.series.length));
    this.entries.splice(0, this.entries.length - most);
  }

  private valueOf(
    metric: string,
    values: ReadonlyMap<number, number>,
  ): number | undefined {
    const index = this.byMetric.get(metric)?.[0];
    return index === undefined ? undefined : values.get(index);
  }

  private indexOf(identity: string): number {
    const known = this.byIdentity.get(identity);
    if (known !== undefined) {
      return known;
    }
    if (this.byIdentity.size >= MAX_IDENTITIES) {
      throw new RangeError(`more than ${MAX_IDENTITIES} texts of series`);
    }
    const series = parseSeries(identity);
    const index = this.byKey.get(seriesKey(series)) ?? this.register(series);
    this.byIdentity.set(identity, index);
    return index;
  }

  private register(series: Series): number {
    const index = this.series.length;
    if (index >= MAX_SERIES) {
      throw new RangeError(`more than ${MAX_SERIES} series`);
    }
    this.series.push(series);
    this.byKey.set(seriesKey(series), index);
    const siblings = this.byMetric.get(series.metric);
    if (siblings) {
      siblings.push(index);
    } else {
      this.byMetric.set(series.metric, [index]);
    }
    return index;
  }
}

function positionBetween(
  before: Entry,
  after: Entry,
  fraction: number,
): RingPosition {
  const gauges = fraction >= 1 ? after : before;
  return {
    answeredAt: gauges.at,
    total: series => {
      const from = before.totals[series] ?? 0;
      return from + fraction * ((after.totals[series] ?? 0) - from);
    },
    gauge: series => {
      const value = gauges.totals[series];
      return value === undefined || Number.isNaN(value) ? undefined : value;
    },
  };
}

/** What is no number of calls, bytes or time would spoil every sum that it is part of. */
function isPossible(metric: string, value: number): boolean {
  return Math.abs(value) <= MAX_VALUE && (value >= 0 || !COUNTER.test(metric));
}
