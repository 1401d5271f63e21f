import { sortRows } from './sortRows';

const rows = [
  { name: 'b', value: 2 },
  { name: 'a', value: undefined },
  { name: 'c', value: 10 },
];
const byName = (a: { name: string }, b: { name: string }) =>
  a.name.localeCompare(b.name);
const names = (sorted: { name: string }[]) =>
  sorted.map(({ name }) => name).join('');

describe('sortRows', () => {
  it('keeps its own order without a choice', () => {
    expect(names(sortRows(rows, byName, undefined, undefined))).toBe('abc');
  });

  it.each([
    ['ascending', 'bca'],
    ['descending', 'cba'],
  ] as const)('sorts %s, the unknown last', (direction, order) => {
    const sorted = sortRows(rows, byName, row => row.value, {
      column: 'value',
      direction,
    });
    expect(names(sorted)).toBe(order);
  });

  it('sorts texts, and changes nothing of what it is given', () => {
    const sorted = sortRows(
      rows,
      () => 0,
      row => row.name,
      {
        column: 'name',
        direction: 'descending',
      },
    );
    expect(names(sorted)).toBe('cba');
    expect(names(rows)).toBe('bac');
  });
});
