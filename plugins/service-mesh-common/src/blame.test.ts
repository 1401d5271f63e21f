import { Blame, findBlame } from './blame';
import { CallHistory, HistorySeries, WorkloadHistory } from './history';
import { TopologyNode } from './topology';

const STEPS = 20;
const times = Array.from({ length: STEPS }, (_, step) => (step + 1) * 60_000);

function node(id: string, more: Partial<TopologyNode> = {}): TopologyNode {
  return {
    id,
    type: 'workload',
    cluster: 'east',
    namespace: 'shop',
    kind: 'Deployment',
    name: id,
    meshed: { running: 1, total: 1 },
    entityRefs: [],
    stats: {},
    ...more,
  };
}

/** A list of steps: a wave, so that what belongs together can be told from what does not. */
function wave(height: number, phase = 0): number[] {
  return times.map((_, step) =>
    Math.round(height * (1 + Math.sin((step + phase) * 1.3))),
  );
}

const none = times.map(() => 0);

function call(
  id: string,
  series: HistorySeries,
  more: Partial<TopologyNode> = {},
): CallHistory {
  return { peer: node(id, more), series };
}

function blameOf(own: (number | null)[], callees: CallHistory[]): Blame {
  const history: WorkloadHistory = {
    workload: node('self'),
    inbound: { successes: times.map(() => 100), failures: own },
    outbound: {},
    callers: [],
    callees,
    changes: [],
  };
  return findBlame(history);
}

describe('findBlame', () => {
  it('blames a callee that answers with errors, and not the innocent one beside it', () => {
    const blame = blameOf(wave(8), [
      call('guilty', { successes: wave(50), failures: wave(8) }),
      call('innocent', { successes: wave(50), failures: none }),
    ]);
    expect(blame).toMatchObject({
      certain: true,
      origin: { peerId: 'guilty', kind: 'errors', explainedShare: 1 },
    });
    expect(blame.evidence.map(({ peerId }) => peerId)).toEqual(['guilty']);
  });

  it('counts a failure that reached nobody once at most: the share never passes 1', () => {
    const blame = blameOf(wave(8), [
      call('noisy', { successes: wave(50), failures: wave(24) }),
    ]);
    expect(blame.origin).toMatchObject({
      explainedShare: 1,
      failures: wave(24).reduce((a, b) => a + b),
    });
  });

  it('acquits a callee that fails all the time while the failures come and go', () => {
    const blame = blameOf(wave(8), [
      call('always', {
        successes: wave(50),
        failures: times.map((_, step) => 20 + (step % 2)),
      }),
    ]);
    expect(blame.evidence[0].explainedShare).toBeGreaterThan(0.9);
    expect(blame.origin).toBeUndefined();
    expect(blame.certain).toBe(false);
  });

  it('blames a slow callee, that fails nobody but its callers', () => {
    const blame = blameOf(wave(5), [
      call('slow', {
        successes: wave(40),
        failures: none,
        callSuccesses: wave(40),
        callFailures: wave(5),
        timeouts: wave(5),
      }),
    ]);
    expect(blame.origin).toMatchObject({
      peerId: 'slow',
      kind: 'timeouts',
      counted: 'calls',
    });
  });

  it('acquits a callee whose failures the retries made good', () => {
    const blame = blameOf(wave(5), [
      call('retried', {
        successes: wave(40),
        failures: wave(5),
        callSuccesses: wave(45),
        callFailures: none,
      }),
    ]);
    expect(blame.evidence).toEqual([]);
    expect(blame.origin).toBeUndefined();
  });

  it('blames a denial, although its caller counts it as a success', () => {
    const blame = blameOf(wave(5), [
      call('strict', { successes: wave(5), failures: none, denied: wave(5) }),
    ]);
    expect(blame.origin).toMatchObject({
      peerId: 'strict',
      kind: 'denied',
      calls: wave(5).reduce((a, b) => a + b),
    });
  });

  it.each([
    ['no-endpoints', 'service'],
    ['refused', 'workload'],
  ] as const)('says %s of a %s that nobody reaches', (kind, type) => {
    const blame = blameOf(wave(5), [
      call(
        'gone',
        { callSuccesses: none, callFailures: wave(5), unreachable: wave(5) },
        { type },
      ),
    ]);
    expect(blame.origin).toMatchObject({ peerId: 'gone', kind });
  });

  it('marks a callee that explains more than half, and is not certain of it', () => {
    const blame = blameOf(
      wave(8).map(value => value + 3),
      [call('half', { successes: wave(50), failures: wave(8) })],
    );
    expect(blame.origin?.explainedShare).toBeGreaterThan(0.5);
    expect(blame.origin?.explainedShare).toBeLessThan(0.9);
    expect(blame.certain).toBe(false);
  });

  it('blames nobody for its own errors', () => {
    const blame = blameOf(wave(8), [
      call('calm', { successes: wave(50), failures: wave(1, 2) }),
    ]);
    expect(blame.origin).toBeUndefined();
    expect(blame.evidence[0].explainedShare).toBeLessThan(0.5);
  });

  it.each([
    ['fewer than 20 failures', wave(8).map(v => (v > 15 ? 1 : 0)), STEPS],
    ['fewer than 12 measured steps', wave(30), 11],
  ])('blames nobody with %s', (_, own, measured) => {
    const known = own.map((value, step) => (step < measured ? value : null));
    const blame = blameOf(known, [
      call('guilty', { successes: wave(50), failures: own }),
    ]);
    expect(blame.evidence[0].explainedShare).toBeGreaterThan(0.9);
    expect(blame.origin).toBeUndefined();
  });

  it('leaves out steps that were not measured: unknown is not zero', () => {
    const holes = wave(8).map((value, step) => (step % 4 === 0 ? null : value));
    const blame = blameOf(holes, [
      call('guilty', { successes: wave(50), failures: wave(8) }),
    ]);
    expect(blame).toMatchObject({ steps: 15, certain: true });
  });

  it.each<[string, CallHistory, boolean]>([
    ['a store over TCP', call('db', { openConnections: wave(3) }), true],
    [
      'an external host',
      call('partner', { successes: wave(5) }, { type: 'external' }),
      true,
    ],
    [
      'a workload without a proxy',
      call(
        'legacy',
        { successes: wave(5) },
        { meshed: { running: 0, total: 2 } },
      ),
      true,
    ],
    ['a meshed callee', call('api', { successes: wave(5) }), false],
  ])('knows that the mesh can not judge %s', (_, callee, isBlind) => {
    expect(blameOf(wave(8), [callee]).hasBlindCalls).toBe(isBlind);
  });
});
