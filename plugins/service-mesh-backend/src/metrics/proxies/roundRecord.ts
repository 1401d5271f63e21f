import { Reading } from './PodRing';

/**
 * What one proxy said in a round, or why it could not be read.
 *
 * @internal
 */
export type RoundEntry = { uid: string } & (
  | { reading: Reading }
  | { reason: string }
);

/**
 * A round that is shared.
 *
 * @internal
 */
export interface Round {
  id: string;
  /** When it began, in milliseconds since the epoch. */
  at: number;
  /** Of how many records it is made. */
  parts: number;
}

/** Characters of samples in one record: compressed, it must fit into the cache. */
const PART_SIZE = 3_000_000;

const MAX_ROUNDS = 500;
const MAX_PARTS = 100;
const MAX_REASON = 500;

/**
 * Divides a round into records. Times go through `toShared`.
 *
 * @internal
 */
export function writeRound(
  entries: readonly RoundEntry[],
  toShared: (at: number) => number,
): object[] {
  const parts: { pods: object[] }[] = [];
  let room = 0;
  for (const entry of entries) {
    const size = 'reading' in entry ? sizeOf(entry.reading) : MAX_REASON;
    if (parts.length === 0 || size > room) {
      parts.push({ pods: [] });
      room = PART_SIZE;
    }
    room -= size;
    parts[parts.length - 1].pods.push(
      'reading' in entry
        ? {
            uid: entry.uid,
            at: toShared(entry.reading.at),
            proxyAt: entry.reading.proxyAt,
            series: entry.reading.series,
            values: entry.reading.values,
          }
        : { uid: entry.uid, reason: entry.reason.slice(0, MAX_REASON) },
    );
  }
  return parts;
}

/**
 * What can be read of a part of a round: it comes from outside.
 *
 * @internal
 */
export function readPart(
  record: unknown,
  toLocal: (at: number) => number,
): RoundEntry[] {
  const pods = fieldOf(record, 'pods');
  return Array.isArray(pods)
    ? pods.flatMap(pod => readEntry(pod, toLocal) ?? [])
    : [];
}

/** @internal */
export function readRounds(
  record: unknown,
  toLocal: (at: number) => number,
): Round[] {
  const rounds = fieldOf(record, 'rounds');
  if (!Array.isArray(rounds) || rounds.length > MAX_ROUNDS) {
    return [];
  }
  return rounds
    .flatMap(round => {
      const [id, at, parts] = ['id', 'at', 'parts'].map(name =>
        fieldOf(round, name),
      );
      return typeof id === 'string' &&
        isNumber(at) &&
        isNumber(parts) &&
        Number.isInteger(parts) &&
        parts > 0 &&
        parts <= MAX_PARTS
        ? [{ id, at: toLocal(at), parts }]
        : [];
    })
    .sort((a, b) => a.at - b.at);
}

function readEntry(
  pod: unknown,
  toLocal: (at: number) => number,
): RoundEntry | undefined {
  const uid = fieldOf(pod, 'uid');
  if (typeof uid !== 'string') {
    return undefined;
  }
  const reason = fieldOf(pod, 'reason');
  if (typeof reason === 'string') {
    return { uid, reason: reason.slice(0, MAX_REASON) };
  }
  const at = fieldOf(pod, 'at');
  const proxyAt = fieldOf(pod, 'proxyAt');
  const series = fieldOf(pod, 'series');
  const values = fieldOf(pod, 'values');
  return isNumber(at) &&
    isNumber(proxyAt) &&
    isArrayOf(series, (item): item is string => typeof item === 'string') &&
    isArrayOf(values, isNumber) &&
    series.length === values.length
    ? { uid, reading: { at: toLocal(at), proxyAt, series, values } }
    : undefined;
}

function sizeOf({ series }: Reading): number {
  return series.reduce((size, { length }) => size + length + 16, 0);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isArrayOf<T>(
  value: unknown,
  is: (item: unknown) => item is T,
): value is T[] {
  return Array.isArray(value) && value.every(is);
}
