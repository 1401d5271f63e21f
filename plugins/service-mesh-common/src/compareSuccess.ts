import { UsualSpread } from './comparison';
import {
  Answered,
  NumberDelta,
  SPREADS,
  TwoMoments,
  answeredOf,
  directionOf,
  known,
  shareOf,
} from './numberDelta';

/** Fewer answers at either moment show no share. */
const LEAST_ANSWERED = 10;

/** So many failures more or less are an accident. */
const LEAST_FAILURES = 3;

/** A success that moved less is written alike. */
const LEAST_SUCCESS_CHANGE = 0.001;

/**
 * Compares the shares of calls that went well: beyond what is usual, what counting alone makes, and what is an accident.
 *
 * @internal
 */
export function compareSuccess(
  counted: TwoMoments<Answered | undefined>,
  windowSeconds: TwoMoments<number>,
  spread: UsualSpread,
): NumberDelta {
  const shares = {
    before: shareOf(counted.before),
    after: shareOf(counted.after),
  };
  if (
    shares.before === undefined ||
    shares.after === undefined ||
    answeredOf(counted.before) < LEAST_ANSWERED ||
    answeredOf(counted.after) < LEAST_ANSWERED
  ) {
    return { ...known(shares), direction: 'unknown' };
  }
  const difference = shares.after - shares.before;
  const noise = Math.max(
    SPREADS * (spread.successRate ?? 0),
    SPREADS * shareError(counted.before!, counted.after!),
    LEAST_SUCCESS_CHANGE,
  );
  const failures = {
    before: counted.before!.failures / windowSeconds.before,
    after: counted.after!.failures / windowSeconds.after,
  };
  const accident =
    Math.max(failures.before, failures.after) *
      Math.min(windowSeconds.before, windowSeconds.after) <
    LEAST_FAILURES;
  return {
    ...known(shares),
    direction: accident ? 'same' : directionOf(difference, noise),
  };
}

/** What two counted shares of the same true share usually differ by. */
function shareError(before: Answered, after: Answered): number {
  const [n, m] = [answeredOf(before), answeredOf(after)];
  const p = (before.failures + after.failures) / (n + m);
  return Math.sqrt(p * (1 - p) * (1 / n + 1 / m));
}
