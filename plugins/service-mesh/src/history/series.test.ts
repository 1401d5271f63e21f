import { metricSeries } from './series';

const steps = {
  stepSeconds: 60,
  times: [60_000, 120_000, 180_000, 240_000],
  spanSteps: 2,
};

describe('metricSeries', () => {
  it('cuts the span from the one before, in the units of the cells', () => {
    expect(
      metricSeries(steps, { requests: [60, 120, 180, null] }, 'requests'),
    ).toEqual({
      id: 'requests',
      times: [180_000, 240_000],
      values: [3, null],
      measured: [true, false],
      before: [1, 2],
    });
  });

  it('has no success where nothing was answered', () => {
    expect(
      metricSeries(
        steps,
        { successes: [9, 0, 3, 0], failures: [1, 0, 1, 0] },
        'success',
      ),
    ).toMatchObject({
      values: [0.75, null],
      // no answer is no gap in the measurement
      measured: [true, true],
      before: [0.9, null],
    });
  });

  it('leaves a gap where the memory is shorter than the span before', () => {
    expect(
      metricSeries(
        { ...steps, times: steps.times.slice(1) },
        { p99: [1, 2, 3] },
        'p99',
      ),
    ).toMatchObject({ values: [2, 3], before: [null, 1] });
  });

  it('begins where the memory of the source does', () => {
    const long = {
      ...steps,
      times: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      spanSteps: 5,
    };
    const p99 = long.times.map(time => (time < 8 ? null : time));
    expect(metricSeries(long, { p99 }, 'p99', 7)).toMatchObject({
      times: [8, 9, 10],
      values: [8, 9, 10],
      before: [null, null, null],
    });
  });

  it('is absent where nothing was measured', () => {
    expect(
      metricSeries(steps, { p99: [1, 2, null, null] }, 'p99'),
    ).toBeUndefined();
  });
});
