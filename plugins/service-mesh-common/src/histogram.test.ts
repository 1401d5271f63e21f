import fc from 'fast-check';
import { histogramQuantile, latencyQuantiles, mergeBuckets } from './histogram';

const buckets = (...pairs: [number, number][]) => new Map(pairs);

describe('histogramQuantile', () => {
  it.each([
    // The same numbers as Prometheus's own documentation of the interpolation.
    {
      q: 0.5,
      of: buckets([10, 0], [20, 10], [Infinity, 10]),
      is: 15,
      why: 'the middle of the only used bucket',
    },
    {
      q: 0.9,
      of: buckets([10, 5], [20, 10], [Infinity, 10]),
      is: 18,
      why: '4/5 into the second bucket',
    },
    {
      q: 0.5,
      of: buckets([10, 10], [Infinity, 10]),
      is: 5,
      why: 'the first bucket begins at zero',
    },
    {
      q: 0.99,
      of: buckets([10, 1], [20, 2], [Infinity, 100]),
      is: 20,
      why: 'above the last finite bound nothing is known but the bound',
    },
    {
      q: 0.5,
      of: buckets([-5, 10], [Infinity, 10]),
      is: -5,
      why: 'a first bound below zero is its own answer',
    },
    {
      q: 0,
      of: buckets([10, 0], [20, 10], [Infinity, 10]),
      is: 0,
      why: 'rank 0 lies in the first bucket',
    },
    {
      q: 1,
      of: buckets([10, 5], [20, 10], [Infinity, 10]),
      is: 20,
      why: 'the upper bound of the last used bucket',
    },
    {
      q: 0.5,
      of: buckets([10, 5.000001], [20, 5], [Infinity, 10]),
      is: 9.999998,
      why: 'a count that falls by a rounding is lifted',
    },
  ])('q$q is $is: $why', ({ q, of, is }) => {
    expect(histogramQuantile(q, of)).toBeCloseTo(is, 6);
  });

  it.each([
    ['no bucket', buckets()],
    ['only the one for +Inf', buckets([Infinity, 5])],
    ['none for +Inf', buckets([10, 5], [20, 5])],
    ['no observation', buckets([10, 0], [Infinity, 0])],
    ['only NaN', buckets([10, NaN], [Infinity, NaN])],
  ])('is unknown with %s', (_, of) => {
    expect(histogramQuantile(0.5, of)).toBeUndefined();
  });

  it.each([-0.1, 1.1, NaN])('refuses %s as a quantile', q => {
    expect(() => histogramQuantile(q, buckets())).toThrow(RangeError);
  });

  const observations = fc.array(fc.integer({ min: 1, max: 5000 }), {
    minLength: 1,
    maxLength: 200,
  });
  const bounds = fc
    .uniqueArray(fc.integer({ min: 1, max: 4000 }), {
      minLength: 1,
      maxLength: 12,
    })
    .map(values => values.sort((a, b) => a - b));

  it('lies in the bucket that holds the true quantile, and never falls as q rises', () => {
    fc.assert(
      fc.property(observations, bounds, (values, upper) => {
        const histogram = observe(values, upper);
        const sorted = [...values].sort((a, b) => a - b);
        let previous = 0;
        for (const q of [0.1, 0.5, 0.9, 0.95, 0.99, 1]) {
          const answer = histogramQuantile(q, histogram)!;
          const truth = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
          const end = upper.find(bound => bound >= truth);
          const start = [...upper].reverse().find(bound => bound < truth) ?? 0;
          // Above the last finite bound nothing is known but the bound.
          const last = upper[upper.length - 1];
          expect(answer).toBeGreaterThanOrEqual(
            end === undefined ? last : start,
          );
          expect(answer).toBeLessThanOrEqual(end ?? last);
          expect(answer).toBeGreaterThanOrEqual(previous);
          previous = answer;
        }
      }),
    );
  });

  it('of merged histograms is that of all observations together', () => {
    fc.assert(
      fc.property(observations, observations, bounds, (one, two, upper) => {
        const merged = mergeBuckets([observe(one, upper), observe(two, upper)]);
        expect(merged).toEqual(observe([...one, ...two], upper));
      }),
    );
  });
});

describe('mergeBuckets', () => {
  it('counts a histogram without a bound at its next lower one', () => {
    expect(
      mergeBuckets([
        buckets([10, 4], [Infinity, 6]),
        buckets([5, 1], [10, 2], [20, 3], [Infinity, 3]),
      ]),
    ).toEqual(buckets([5, 1], [10, 6], [20, 7], [Infinity, 9]));
  });

  it('of nothing is empty', () => {
    expect(mergeBuckets([]).size).toBe(0);
  });
});

describe('latencyQuantiles', () => {
  it('leaves out what is unknown', () => {
    expect(latencyQuantiles(buckets())).toEqual({});
  });

  it('brings the three quantiles', () => {
    expect(latencyQuantiles(buckets([100, 100], [Infinity, 100]))).toEqual({
      p50: 50,
      p95: 95,
      p99: 99,
    });
  });
});

function observe(
  values: readonly number[],
  upper: readonly number[],
): Map<number, number> {
  return new Map(
    [...upper, Infinity].map(bound => [
      bound,
      values.filter(value => value <= bound).length,
    ]),
  );
}
