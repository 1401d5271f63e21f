import { isDuring, shareOfPhase } from './phases';

const phase = { everySeconds: 100, forSeconds: 30, offsetSeconds: 20 };

describe('a phase', () => {
  it.each([
    [0, false],
    [19, false],
    [20, true],
    [49, true],
    [50, false],
    [119, false],
    [120, true],
  ])('at %s s: %s', (seconds, expected) => {
    expect(isDuring(phase, seconds * 1000)).toBe(expected);
  });

  it.each([
    [10, 0],
    [40, 20 / 40],
    [100, 30 / 100],
    [130, 40 / 130],
    [1020, 0.294117647],
  ])('takes of the first %s s a share of %s', (seconds, expected) => {
    expect(shareOfPhase(phase, seconds * 1000)).toBeCloseTo(expected, 9);
  });

  it('does not begin before its first time', () => {
    const late = { everySeconds: 100, forSeconds: 30, offsetSeconds: 190 };
    expect(isDuring(late, 95_000)).toBe(false);
    expect(isDuring(late, 195_000)).toBe(true);
    expect(shareOfPhase(late, 100_000)).toBe(0);
    expect(shareOfPhase(late, 200_000)).toBeCloseTo(0.05, 9);
  });

  it('that is none is always', () => {
    expect(isDuring(undefined, 5)).toBe(true);
    expect(shareOfPhase(undefined, 5)).toBe(1);
    expect(shareOfPhase(phase, 0)).toBe(0.3);
  });
});
