import {
  compareWorstFirst,
  hasPodTrouble,
  HealthInput,
  HealthState,
  HealthThresholds,
  judgeHealth,
  worstHealth,
} from './health';
import { TrafficStats } from './stats';

/** Numbers of a minute. */
function minute(
  successes: number,
  failures: number,
  more: Partial<TrafficStats> = {},
): TrafficStats {
  const answered = successes + failures;
  return {
    requestsPerSecond: answered / 60,
    ...(answered > 0 && { successRate: successes / answered }),
    counts: { successes, failures, requests: answered },
    ...more,
  };
}

const idle = minute(0, 0, { tcp: { openConnections: 0 } });

describe('judgeHealth', () => {
  it.each<{
    what: string;
    input: HealthInput;
    is: HealthState;
    by?: 'outbound';
    thresholds?: HealthThresholds;
  }>([
    { what: 'all succeed', input: { stats: minute(100, 0) }, is: 'healthy' },
    { what: 'exactly 99 %', input: { stats: minute(99, 1) }, is: 'healthy' },
    { what: '98 %', input: { stats: minute(98, 2) }, is: 'degraded' },
    { what: 'exactly 95 %', input: { stats: minute(95, 5) }, is: 'degraded' },
    { what: '90 %', input: { stats: minute(90, 10) }, is: 'failing' },
    {
      what: '90 %, of which there were 2 failures only',
      input: { stats: minute(18, 2) },
      is: 'degraded',
    },
    {
      what: '3 failures now and 2 in the window before',
      input: { stats: minute(20, 3), previous: minute(20, 2) },
      is: 'degraded',
    },
    {
      what: '3 failures in both windows',
      input: { stats: minute(20, 3), previous: minute(20, 3) },
      is: 'failing',
    },
    {
      what: '9 of 9 failed: shown, and not judged',
      input: { stats: minute(0, 9) },
      is: 'too-few',
    },
    {
      what: '10 of 10 failed',
      input: { stats: minute(0, 10) },
      is: 'failing',
    },
    {
      what: 'requests that are all still open',
      input: {
        stats: {
          requestsPerSecond: 1,
          counts: { successes: 0, failures: 0, requests: 60 },
        },
      },
      is: 'too-few',
    },
    {
      what: 'denied calls beside good ones',
      input: { stats: minute(100, 0, { deniedPerSecond: 0.5 }) },
      is: 'degraded',
    },
    {
      what: 'nothing but denied calls',
      input: { stats: minute(0, 0, { deniedPerSecond: 0.5 }) },
      is: 'degraded',
    },
    {
      what: 'failures that a call explains',
      input: { stats: minute(97, 3), explainedShare: 0.5 },
      is: 'failing-because',
    },
    {
      what: 'failures that a call explains by less than half',
      input: { stats: minute(90, 10), explainedShare: 0.49 },
      is: 'failing',
    },
    {
      what: 'too few failures to be explained',
      input: { stats: minute(97, 2), explainedShare: 1 },
      is: 'degraded',
    },
    {
      what: 'connections without requests',
      input: { stats: minute(0, 0, { tcp: { openConnections: 2 } }) },
      is: 'tcp-only',
    },
    {
      what: 'bytes of a connection that is closed again',
      input: {
        stats: { tcp: { openConnections: 0, writeBytesPerSecond: 10 } },
      },
      is: 'tcp-only',
    },
    { what: 'a measured zero', input: { stats: idle }, is: 'no-traffic' },
    { what: 'nothing known', input: { stats: {} }, is: 'not-measured' },
    {
      what: 'a client whose calls fail',
      input: { stats: idle, outbound: minute(50, 50) },
      is: 'failing',
      by: 'outbound',
    },
    {
      what: 'a client of a database',
      input: {
        stats: idle,
        outbound: minute(0, 0, { tcp: { openConnections: 1 } }),
      },
      is: 'tcp-only',
      by: 'outbound',
    },
    {
      what: 'a server whose own calls fail: judged by its inbound calls',
      input: { stats: minute(100, 0), outbound: minute(0, 50) },
      is: 'healthy',
    },
    {
      what: 'nobody calls, it calls nobody',
      input: { stats: idle, outbound: idle },
      is: 'no-traffic',
    },
    {
      what: 'a pod in trouble beside good numbers',
      input: { stats: minute(100, 0), podTrouble: true },
      is: 'degraded',
    },
    {
      what: 'a pod in trouble without traffic',
      input: { stats: idle, podTrouble: true },
      is: 'degraded',
    },
    {
      what: 'a pod in trouble beside failures',
      input: { stats: minute(50, 50), podTrouble: true },
      is: 'failing',
    },
    {
      what: 'failures that retries made good',
      input: {
        stats: minute(93, 7, { calls: { successes: 95, failures: 0 } }),
      },
      is: 'healthy',
    },
    {
      what: 'failures that retries did not make good',
      input: {
        stats: minute(80, 20, { calls: { successes: 80, failures: 10 } }),
      },
      is: 'failing',
    },
    {
      what: 'thresholds of the portal',
      input: { stats: minute(90, 10) },
      thresholds: { healthy: 90, degraded: 80, minRequests: 10 },
      is: 'healthy',
    },
    {
      what: 'a portal that judges a single call',
      input: { stats: minute(1, 0) },
      thresholds: { healthy: 99, degraded: 95, minRequests: 1 },
      is: 'healthy',
    },
  ])('$what: $is', ({ input, is, by, thresholds }) => {
    expect(judgeHealth(input, thresholds)).toMatchObject({
      state: is,
      judgedBy: by ?? 'inbound',
    });
  });

  it('brings the counts behind the state', () => {
    expect(judgeHealth({ stats: minute(0, 9) })).toEqual({
      state: 'too-few',
      judgedBy: 'inbound',
      counted: 'attempts',
      failures: 9,
      answered: 9,
    });
    expect(judgeHealth({ stats: {} })).toEqual({
      state: 'not-measured',
      judgedBy: 'inbound',
    });
  });
});

