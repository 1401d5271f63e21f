import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { http, tcp, workload } from '../__fixtures__/videoCatalog';
import {
  addStats,
  failuresPerSecond,
  hasRequestNumbers,
  isUnmeasured,
  judgeNode,
} from './judge';

describe('addStats', () => {
  it('adds rates and counts, and makes no quantiles', () => {
    const sum = addStats([http(10, 90, 100), http(30, 100, 20)]);
    expect(sum.requestsPerSecond).toBe(40);
    expect(sum.counts).toEqual({
      successes: 11_700,
      failures: 300,
      requests: 12_000,
    });
    expect(sum.successRate).toBeCloseTo(0.975);
    expect(sum.latencyMs).toBeUndefined();
  });

  it('adds calls where one of them is retried, and attempts where it is not', () => {
    const retried = {
      ...http(10, 90, 100),
      calls: { successes: 2_990, failures: 10 },
    };
    const sum = addStats([retried, http(10, 100, 20)]);
    expect(sum.calls).toEqual({ successes: 5_990, failures: 10 });
    expect(addStats([http(1, 100, 1)]).calls).toBeUndefined();
  });

  it('leaves unknown what no part knows', () => {
    expect(addStats([{}, {}])).toEqual({});
    expect(addStats([tcp(1, 2, 3), {}]).tcp).toEqual({
      openConnections: 1,
      readBytesPerSecond: 2,
      writeBytesPerSecond: 3,
    });
  });
});

describe('failuresPerSecond', () => {
  it('is the failed share of the rate', () => {
    expect(failuresPerSecond(http(20, 90, 10))).toBeCloseTo(2);
    expect(failuresPerSecond({ requestsPerSecond: 0 })).toBe(0);
  });

  it.each([[{ requestsPerSecond: 3 }], [{}]])('of %j is unknown', stats => {
    expect(failuresPerSecond(stats)).toBeUndefined();
  });
});

describe('hasRequestNumbers', () => {
  it('needs a rate or a response', () => {
    expect(hasRequestNumbers(http(1, 100, 1))).toBe(true);
    expect(hasRequestNumbers({ requestsPerSecond: 0 })).toBe(false);
    expect(hasRequestNumbers(tcp(1, 1, 1))).toBe(false);
  });
});

describe('judgeNode', () => {
  it('is troubled by containers that do not run', () => {
    const node = workload('api', {
      stats: http(10, 100, 1),
      errors: [
        {
          pod: 'api-1',
          container: 'api',
          image: 'api:1',
          reason: 'CrashLoopBackOff',
          message: 'exits with 1',
        },
      ],
    });
    expect(judgeNode(node, [], DEFAULT_HEALTH_THRESHOLDS).state).toBe(
      'degraded',
    );
  });

  it('does not judge what has no proxy', () => {
    const node = workload('api', {
      meshed: { running: 0, total: 2 },
      stats: http(10, 100, 1),
    });
    expect(isUnmeasured(node)).toBe(true);
    expect(judgeNode(node, [], DEFAULT_HEALTH_THRESHOLDS).state).toBe(
      'not-measured',
    );
    expect(
      isUnmeasured(
        workload('scaled-down', {
          meshed: { running: 0, total: 0 },
          stats: {},
        }),
      ),
    ).toBe(false);
  });
});
