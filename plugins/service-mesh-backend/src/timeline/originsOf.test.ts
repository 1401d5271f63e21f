import { Step } from './callsOfStep';
import { originsOf } from './originsOf';

const STEPS = 30;

/** Steps in which web fails as often as its calls to api do, by a number for each step. */
function steps(
  fails: (i: number) => { web: number; api: number; other?: number },
  more: (i: number) => Partial<Step> = () => ({}),
): Step[] {
  return Array.from({ length: STEPS }, (_, i) => {
    const { web, api, other = 0 } = fails(i);
    return {
      stepSeconds: 30,
      peers: new Map(),
      failures: new Map([['web', web]]),
      calls: [
        { source: 'web', target: 'api', successes: 50, failures: api },
        { source: 'web', target: 'other', successes: 50, failures: other },
      ],
      ...more(i),
    };
  });
}

const members = new Set(['web']);
const wave = (i: number) => 2 + (i % 5);

describe('originsOf', () => {
  it('should name the call that fails as its caller does', () => {
    expect(
      originsOf(
        steps(i => ({ web: wave(i), api: wave(i), other: 3 })),
        members,
      ),
    ).toEqual([{ caller: 'web', callee: 'api', explainedShare: 1 }]);
  });

  it('should name what policy refuses', () => {
    const refused = steps(
      i => ({ web: wave(i), api: 0 }),
      i => ({
        calls: [
          {
            source: 'web',
            target: 'api',
            successes: 50,
            failures: 0,
            denied: wave(i),
          },
        ],
      }),
    );
    expect(originsOf(refused, members)).toMatchObject([{ callee: 'api' }]);
  });

  it.each([
    ['that explains too little', steps(i => ({ web: wave(i), api: 1 }))],
    [
      'that fails at other times',
      steps(i => ({ web: wave(i), api: 8 - wave(i) })),
    ],
    [
      'of who fails too rarely',
      steps(i => ({ web: i % 2 ? 0 : 1, api: i % 2 ? 0 : 1 })),
    ],
    [
      'of what was measured too shortly',
      steps(i => ({ web: wave(i), api: wave(i) })).slice(0, 11),
    ],
  ])('should name no call %s', (_, measured) => {
    expect(originsOf(measured, members)).toEqual([]);
  });

  it('should look at members alone, and at measured steps alone', () => {
    const measured = steps(i => ({ web: wave(i), api: wave(i) }));
    expect(originsOf(measured, new Set(['api']))).toEqual([]);
    expect(
      originsOf(
        measured.map((step, i) => (i % 2 ? step : undefined)),
        members,
      ),
    ).toHaveLength(1);
  });
});
