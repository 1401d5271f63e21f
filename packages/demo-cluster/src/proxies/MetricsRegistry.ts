import { families, familyByName, type MetricFamily } from './families';

/** Labels in the order in which the proxy writes them, already escaped and joined: `a="x",b="y"`. */
export type LabelText = string;

/** A label without a value is not written. */
export function labelText(
  labels: readonly (readonly [string, string | undefined])[],
): LabelText {
  return labels
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${escapeValue(value ?? '')}"`)
    .join(',');
}

const NEEDS_ESCAPE = /[\\"\n]/;

function escapeValue(value: string): string {
  if (!NEEDS_ESCAPE.test(value)) {
    return value;
  }
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n');
}

/** Proxies forget a series when nothing happened to it for so long. */
const RETAIN_IDLE_MS = 10 * 60 * 1000;

/** Of series that were forgotten the memory itself is given back after so long: their peers are gone for good. */
const DROP_IDLE_MS = 30 * 60 * 1000;

/** A counter, or a gauge: a number that somebody changes. */
export class Sample {
  value = 0;
  /** Not written before its first event, nor once it is forgotten. */
  isLive = false;
  private touchedAt = 0;

  constructor(
    private readonly shelf: Map<LabelText, Sample>,
    readonly labels: LabelText,
  ) {}

  /** Where the series was forgotten it is born again, from 0. */
  add(amount: number, now: number): void {
    if (!this.isLive) {
      this.value = 0;
      this.isLive = true;
      this.shelf.set(this.labels, this);
    }
    this.value += amount;
    this.touchedAt = now;
  }

  set(value: number, now: number): void {
    this.add(0, now);
    this.value = value;
  }

  idleMs(now: number): number {
    return now - this.touchedAt;
  }
}

export class Distribution {
  isLive = false;
  private counts: Float64Array;
  private sum = 0;
  private count = 0;
  private touchedAt = 0;

  constructor(
    private readonly shelf: Map<LabelText, Distribution>,
    readonly labels: LabelText,
    private readonly bounds: readonly number[],
  ) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** Makes the series exist without an event in it. */
  touch(now: number): void {
    if (!this.isLive) {
      this.counts = new Float64Array(this.bounds.length + 1);
      this.sum = 0;
      this.count = 0;
      this.isLive = true;
      this.shelf.set(this.labels, this);
    }
    this.touchedAt = now;
  }

  observe(value: number, now: number): void {
    this.touch(now);
    let bucket = 0;
    while (bucket < this.bounds.length && value > this.bounds[bucket]) {
      bucket += 1;
    }
    this.counts[bucket] += 1;
    this.sum += value;
    this.count += 1;
  }

  idleMs(now: number): number {
    return now - this.touchedAt;
  }

  write(family: MetricFamily, lines: string[]): void {
    const { name } = family;
    const { labels } = this;
    const own = labels === '' ? '' : `{${labels}}`;
    const isOpen = family.style === 'open';
    const totals = [
      `${name}_sum${own} ${isOpen ? float(this.sum) : Math.round(this.sum)}`,
      `${name}_count${own} ${this.count}`,
    ];
    let cumulated = 0;
    const buckets = [...this.counts].map((count, index) => {
      cumulated += count;
      const bound = this.bounds[index];
      const le = `le="${bucketBound(bound, isOpen)}"`;
      const parts = isOpen ? [le, labels] : [labels, le];
      return `${name}_bucket{${parts
        .filter(part => part !== '')
        .join(',')}} ${cumulated}`;
    });
    if (isOpen) {
      lines.push(...totals, ...buckets);
    } else {
      lines.push(...buckets, totals[1], totals[0]);
    }
  }
}

function bucketBound(bound: number | undefined, isOpen: boolean): string {
  if (bound === undefined) {
    return '+Inf';
  }
  return isOpen ? float(bound) : String(bound);
}

/** As Rust prints a float: never without a point. */
function float(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

type Series = Sample | Distribution;

/** All the series of one proxy, and how it writes them. */
export class MetricsRegistry {
  private readonly shelves = new Map<string, Map<LabelText, Series>>();

  sample(name: string, labels: LabelText): Sample {
    const shelf = this.shelf(name) as Map<LabelText, Sample>;
    let sample = shelf.get(labels);
    if (!sample) {
      sample = new Sample(shelf, labels);
      shelf.set(labels, sample);
    }
    return sample;
  }

  distribution(name: string, labels: LabelText): Distribution {
    const shelf = this.shelf(name) as Map<LabelText, Distribution>;
    let distribution = shelf.get(labels);
    if (!distribution) {
      const bounds = familyByName.get(name)?.bounds ?? [];
      distribution = new Distribution(shelf, labels, bounds);
      shelf.set(labels, distribution);
    }
    return distribution;
  }

  /** The text of `/metrics`. */
  render(now: number): string {
    const lines: string[] = [];
    for (const family of families) {
      const shelf = this.shelves.get(family.name);
      if (!shelf) {
        continue;
      }
      if (family.retained) {
        this.forgetIdle(shelf, now);
      }
      const live = [...shelf.values()].filter(series => series.isLive);
      if (live.length > 0) {
        describe(family, lines);
        for (const series of live) {
          writeSeries(family, series, lines);
        }
      }
    }
    lines.push('# EOF', '');
    return lines.join('\n');
  }

  private forgetIdle(shelf: Map<LabelText, Series>, now: number): void {
    const isConnections = shelf === this.shelves.get('tcp_open_connections');
    for (const [labels, series] of shelf) {
      const isInUse =
        isConnections && series instanceof Sample && series.value > 0;
      const idle = series.idleMs(now);
      if (idle > RETAIN_IDLE_MS && !isInUse) {
        series.isLive = false;
        if (idle > DROP_IDLE_MS) {
          shelf.delete(labels);
        }
      }
    }
  }

  private shelf(name: string): Map<LabelText, Series> {
    let shelf = this.shelves.get(name);
    if (!shelf) {
      shelf = new Map();
      this.shelves.set(name, shelf);
    }
    return shelf;
  }
}

/** The numbers that the proxy keeps as floats. */
const FLOATS = new Set(
  families
    .filter(
      family =>
        family.style === 'open' &&
        (family.unit === 'seconds' ||
          family.name.startsWith('process_network_')),
    )
    .map(family => family.name),
);

function describe(family: MetricFamily, lines: string[]): void {
  lines.push(
    `# HELP ${family.name} ${family.help}`,
    `# TYPE ${family.name} ${family.type}`,
  );
  if (family.unit) {
    lines.push(`# UNIT ${family.name} ${family.unit}`);
  }
}

function writeSeries(
  family: MetricFamily,
  series: Series,
  lines: string[],
): void {
  if (series instanceof Distribution) {
    series.write(family, lines);
    return;
  }
  const isOpen = family.style === 'open';
  const name =
    isOpen && family.type === 'counter' ? `${family.name}_total` : family.name;
  const labels = series.labels === '' ? '' : `{${series.labels}}`;
  const isFloat = isOpen && FLOATS.has(family.name);
  lines.push(
    `${name}${labels} ${isFloat ? float(series.value) : series.value}`,
  );
}
