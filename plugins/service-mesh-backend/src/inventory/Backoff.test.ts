import { Backoff } from './Backoff';

describe('Backoff', () => {
  it('should wait longer after each failure, up to half a minute, and begin anew after a success', () => {
    const backoff = new Backoff(() => 1);
    const pauses = Array.from({ length: 8 }, () => backoff.next());
    expect(pauses).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
    backoff.reset();
    expect(backoff.next()).toBe(500);
  });

  it.each([
    [0, 250],
    [3_000, 3_000],
    [86_400_000, 300_000],
    [Number.MAX_VALUE, 300_000],
  ])(
    'should wait %i ms where a server asks for it, within reason',
    (asked, pause) => {
      expect(new Backoff(() => 0).next(asked)).toBe(pause);
    },
  );

  it('should not come back at the same moment as all others that a server told to wait', () => {
    expect(new Backoff(() => 1).next(8_000)).toBe(10_000);
  });
});
