import { TrafficStats } from '@backstage-mesh/plugin-service-mesh-common';
import { addStats } from './addStats';

describe('addStats', () => {
  it.each<[string, TrafficStats[], TrafficStats | undefined]>([
    ['nothing', [], undefined],
    ['what is unknown, which stays so', [{}, {}], {}],
    [
      'rates, and shares by what they are shares of',
      [
        {
          requestsPerSecond: 9,
          successRate: 1,
          counts: { successes: 540, failures: 0, requests: 540 },
        },
        {
          requestsPerSecond: 1,
          successRate: 0,
          counts: { successes: 0, failures: 60, requests: 60 },
        },
      ],
      {
        requestsPerSecond: 10,
        successRate: 0.9,
        counts: { successes: 540, failures: 60, requests: 600 },
      },
    ],
    [
      'means by responses, and no quantiles',
      [
        {
          latencyMs: { mean: 10, p99: 50 },
          counts: { successes: 90, failures: 0 },
        },
        {
          latencyMs: { mean: 100, p99: 500 },
          counts: { successes: 5, failures: 5 },
        },
      ],
      {
        successRate: 0.95,
        latencyMs: { mean: 19 },
        counts: { successes: 95, failures: 5 },
      },
    ],
    [
      'zeros, which are known',
      [{ requestsPerSecond: 0, deniedPerSecond: 0 }, {}],
      { requestsPerSecond: 0, deniedPerSecond: 0 },
    ],
    [
      'bytes and connections',
      [
        { tcp: { openConnections: 2, readBytesPerSecond: 5 } },
        { tcp: { openConnections: 1, writeBytesPerSecond: 7 } },
      ],
      {
        tcp: {
          openConnections: 3,
          readBytesPerSecond: 5,
          writeBytesPerSecond: 7,
        },
      },
    ],
    [
      'what callers got, where some of them retry',
      [
        {
          counts: { successes: 80, failures: 20 },
          calls: { successes: 80, failures: 1 },
        },
        { counts: { successes: 10, failures: 2 } },
      ],
      {
        successRate: 90 / 112,
        counts: { successes: 90, failures: 22 },
        calls: { successes: 90, failures: 3 },
      },
    ],
  ])('should add %s', (_, all, expected) => {
    expect(addStats(all)).toEqual(expected);
  });
});
