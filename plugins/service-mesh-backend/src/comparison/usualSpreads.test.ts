import { TrafficStats } from '@backstage-mesh/plugin-service-mesh-common';
import { usualSpreads } from './usualSpreads';

function sample(
  requestsPerSecond: number,
  failures: number,
  p99?: number,
): TrafficStats {
  const requests = requestsPerSecond * 60;
  return {
    requestsPerSecond,
    counts: { successes: requests - failures, failures, requests },
    ...(p99 !== undefined && { latencyMs: { p99 } }),
  };
}

describe('usualSpreads', () => {
  it('should be the standard deviation of each number', () => {
    const { api } = usualSpreads(
      new Map([
        ['api', [8, 9, 10, 11, 12].map(rps => sample(rps, 0, 10 * rps))],
      ]),
    );
    expect(api.successRate).toBe(0);
    expect(api.requestsPerSecond).toBeCloseTo(Math.sqrt(2.5));
    expect(api.p99).toBeCloseTo(10 * Math.sqrt(2.5));
  });

  it('should not take episodes of failures before for what is usual', () => {
    const failures = [1, 0, 1, 240, 241, 240, 0, 1, 0, 240, 240, 241];
    const { api } = usualSpreads(
      new Map([['api', failures.map(failed => sample(10, failed))]]),
    );
    expect(api.successRate).toBeLessThan(0.01);
  });

  it('should be of success what its samples vary by', () => {
    const failures = [0, 60, 0, 60, 0, 60];
    const { api } = usualSpreads(
      new Map([['api', failures.map(failed => sample(10, failed))]]),
    );
    expect(api.successRate).toBeCloseTo(0.1 / 0.9539);
  });

  it('should be absent for what has fewer than five samples', () => {
    const spreads = usualSpreads(
      new Map([
        ['few', [1, 2, 3, 4].map(rps => sample(rps, 0, 10))],
        [
          'slow',
          [1, 2, 3, 4, 5].map(rps => sample(rps, 0, rps > 1 ? 5 : undefined)),
        ],
      ]),
    );
    expect(Object.keys(spreads)).toEqual(['slow']);
    expect(spreads.slow.requestsPerSecond).toBeDefined();
    expect(spreads.slow.p99).toBeUndefined();
  });

  it('should not take the share of a few answers for a sample', () => {
    const { quiet } = usualSpreads(
      new Map([
        ['quiet', Array.from({ length: 6 }, (_, i) => sample(0.1, i % 2))],
      ]),
    );
    expect(quiet.successRate).toBeUndefined();
    expect(quiet.requestsPerSecond).toBeCloseTo(0);
  });

  it('should judge by calls after retries where they are counted', () => {
    const { api } = usualSpreads(
      new Map([
        [
          'api',
          Array.from({ length: 5 }, (_, i) => ({
            ...sample(10, 60 * i),
            calls: { successes: 500, failures: 0 },
          })),
        ],
      ]),
    );
    expect(api.successRate).toBe(0);
  });
});
