import { timelineSteps } from './timelineSteps';

const NOW = Date.parse('2026-01-01T12:00:10Z');

describe('timelineSteps', () => {
  it.each([
    [5, 30, 120],
    [7.5, 30, 120],
    [10, 60, 60],
    [15, 60, 60],
    [30, 120, 30],
    [undefined, 60, 60],
  ])(
    'should take for scrapes every %s s steps of %s s',
    (intervalSeconds, stepSeconds, count) => {
      const steps = timelineSteps({ intervalSeconds, now: NOW });
      expect(steps.stepSeconds).toBe(stepSeconds);
      expect(steps.times).toHaveLength(count);
    },
  );

  it('should end at the newest step that is complete', () => {
    const { times } = timelineSteps({ intervalSeconds: 5, now: NOW });
    expect(new Date(times.at(-1)!).toISOString()).toBe(
      '2026-01-01T12:00:00.000Z',
    );
    expect(times.at(-1)! - times[0]).toBe(119 * 30_000);
  });

  it('should end at a moment of the past', () => {
    const end = NOW - 600_000;
    const { times } = timelineSteps({ intervalSeconds: 5, end, now: NOW });
    expect(times.at(-1)).toBe(30_000 * Math.floor(end / 30_000));
  });
});
