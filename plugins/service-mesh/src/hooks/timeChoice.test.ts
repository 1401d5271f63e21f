import {
  readTimeChoice,
  rangeProblem,
  timeParameters,
  windowSince,
} from './timeChoice';

const now = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const read = (search: string) => {
  const parameters = new URLSearchParams(search);
  return readTimeChoice(name => parameters.get(name) ?? undefined, now);
};

describe('readTimeChoice', () => {
  it.each([
    ['', '5m'],
    ['window=6h', '6h'],
    ['window=9y', '5m'],
    ['window=5m"}', '5m'],
  ])('reads "%s" as the window %s', (search, window) => {
    expect(read(search)).toEqual({ type: 'window', window });
  });

  it('reads a range', () => {
    const range = { from: now - 2 * HOUR, to: now - HOUR };
    const parameters = timeParameters(range);
    expect(read(`from=${parameters.from}&to=${parameters.to}`)).toEqual({
      type: 'range',
      window: '3600s',
      end: '2026-03-01T11:00:00.000Z',
      range,
    });
  });

  it('reads a range as it will be measured', () => {
    expect(read('from=2026-03-01T09:26:10Z&to=2026-03-01T11:00:40Z')).toEqual({
      type: 'range',
      window: '5400s',
      end: '2026-03-01T11:00:00.000Z',
      range: { from: now - 2.5 * HOUR, to: now - HOUR },
    });
  });

  it.each([
    'from=2026-03-01T11:00:00Z',
    'from=2026-03-01T11:00:00Z&to=2026-03-01T10:00:00Z',
    'from=yesterday&to=today',
    'from=1&to=2',
    'from=2026-13-41T11:00:00Z&to=2026-03-01T10:00:00Z',
  ])('falls back from "%s"', search => {
    expect(read(search)).toEqual({ type: 'window', window: '5m' });
  });
});

describe('rangeProblem', () => {
  it.each([
    [-HOUR, 0, undefined],
    [-HOUR, -HOUR, 'order'],
    [NaN, 0, 'order'],
    [-HOUR, MINUTE, 'future'],
    [-30_000, 0, 'short'],
    [-7 * HOUR, 0, 'long'],
    [-200 * HOUR, -199 * HOUR, 'old'],
  ])('from %p to %p: %p', (from, to, problem) => {
    expect(rangeProblem({ from: now + from, to: now + to }, now)).toBe(problem);
  });
});

describe('windowSince', () => {
  it.each([
    [30_000, '1m', false, true],
    [55_000, '1m', false, false],
    [MINUTE + 1, '2m', false, true],
    [14 * MINUTE + 1, '15m', false, false],
    [2 * HOUR + MINUTE, '130m', false, false],
    [6 * HOUR, '360m', false, false],
    [9 * HOUR, '360m', true, false],
  ])('covers %p ms with %s', (ago, window, cut, young) => {
    expect(windowSince(new Date(now - ago).toISOString(), now)).toEqual({
      window,
      cut,
      young,
    });
  });

  it('knows nothing without a beginning', () => {
    expect(windowSince(undefined, now)).toBeUndefined();
    expect(windowSince('2026-03-02T00:00:00Z', now)).toBeUndefined();
  });
});
