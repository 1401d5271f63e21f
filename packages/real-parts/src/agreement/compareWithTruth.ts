import type { Comparison, WindowOfCounts } from './disagreements';
import type { Counted, Table } from './rows';
import { isWithinOneBucket, toleranceOf } from './tolerance';

const COUNTS = ['requests', 'failures', 'denied'] as const;

/** Quantiles of a window spread around those of all time. */
const ENOUGH_FOR = { p50: 40, p95: 200 } as const;
const RANK = { p50: 0.5, p95: 0.95 } as const;

/** Calls differ in size, and connections have bytes of their own; where few were moved, one message more or less is much of them. */
const BYTES_APART = 0.25;
const FEW_BYTES = 50_000;
const FEW_BYTES_APART = 0.5;

/** Compares what was measured of the edges with what really happened. */
export function compareWithTruth(
  measured: Table,
  truth: Table,
  options: WindowOfCounts & {
    /** Requests per second that are measured and that no workload made, by edge. */
    unmeasured: Readonly<Record<string, number>>;
  },
): Comparison {
  const { windowSeconds, intervalSeconds, born, unmeasured } = options;
  const result: Comparison = {
    rows: [],
    counts: 0,
    quantiles: 0,
    problems: [],
  };
  for (const key of new Set([...measured.keys(), ...truth.keys()])) {
    const extra = (unmeasured[key] ?? 0) * windowSeconds;
    const seen = measured.get(key);
    const real = truth.get(key);
    if (!seen || (!real && extra === 0)) {
      // One call at the border of the window may be on either side of it.
      if (((seen ?? real)?.requests ?? 0) > 2) {
        result.problems.push(
          `${key}: ${seen ? 'nobody called' : 'not measured'}: ${JSON.stringify(
            seen ?? real,
          )}`,
        );
      }
      continue;
    }
    result.rows.push(key);
    if (real?.protocol === 'tcp') {
      result.counts += 1;
      compareBytes(key, seen, real, result.problems);
      continue;
    }
    compareQuantiles(key, seen, real, result);
    for (const field of COUNTS) {
      const x = seen[field] ?? 0;
      const y = (real?.[field] ?? 0) + (field === 'requests' ? extra : 0);
      const tolerance = toleranceOf({
        count: Math.max(x, y),
        windowSeconds,
        intervalSeconds,
        born: born.get(key) ?? 0,
      });
      result.counts += 1;
      if (Math.abs(x - y) > tolerance) {
        result.problems.push(
          `${key}: ${field} ${x}, really ${y}: more than ${tolerance} apart`,
        );
      }
    }
  }
  return result;
}

/** Latency of the window with that of the whole simulation: the load is steady. */
function compareQuantiles(
  key: string,
  { latency }: Counted,
  real: Counted | undefined,
  result: Comparison,
): void {
  const count = latency?.get(Infinity) ?? 0;
  if (!latency || !real?.quantilesMs) {
    return;
  }
  for (const quantile of ['p50', 'p95'] as const) {
    if (count >= ENOUGH_FOR[quantile]) {
      const truly = real.quantilesMs[quantile];
      result.quantiles += 1;
      if (!isWithinOneBucket(latency, RANK[quantile], truly)) {
        result.problems.push(
          `${key}: ${quantile} of ${count} responses is not within one bucket of ${truly} ms`,
        );
      }
    }
  }
}

/** The bytes of connections, as the caller sees them. */
function compareBytes(
  key: string,
  seen: Counted,
  real: Counted,
  problems: string[],
): void {
  for (const field of ['readBytes', 'writeBytes'] as const) {
    const [x, y] = [seen[field] ?? 0, real[field] ?? 0];
    const most = Math.max(x, y);
    const apart = most < FEW_BYTES ? FEW_BYTES_APART : BYTES_APART;
    if (Math.abs(x - y) > apart * most) {
      problems.push(`${key}: ${field} ${x}, really ${y}`);
    }
  }
}
