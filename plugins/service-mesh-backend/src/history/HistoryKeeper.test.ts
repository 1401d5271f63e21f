import { mockServices } from '@backstage/backend-test-utils';
import { HistoryKeeper } from './HistoryKeeper';

const MINUTE = 60_000;

describe('HistoryKeeper', () => {
  beforeEach(() => jest.useFakeTimers({ now: 0 }));

  afterEach(() => jest.useRealTimers());

  function scene(random = 0.5) {
    const rounds: string[] = [];
    const state = {
      failing: false,
      isComplete: true,
      ready: Promise.resolve(),
    };
    const logger = mockServices.logger.mock();
    const clusterOf = (name: string) => ({
      name,
      inventory: { ready: () => state.ready },
      mesh: async () => ({
        splitChanges: async () => {
          rounds.push(`${name} splits`);
          return [];
        },
      }),
      metrics: async () => ({
        steps: [],
        source: {
          remember: async () => {
            rounds.push(`${name} at ${Date.now() / 1000}`);
            if (state.failing || !state.isComplete) {
              throw new Error('no answer');
            }
          },
        },
      }),
    });
    const cluster = (name: string, enabled: boolean, intervalMs = MINUTE) => ({
      name,
      enabled: true,
      history: { enabled, intervalMs },
    });
    type Options = Parameters<typeof HistoryKeeper.start>[0];
    const keeper = HistoryKeeper.start({
      // Nothing else of a cluster is looked at.
      clusters: {
        get: async name => clusterOf(name) as never,
      },
      config: {
        clusters: [
          cluster('a', true),
          cluster('b', false),
          { ...cluster('c', true), enabled: false },
        ] as unknown as Options['config']['clusters'],
      },
      logger,
      random: () => random,
    });
    return { keeper, rounds, state, logger };
  }

  it('looks at the clusters that want it, and at no other', async () => {
    const { keeper, rounds } = scene();
    await jest.advanceTimersByTimeAsync(2.5 * MINUTE);
    expect(rounds).toEqual(
      [2.5, 62.5, 122.5].flatMap(at => [`a at ${at}`, 'a splits']),
    );
    keeper.close();
    await jest.advanceTimersByTimeAsync(5 * MINUTE);
    expect(rounds).toHaveLength(6);
  });

  it.each([
    [0, 54],
    [1, 66],
  ])('is off its time, but not by much', async (random, seconds) => {
    const { keeper, rounds } = scene(random);
    await jest.advanceTimersByTimeAsync(100_000);
    const [first, second] = rounds
      .filter(round => round.includes('at'))
      .map(round => Number(round.split(' ')[2]));
    expect(second - first).toBeCloseTo(seconds);
    keeper.close();
  });

  it('waits for the inventory: a cluster that is read for the first time has no gap', async () => {
    const { keeper, rounds, state, logger } = scene();
    state.isComplete = false;
    state.ready = new Promise(resolve => {
      setTimeout(() => {
        state.isComplete = true;
        resolve();
      }, 30_000);
    });
    await jest.advanceTimersByTimeAsync(1.5 * MINUTE);
    expect(rounds).toEqual(
      [30, 62.5].flatMap(at => [`a at ${at}`, 'a splits']),
    );
    expect(logger.warn).not.toHaveBeenCalled();
    keeper.close();
  });

  it('goes on after a failure, and tells of it once', async () => {
    const { keeper, rounds, state, logger } = scene();
    state.failing = true;
    await jest.advanceTimersByTimeAsync(3.5 * MINUTE);
    expect(rounds.filter(round => round.includes('at'))).toHaveLength(4);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('cluster a has a gap'),
    );
    keeper.close();
  });
});
