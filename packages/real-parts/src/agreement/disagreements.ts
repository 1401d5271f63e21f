import { latencyQuantiles } from '@backstage-mesh/plugin-service-mesh-common';
import type { Counted, Table } from './rows';
import { bucketsApart, toleranceOf } from './tolerance';

/** What was compared, and where the two differ by more than they may. */
export interface Comparison {
  /** Rows that both have. */
  rows: string[];
  counts: number;
  quantiles: number;
  /** One line each, for people. Empty where the tables agree. */
  problems: string[];
}

/** A window and what makes its counts uncertain. */
export interface WindowOfCounts {
  windowSeconds: number;
  intervalSeconds: number;
  /** Series born in the window, by row. */
  born: ReadonlyMap<string, number>;
}

const COUNTS = ['requests', 'successes', 'failures', 'denied'] as const;
const BYTES = ['readBytes', 'writeBytes'] as const;

/** Calls differ in size: of so many bytes a part may be missing, also where no call is. */
const BYTES_APART = 0.2;

/** A quantile of fewer responses jumps by buckets when one of them is missing. */
const ENOUGH_FOR = { p50: 10, p95: 60, p99: 300 } as const;

/** Compares two tables of one window, row by row. */
export function compareTables(
  a: Table,
  b: Table,
  options: WindowOfCounts,
): Comparison {
  const comparison: Comparison = {
    rows: [],
    counts: 0,
    quantiles: 0,
    problems: [],
  };
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const left = a.get(key);
    const right = b.get(key);
    if (left && right) {
      comparison.rows.push(key);
      compareCounts(key, left, right, options, comparison);
      compareLatency(key, left, right, comparison);
      compareWords(key, left, right, comparison);
    } else {
      comparison.problems.push(
        `${key}: only one of them has it: ${JSON.stringify(left ?? right)}`,
      );
    }
  }
  return comparison;
}

function compareCounts(
  key: string,
  left: Counted,
  right: Counted,
  options: WindowOfCounts,
  comparison: Comparison,
): void {
  for (const field of COUNTS) {
    const x = left[field];
    const y = right[field];
    if (x === undefined && y === undefined) {
      continue;
    }
    comparison.counts += 1;
    const tolerance = toleranceOf({
      count: Math.max(x ?? 0, y ?? 0),
      windowSeconds: options.windowSeconds,
      intervalSeconds: options.intervalSeconds,
      born: options.born.get(key) ?? 0,
    });
    if (Math.abs((x ?? 0) - (y ?? 0)) > tolerance) {
      comparison.problems.push(
        `${key}: ${field} ${x} and ${y}, more than ${tolerance} apart`,
      );
    }
  }
  for (const field of BYTES) {
    const x = left[field] ?? 0;
    const y = right[field] ?? 0;
    if (Math.abs(x - y) > BYTES_APART * Math.max(x, y)) {
      comparison.problems.push(`${key}: ${field} ${x} and ${y}`);
    }
  }
}

function compareLatency(
  key: string,
  left: Counted,
  right: Counted,
  comparison: Comparison,
): void {
  if (!left.latency || !right.latency) {
    if (left.latency !== right.latency) {
      comparison.problems.push(`${key}: only one of them knows its latency`);
    }
    return;
  }
  const bounds = [
    ...new Set([...left.latency.keys(), ...right.latency.keys()]),
  ].sort((x, y) => x - y);
  const count = Math.min(
    left.latency.get(Infinity) ?? 0,
    right.latency.get(Infinity) ?? 0,
  );
  const x = latencyQuantiles(left.latency);
  const y = latencyQuantiles(right.latency);
  for (const quantile of ['p50', 'p95', 'p99'] as const) {
    if (count < ENOUGH_FOR[quantile]) {
      continue;
    }
    comparison.quantiles += 1;
    const [p, q] = [x[quantile], y[quantile]];
    if (p === undefined || q === undefined || bucketsApart(bounds, p, q) > 1) {
      comparison.problems.push(
        `${key}: ${quantile} ${p} ms and ${q} ms of ${count} responses`,
      );
    }
  }
}

function compareWords(
  key: string,
  left: Counted,
  right: Counted,
  comparison: Comparison,
): void {
  for (const field of ['protocol', 'mtls', 'countedBy'] as const) {
    if (left[field] !== right[field]) {
      comparison.problems.push(
        `${key}: ${field} ${left[field]} and ${right[field]}`,
      );
    }
  }
}
