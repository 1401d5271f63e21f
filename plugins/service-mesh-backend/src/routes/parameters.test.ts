import { Request } from 'express';
import { readMoment, readWindow } from './parameters';

const asked = (query: Record<string, string>) =>
  ({ query } as unknown as Request);

describe('readWindow', () => {
  it('rounds, so that any of thousands of lengths becomes one of a few', () => {
    const lengths = new Set<number>();
    for (let seconds = 10; seconds <= 21_600; seconds += 1) {
      lengths.add(readWindow(asked({ window: `${seconds}s` })));
    }
    expect(lengths.size).toBeLessThan(100);
    expect(readWindow(asked({ window: '4000s' }))).toBe(4200);
  });
});

describe('readMoment', () => {
  const now = Date.parse('2026-01-01T13:00:00Z');
  const read = (window: string) =>
    readMoment(asked({ window, end: '2026-01-01T12:00:47.512Z' }), 'end', now);

  it('puts moments on a grid', () => {
    expect(read('5m')).toBe(Date.parse('2026-01-01T12:00:00Z'));
    expect(read('30s')).toBe(Date.parse('2026-01-01T12:00:40Z'));
  });
});
