import { historySteps } from './historySteps';

const NOW = Date.parse('2026-01-01T12:34:56Z');
const MINUTE = 60_000;

const steps = (windowSeconds: number, more: object = {}) =>
  historySteps({ windowSeconds, now: NOW, ...more });

describe('historySteps', () => {
  it.each([
    ['the shortest window', 10, {}, 60, 12],
    ['one minute', 60, {}, 60, 12],
    ['five minutes', 300, {}, 60, 60],
    ['a window that is no multiple of a minute', 550, {}, 120, 55],
    ['an hour', 3_600, {}, 720, 60],
    ['six hours', 21_600, {}, 4_320, 60],
    ['rare scrapes', 60, { intervalSeconds: 60 }, 240, 12],
    ['scrapes every half minute', 60, { intervalSeconds: 30 }, 120, 12],
  ])(
    'takes as many steps as can be told apart: %s',
    (_, window, more, step, count) => {
      const { stepSeconds, spanSteps, times } = steps(window, more);
      expect([stepSeconds, spanSteps]).toEqual([step, count]);
      expect(times).toHaveLength(2 * count);
      times.slice(1).forEach((time, i) => {
        expect(time - times[i]).toBe(1000 * step);
      });
    },
  );

  it('is the same for all who look in the same step', () => {
    const { times } = steps(60);
    expect(times.at(-1)).toBe(Date.parse('2026-01-01T12:34:00Z'));
    expect(steps(60, { now: NOW - 40_000 }).times).toEqual(times);
    // What was scraped a moment ago may not be there yet.
    const minute = Date.parse('2026-01-01T12:35:00Z');
    expect(steps(60, { now: minute + 2_000 }).times).toEqual(times);
    expect(steps(60, { now: minute + 5_000 }).times.at(-1)).toBe(minute);
  });

  it('ends in the past where that is asked for', () => {
    const end = NOW - 600 * MINUTE;
    expect(steps(60, { end }).times.at(-1)).toBe(
      MINUTE * Math.floor(end / MINUTE),
    );
  });
});
