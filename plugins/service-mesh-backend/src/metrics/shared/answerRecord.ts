import {
  Sample,
  SeriesQuery,
  SeriesRangeResult,
  SeriesResult,
  SourceWarning,
} from '@backstage-mesh/plugin-service-mesh-node';

/** A group of an answer: the values of the labels that were grouped by, in their order and null where there was none, and its value. */
type Row = [...(string | null)[], number];

/** Labels that are longer no Kubernetes object and no proxy has. */
const MAX_LABEL = 4_096;

const MAX_WARNINGS = 1_000;

/**
 * An answer as it is shared between instances of the portal. Undefined where it can not be written so that the same comes back.
 *
 * @internal
 */
export function writeAnswer(
  queries: readonly SeriesQuery[],
  answer: SeriesResult,
): object | undefined {
  const results = answer.results.map((samples, i) =>
    samples ? writeRows(queries[i].by, samples) : null,
  );
  return results.includes(undefined)
    ? undefined
    : {
        results,
        windowSeconds: answer.windowSeconds,
        measuredAt: answer.measuredAt,
        warnings: answer.warnings,
      };
}

/**
 * Undefined for what is no answer to these questions: it comes from outside.
 *
 * @internal
 */
export function readAnswer(
  queries: readonly SeriesQuery[],
  record: unknown,
): SeriesResult | undefined {
  if (!isObject(record)) {
    return undefined;
  }
  const { results, windowSeconds, measuredAt, warnings } = record;
  if (
    !isPositive(windowSeconds) ||
    !isPositive(measuredAt) ||
    !areWarnings(warnings)
  ) {
    return undefined;
  }
  const read = readEach(queries, results, (query, rows) =>
    readRows(query.by, rows),
  );
  return read && { results: read, windowSeconds, measuredAt, warnings };
}

/**
 * As `writeAnswer`.
 *
 * @internal
 */
export function writeRangeAnswer(
  queries: readonly SeriesQuery[],
  answer: SeriesRangeResult,
): object | undefined {
  const results = answer.results.map(
    (moments, i) =>
      moments?.map(samples =>
        samples ? writeRows(queries[i].by, samples) : null,
      ) ?? null,
  );
  return results.some(moments => moments?.includes(undefined))
    ? undefined
    : {
        results,
        windowSeconds: answer.windowSeconds,
        rememberedSince: answer.rememberedSince,
        warnings: answer.warnings,
      };
}

/**
 * As `readAnswer`.
 *
 * @internal
 */
export function readRangeAnswer(
  queries: readonly SeriesQuery[],
  times: readonly number[],
  record: unknown,
): SeriesRangeResult | undefined {
  if (!isObject(record)) {
    return undefined;
  }
  const { results, windowSeconds, rememberedSince, warnings } = record;
  if (
    !isPositive(windowSeconds) ||
    !(rememberedSince === undefined || isPositive(rememberedSince)) ||
    !areWarnings(warnings)
  ) {
    return undefined;
  }
  const read = readEach(queries, results, ({ by }, moments) =>
    Array.isArray(moments) && moments.length === times.length
      ? allOrNothing(moments, rows =>
          rows === null ? { value: undefined } : wrap(readRows(by, rows)),
        )
      : undefined,
  );
  return (
    read && {
      results: read,
      windowSeconds,
      ...(rememberedSince !== undefined && { rememberedSince }),
      warnings,
    }
  );
}

function writeRows(
  by: readonly string[],
  samples: readonly Sample[],
): Row[] | undefined {
  const rows: Row[] = [];
  for (const { labels, value } of samples) {
    // JSON knows no other numbers, and a label that was not grouped by has no place.
    if (
      !Number.isFinite(value) ||
      Object.keys(labels).some(label => !by.includes(label))
    ) {
      return undefined;
    }
    rows.push([...by.map(label => labels[label] ?? null), value]);
  }
  return rows;
}

function readRows(by: readonly string[], rows: unknown): Sample[] | undefined {
  if (!Array.isArray(rows)) {
    return undefined;
  }
  return allOrNothing(rows, row => {
    if (!Array.isArray(row) || row.length !== by.length + 1) {
      return undefined;
    }
    const value = row[by.length];
    if (typeof value !== 'number') {
      return undefined;
    }
    const labels: Record<string, string> = {};
    for (let i = 0; i < by.length; i += 1) {
      const label = row[i];
      if (typeof label === 'string' && label.length <= MAX_LABEL) {
        labels[by[i]] = label;
      } else if (label !== null) {
        return undefined;
      }
    }
    return { value: { labels, value } };
  });
}

/** The answers in the order of the questions; null stands for a question that failed. */
function readEach<T>(
  queries: readonly SeriesQuery[],
  results: unknown,
  read: (query: SeriesQuery, result: unknown) => T | undefined,
): (T | undefined)[] | undefined {
  if (!Array.isArray(results) || results.length !== queries.length) {
    return undefined;
  }
  return allOrNothing(results, (result, i) =>
    result === null ? { value: undefined } : wrap(read(queries[i], result)),
  );
}

/** Undefined where one can not be read. */
function allOrNothing<T>(
  items: readonly unknown[],
  read: (item: unknown, index: number) => { value: T } | undefined,
): T[] | undefined {
  const values: T[] = [];
  for (let i = 0; i < items.length; i += 1) {
    const found = read(items[i], i);
    if (!found) {
      return undefined;
    }
    values.push(found.value);
  }
  return values;
}

function wrap<T>(value: T | undefined): { value: T } | undefined {
  return value === undefined ? undefined : { value };
}

function areWarnings(value: unknown): value is SourceWarning[] {
  return (
    Array.isArray(value) &&
    value.length <= MAX_WARNINGS &&
    value.every(
      warning =>
        isObject(warning) &&
        typeof warning.code === 'string' &&
        typeof warning.message === 'string' &&
        isOptionalText(warning.cluster) &&
        isOptionalText(warning.reason) &&
        areOptionalValues(warning.values) &&
        // A Prometheus names no nodes and no workloads, and offers nothing.
        Object.keys(warning).every(key =>
          ['code', 'message', 'cluster', 'reason', 'values'].includes(key),
        ),
    )
  );
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function areOptionalValues(value: unknown): boolean {
  return (
    value === undefined ||
    (isObject(value) &&
      Object.values(value).every(
        each => typeof each === 'string' || typeof each === 'number',
      ))
  );
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
