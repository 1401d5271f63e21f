import { MetricSeries } from '../history';
import { chartPaths } from './paths';
import { valueDomain } from './scales';

const series = (
  id: MetricSeries['id'],
  values: (number | null)[],
  before: (number | null)[] = values.map(() => null),
): MetricSeries => ({
  id,
  values,
  before,
  measured: values.map(value => value !== null),
  times: values.map((_, step) => step * 1000),
});

describe('valueDomain', () => {
  it.each([
    ['requests' as const, [4, 9], [12], [0, 12]],
    ['p99' as const, [0, 0], [], [0, 1]],
    ['success' as const, [0.9, 1], [0.8], [0.8, 1]],
    ['success' as const, [1, 1], [], [0.99, 1]],
  ])('of %s', (id, values, before, domain) => {
    expect(valueDomain(series(id, values, before))).toEqual(domain);
  });
});

describe('chartPaths', () => {
  const box = { width: 100, height: 10 };

  it('draws from left to right, zero at the bottom', () => {
    expect(chartPaths(series('requests', [0, 5, 10]), box).line).toBe(
      'M0,10L50,5L100,0',
    );
  });

  it('leaves a gap where nothing was measured', () => {
    const { line, before } = chartPaths(series('requests', [10, null, 10, 0]), {
      width: 90,
      height: 10,
    });
    expect(line).toBe('M0,0ZM60,0L90,10');
    expect(before).toBe('');
  });
});
