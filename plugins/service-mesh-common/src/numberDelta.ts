import { RequestCounts } from './stats';

/**
 * One number at two moments. Absent = unknown, which is not zero. `direction` is `same` within the usual noise, and `unknown` where
 * one of the two is not known.
 *
 * @public
 */
export interface NumberDelta {
  before?: number;
  after?: number;
  direction: 'up' | 'down' | 'same' | 'unknown';
}

/** So many times the usual spread is still noise. @internal */
export const SPREADS = 3;

/** @internal */
export type Answered = Pick<RequestCounts, 'successes' | 'failures'>;

/** @internal */
export interface TwoMoments<T> {
  before: T;
  after: T;
}

/** @internal */
export function directionOf(
  difference: number,
  noise: number,
): NumberDelta['direction'] {
  if (Math.abs(difference) <= noise) {
    return 'same';
  }
  return difference > 0 ? 'up' : 'down';
}

/** What is known of two values. @internal */
export function known(
  values: TwoMoments<number | undefined>,
): Omit<NumberDelta, 'direction'> {
  return {
    ...(values.before !== undefined && { before: values.before }),
    ...(values.after !== undefined && { after: values.after }),
  };
}

/** @internal */
export function perSecond(
  count: number | undefined,
  seconds: number,
): number | undefined {
  return count === undefined ? undefined : count / seconds;
}

/** @internal */
export function answeredOf(counts: Answered | undefined): number {
  return counts ? counts.successes + counts.failures : 0;
}

/** @internal */
export function shareOf(counts: Answered | undefined): number | undefined {
  const answered = answeredOf(counts);
  return counts && answered > 0 ? counts.successes / answered : undefined;
}
