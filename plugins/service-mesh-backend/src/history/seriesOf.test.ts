import { seriesOf, sumOf } from './seriesOf';

const ONCE = [1, 1, 1];

describe('seriesOf', () => {
  it('tells none from unknown, and leaves out what is never known', () => {
    expect(
      seriesOf(
        [
          undefined,
          { http: { requests: 10, successes: 8, failures: 1, denied: 1 } },
          { http: { requests: 0, successes: 0, failures: 0 } },
        ],
        ONCE,
      ),
    ).toEqual({
      requests: [null, 10, 0],
      successes: [null, 8, 0],
      failures: [null, 1, 0],
      denied: [null, 1, 0],
    });
  });

  it('does not know how many calls were refused that others with the same identity may have made', () => {
    const http = { successes: 10, failures: 0 };
    const steps = [{ http }, { http, deniedAmong: 4 }];
    expect(seriesOf(steps, ONCE).denied).toEqual([0, null]);
    expect(seriesOf([sumOf(steps)], ONCE).denied).toEqual([null]);
  });

  it('takes attempts for calls in the steps in which nothing was retried', () => {
    const { callSuccesses, callFailures, timeouts, unreachable } = seriesOf(
      [
        {
          http: {
            successes: 80,
            failures: 20,
            calls: { successes: 85, failures: 5, timeouts: 3 },
          },
        },
        { http: { successes: 90, failures: 10 } },
        undefined,
      ],
      ONCE,
    );
    expect(callSuccesses).toEqual([85, 90, null]);
    expect(callFailures).toEqual([5, 10, null]);
    expect(timeouts).toEqual([3, 0, null]);
    expect(unreachable).toBeUndefined();
  });

  it('tells time limits of attempts where what callers got is not counted', () => {
    const limited = { successes: 80, failures: 20, timeouts: 6 };
    const steps = [{ http: limited }, { http: { successes: 9, failures: 1 } }];
    const { timeouts, callFailures } = seriesOf(steps, ONCE);
    expect(timeouts).toEqual([6, 0]);
    expect(callFailures).toBeUndefined();
    expect(sumOf(steps).http).toMatchObject({ timeouts: 6, failures: 21 });
  });

  it('brings counts of widened windows to the step, and means and moments not', () => {
    expect(
      seriesOf(
        [
          {
            http: {
              successes: 100,
              failures: 0,
              latencySumMs: 500,
              latencyCount: 100,
            },
            tcp: { openConnections: 7 },
          },
        ],
        [0.5],
      ),
    ).toMatchObject({ successes: [50], mean: [5], openConnections: [7] });
  });

  it('reads quantiles from the buckets, and knows none without answers', () => {
    const buckets = (count: number) =>
      new Map([
        [10, count],
        [20, 2 * count],
        [Infinity, 2 * count],
      ]);
    const { p50, p99 } = seriesOf(
      [{ latency: buckets(50) }, { latency: buckets(0) }],
      ONCE,
    );
    expect(p50).toEqual([10, null]);
    expect(p99).toEqual([19.8, null]);
  });
});

describe('sumOf', () => {
  it('adds calls, of which some are known after retries', () => {
    expect(
      sumOf([
        {
          http: {
            requests: 10,
            successes: 6,
            failures: 4,
            latencySumMs: 100,
            latencyCount: 10,
            calls: { successes: 8, failures: 1, timeouts: 1 },
          },
        },
        { http: { requests: 5, successes: 4, failures: 1 } },
        { tcp: { openConnections: 3 } },
      ]),
    ).toEqual({
      http: {
        requests: 15,
        successes: 10,
        failures: 5,
        denied: 0,
        latencySumMs: 100,
        latencyCount: 10,
        calls: { successes: 12, failures: 2, timeouts: 1, unreachable: 0 },
      },
      tcp: { openConnections: 3 },
    });
  });
});
