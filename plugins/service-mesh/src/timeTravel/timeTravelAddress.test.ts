import { readTimeChoice } from '../hooks/timeChoice';
import {
  comparisonParameters,
  readComparison,
  readSide,
} from './timeTravelAddress';
import { stripEnd } from './useTimeTravel';

const NOW = Date.parse('2026-01-02T12:00:00.000Z');
const read = (query: string) => {
  const parameters = new URLSearchParams(query);
  const get = (name: string) => parameters.get(name) ?? undefined;
  return readComparison(get, readTimeChoice(get, NOW));
};

describe('readComparison', () => {
  const b = 'from=2026-01-02T11:05:00.000Z&to=2026-01-02T11:10:00.000Z';

  it('reads two windows of one length, as they are written', () => {
    const compared = read(`${b}&before=2026-01-02T11:00:00.000Z`);
    expect(compared?.a).toEqual({
      from: Date.parse('2026-01-02T10:55:00Z'),
      to: Date.parse('2026-01-02T11:00:00Z'),
    });
    const written = new URLSearchParams(
      Object.entries(comparisonParameters(compared!)).flatMap(([name, value]) =>
        value ? [[name, value]] : [],
      ),
    );
    expect(read(written.toString())).toEqual(compared);
  });

  it.each([
    ['nothing', ''],
    ['one moment alone', b],
    ['no second window', 'window=5m&before=2026-01-02T11:00:00Z'],
    ['the wrong order', `${b}&before=2026-01-02T11:20:00Z`],
    ['the same moment', `${b}&before=2026-01-02T11:10:00.000Z`],
    ['something else', `${b}&before=yesterday`],
    ['what nobody remembers', `${b}&before=2025-12-01T11:00:00Z`],
  ])('compares nothing with %s', (_, query) => {
    expect(read(query)).toBeUndefined();
  });
});

describe('readSide', () => {
  it.each([
    ['a', 'a'],
    ['b', 'b'],
    ['c', 'difference'],
    [undefined, 'difference'],
  ])('%s', (text, side) => {
    expect(readSide(() => text)).toBe(side);
  });
});

describe('stripEnd', () => {
  const MINUTE = 60_000;

  it.each([
    ['now where nothing else is looked at', undefined, undefined, undefined],
    ['now for what was within the hour', 50, 40, undefined],
    ['a while after what is older', 200, 190, NOW - 170 * MINUTE],
    ['now where that is no longer ago', 70, 20, undefined],
  ])('is %s', (_, from, to, end) => {
    const ago = (minutes: number | undefined) =>
      minutes === undefined ? undefined : NOW - minutes * MINUTE;
    expect(stripEnd(ago(from), ago(to), NOW)).toBe(
      end === undefined ? undefined : new Date(end).toISOString(),
    );
  });
});
