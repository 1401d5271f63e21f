import { TimeChoice, TimeRange, rangeProblem } from '../hooks/timeChoice';

/** What is shown while two moments are compared. */
export const SIDES = ['a', 'difference', 'b'] as const;
export type Side = (typeof SIDES)[number];

/** Two windows of the same length. */
export interface ComparedRanges {
  a: TimeRange;
  b: TimeRange;
}

/** Reads the two windows from the parameters of an address; undefined where nothing is compared. */
export function readComparison(
  get: (name: string) => string | undefined,
  time: TimeChoice,
): ComparedRanges | undefined {
  if (time.type !== 'range') {
    return undefined;
  }
  const text = get('before');
  const end =
    text && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{3})?)?Z$/.test(text)
      ? Date.parse(text)
      : NaN;
  const b = time.range;
  const a = { from: end - (b.to - b.from), to: end };
  return Number.isNaN(end) || end >= b.to || rangeProblem(a, b.to)
    ? undefined
    : { a, b };
}

/** Reads when the change began that the windows lie around. */
export function readChangeTime(
  get: (name: string) => string | undefined,
): number | undefined {
  const text = get('change');
  return text && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Reads which side is shown. */
export function readSide(get: (name: string) => string | undefined): Side {
  return SIDES.find(side => side === get('side')) ?? 'difference';
}

/**
 * The parameters that the two windows are written as.
 *
 * @param changeAt - when the change began that they lie around, in milliseconds since the epoch
 */
export function comparisonParameters(
  { a, b }: ComparedRanges,
  changeAt?: number,
) {
  return {
    window: undefined,
    from: new Date(b.from).toISOString(),
    to: new Date(b.to).toISOString(),
    before: new Date(a.to).toISOString(),
    change: changeAt === undefined ? undefined : String(changeAt),
  };
}

/** What is removed from an address to see the present again. */
export const LIVE_PARAMETERS = {
  from: undefined,
  to: undefined,
  before: undefined,
  change: undefined,
  side: undefined,
  shows: undefined,
} as const;