describe('hasPodTrouble', () => {
  const now = Date.parse('2026-01-01T12:00:00Z');

  it.each<[string, { since?: string }[], boolean]>([
    ['nothing wrong', [], false],
    ['a pod that starts', [{ since: '2026-01-01T11:56:00Z' }], false],
    [
      'a pod that does not get there',
      [{ since: '2026-01-01T11:56:00Z' }, { since: '2026-01-01T11:55:00Z' }],
      true,
    ],
    ['trouble of unknown age', [{}], true],
  ])('of %s', (_, errors, isTrouble) => {
    expect(hasPodTrouble(errors, now)).toBe(isTrouble);
  });
});

describe('compareWorstFirst', () => {
  it('orders by state, then failed calls per second, then rate', () => {
    const of = (name: string, state: HealthState, stats: TrafficStats) => ({
      name,
      state,
      stats,
    });
    const rows = [
      of('unknown', 'not-measured', {}),
      of('idle', 'no-traffic', idle),
      of('db', 'tcp-only', idle),
      of('quiet', 'healthy', minute(100, 0)),
      of('busy', 'healthy', minute(1000, 0)),
      of('degraded', 'degraded', minute(98, 2)),
      of('because', 'failing-because', minute(10, 10)),
      of('fails less', 'failing', minute(10, 10)),
      of('fails more', 'failing', minute(10, 20)),
    ];
    expect(rows.sort(compareWorstFirst).map(row => row.name)).toEqual([
      'fails more',
      'fails less',
      'because',
      'degraded',
      'busy',
      'quiet',
      'db',
      'idle',
      'unknown',
    ]);
  });
});

describe('worstHealth', () => {
  it.each<[HealthState[], HealthState]>([
    [[], 'not-measured'],
    [['healthy', 'no-traffic'], 'healthy'],
    [['healthy', 'degraded', 'failing', 'not-measured'], 'failing'],
  ])('of %j is %s', (states, worst) => {
    expect(worstHealth(states)).toBe(worst);
  });
});
