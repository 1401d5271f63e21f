import { parseWindow, roundWindow } from './window';

describe('roundWindow', () => {
  it('keeps the windows that people choose', () => {
    for (const text of ['10s', '30s', '1m', '5m', '15m', '47m', '1h', '6h']) {
      const seconds = parseWindow(text);
      expect(roundWindow(seconds!)).toBe(seconds);
    }
  });

  it('leaves few of all that can be asked', () => {
    const rounded = new Set<number>();
    for (let seconds = 10; seconds <= 21_600; seconds += 1) {
      const near = roundWindow(seconds);
      expect(Math.abs(near - seconds) / seconds).toBeLessThanOrEqual(0.34);
      expect(parseWindow(`${near}s`)).toBe(near);
      rounded.add(near);
    }
    expect(rounded.size).toBe(95);
  });
});
