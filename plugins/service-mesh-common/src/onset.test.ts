import { HistorySeries } from './history';
import { failingSince, findSlowdown } from './onset';

const STEPS = 20;
const times = Array.from({ length: STEPS }, (_, step) => (step + 1) * 60_000);

describe('failingSince', () => {
  const of = (rates: (number | null)[]): HistorySeries => ({
    successes: rates.map(rate => rate),
    failures: rates.map(rate => (rate === null ? null : 100 - rate)),
  });
  const since = (rates: (number | null)[]) =>
    failingSince(of(rates), times.slice(0, rates.length), { healthy: 99 });

  it.each<[string, (number | null)[], number | undefined]>([
    ['the first step of the run', [100, 100, 90, 90, 90], times[2]],
    ['nothing where it is healthy again', [100, 90, 90, 90, 100], undefined],
    ['nothing for a run of two', [100, 100, 100, 90, 90], undefined],
    ['the last run', [90, 90, 90, 100, 90, 90, 90], times[4]],
    ['across a hole', [100, 90, null, 90, 90], times[1]],
    ['nothing where it began before the history', [90, 90, 90], undefined],
  ])('says %s', (_, rates, expected) => {
    expect(since(rates)).toBe(expected);
  });

  it('judges what the caller got after retries', () => {
    expect(
      failingSince(
        {
          successes: [90, 90, 90, 90],
          failures: [10, 10, 10, 10],
          callSuccesses: [95, 95, 95, 95],
          callFailures: [0, 0, 0, 0],
        },
        times,
        { healthy: 99 },
      ),
    ).toBeUndefined();
  });
});

describe('findSlowdown', () => {
  const quiet = times.map((_, step) => 100 + (step % 3) * 5);
  const longTimes = [...times, ...times.map(at => at + STEPS * 60_000)];
  const slowdown = (now: number[]) =>
    findSlowdown({ p99: [...quiet, ...now] }, longTimes, STEPS);

  it('tells how many times slower, and since when', () => {
    const now = [...quiet.slice(0, 10), ...times.slice(10).map(() => 230)];
    expect(slowdown(now)).toEqual({
      quantile: 'p99',
      factor: expect.closeTo(2.19, 2),
      since: longTimes[30],
    });
  });

  it.each<[string, number[]]>([
    ['as before', quiet],
    ['half as slow again, but for a single step', [...quiet.slice(1), 500]],
    ['slower by less than the half', times.map(() => 140)],
  ])('says nothing where it is %s', (_, now) => {
    expect(slowdown(now)).toBeUndefined();
  });

  it('says nothing where latency varies that much all the time', () => {
    const wild = times.map((_, step) => (step % 2 ? 400 : 100));
    expect(
      findSlowdown({ p99: [...wild, ...times.map(() => 420)] }, longTimes, 20),
    ).toBeUndefined();
  });

  it('says nothing without the span before', () => {
    expect(findSlowdown({ p99: quiet }, times, STEPS)).toBeUndefined();
  });
});
