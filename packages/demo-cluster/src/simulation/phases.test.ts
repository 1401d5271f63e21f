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
    [1000, 0.3],
  ])('takes of the first %s s a share of %s', (seconds, expected) => {
    expect(shareOfPhase(phase, seconds * 1000)).toBeCloseTo(expected, 9);
  });

  it('that reaches over the beginning counts from the beginning on', () => {
    const over = { everySeconds: 100, forSeconds: 30, offsetSeconds: 90 };
    expect(isDuring(over, 5_000)).toBe(true);
    expect(isDuring(over, 25_000)).toBe(false);
    expect(shareOfPhase(over, 100_000)).toBeCloseTo(0.3, 9);
    expect(shareOfPhase(over, 10_000)).toBe(1);
  });

  it('that is none is always', () => {
    expect(isDuring(undefined, 5)).toBe(true);
    expect(shareOfPhase(undefined, 5)).toBe(1);
    expect(shareOfPhase(phase, 0)).toBe(0.3);
  });
});
