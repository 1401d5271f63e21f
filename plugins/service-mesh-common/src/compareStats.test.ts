import { NumberDelta, TrafficDelta, compareStats } from './compareStats';
import { UsualSpread } from './comparison';
import { TrafficStats } from './stats';

const WINDOW = 300;

function http(
  successes: number,
  failures: number,
  more: Partial<TrafficStats> = {},
): TrafficStats {
  const answered = successes + failures;
  return {
    requestsPerSecond: answered / WINDOW,
    counts: { successes, failures, requests: answered },
    ...(answered > 0 && { successRate: successes / answered }),
    ...more,
  };
}

const slow = (p99: number): TrafficStats =>
  http(3000, 0, { latencyMs: { p99 } });

type Case = [
  what: string,
  before: TrafficStats,
  after: TrafficStats,
  spread: UsualSpread | undefined,
  number: keyof TrafficDelta,
  direction: NumberDelta['direction'],
];

const cases: Case[] = [
  ['a third fails', http(2997, 3), http(2000, 1000), {}, 'successRate', 'down'],
  ['it recovers', http(2000, 1000), http(3000, 0), {}, 'successRate', 'up'],
  ['two failures', http(3000, 0), http(2998, 2), {}, 'successRate', 'same'],
  [
    'what always fails a little',
    http(2900, 100),
    http(2880, 120),
    {},
    'successRate',
    'same',
  ],
  [
    'what usually swings by so much',
    http(2900, 100),
    http(2700, 300),
    { successRate: 0.03 },
    'successRate',
    'same',
  ],
  [
    'more than it usually swings',
    http(2900, 100),
    http(2500, 500),
    { successRate: 0.03 },
    'successRate',
    'down',
  ],
  ['too few answers', http(3, 0), http(0, 9), {}, 'successRate', 'unknown'],
  ['no answers before', {}, http(100, 0), {}, 'successRate', 'unknown'],
  [
    'failures of twice the traffic',
    http(2970, 30),
    http(5940, 60),
    {},
    'failuresPerSecond',
    'same',
  ],
  [
    'failures with their share',
    http(3000, 0),
    http(2000, 1000),
    {},
    'failuresPerSecond',
    'up',
  ],
  [
    'counting noise',
    http(300, 0),
    http(350, 0),
    {},
    'requestsPerSecond',
    'same',
  ],
  [
    'half the calls',
    http(3000, 0),
    http(1500, 0),
    {},
    'requestsPerSecond',
    'down',
  ],
  [
    'half the calls, as so often',
    http(3000, 0),
    http(1500, 0),
    { requestsPerSecond: 2 },
    'requestsPerSecond',
    'same',
  ],
  ['silence', http(3000, 0), http(0, 0), {}, 'requestsPerSecond', 'down'],
  ['unknown requests', http(3000, 0), {}, {}, 'requestsPerSecond', 'unknown'],
  ['twice as slow', slow(200), slow(400), { p99: 20 }, 'latency', 'up'],
  [
    'slower within its spread',
    slow(200),
    slow(255),
    { p99: 20 },
    'latency',
    'same',
  ],
  ['between two buckets', slow(200), slow(215), { p99: 1 }, 'latency', 'same'],
  ['faster', slow(400), slow(200), { p99: 20 }, 'latency', 'down'],
  [
    'slower, spread unknown',
    slow(200),
    slow(290),
    undefined,
    'latency',
    'same',
  ],
  [
    'far slower, spread unknown',
    slow(200),
    slow(310),
    undefined,
    'latency',
    'up',
  ],
  [
    'connections by the way',
    { tcp: { openConnections: 4 } },
    { tcp: { openConnections: 6 } },
    {},
    'openConnections',
    'same',
  ],
  [
    'connections lost',
    { tcp: { openConnections: 20 } },
    { tcp: { openConnections: 0 } },
    {},
    'openConnections',
    'down',
  ],
  [
    'retries where there were none',
    http(3000, 0),
    http(2000, 1600, { calls: { successes: 2000, failures: 1000 } }),
    {},
    'retriesPerSecond',
    'up',
  ],
  [
    'nobody retries',
    http(3000, 0),
    http(3000, 0),
    {},
    'retriesPerSecond',
    'unknown',
  ],
];

describe('compareStats', () => {
  it.each(cases)('%s', (_, before, after, spread, number, direction) => {
    const delta = compareStats(
      before,
      after,
      { before: WINDOW, after: WINDOW },
      spread,
    );
    expect(delta[number].direction).toBe(direction);
  });

  it('compares calls after retries only where both moments know them', () => {
    const calls = { successes: 2990, failures: 10 };
    const both = compareStats(
      http(2900, 200, { calls }),
      http(2900, 200, { calls }),
      { before: WINDOW, after: WINDOW },
    );
    expect(both.successRate.after).toBeCloseTo(2990 / 3000);
    const one = compareStats(http(3000, 0), http(2900, 200, { calls }), {
      before: WINDOW,
      after: WINDOW,
    });
    expect(one.successRate.after).toBeCloseTo(2900 / 3100);
  });

  it('counts by the length of each window', () => {
    const delta = compareStats(http(2970, 30), http(594, 6), {
      before: 300,
      after: 60,
    });
    expect(delta.failuresPerSecond).toEqual({
      before: 0.1,
      after: 0.1,
      direction: 'same',
    });
  });

  it('leaves out what is not known, and keeps a zero', () => {
    const delta = compareStats(
      { requestsPerSecond: 0 },
      {},
      {
        before: 60,
        after: 60,
      },
    );
    expect(delta.requestsPerSecond).toEqual({
      before: 0,
      direction: 'unknown',
    });
  });
});
