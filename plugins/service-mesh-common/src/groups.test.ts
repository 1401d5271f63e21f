import fc from 'fast-check';
import { groupByCalls } from './groups';

describe('groupByCalls', () => {
  it.each<[string, string[], [string, string][], string[][]]>([
    ['nothing', [], [], []],
    ['workloads without calls by name', ['b', 'a'], [], [['a'], ['b']]],
    ['a call to itself', ['a'], [['a', 'a']], [['a']]],
    [
      'calls in either direction',
      ['d', 'c', 'b', 'a'],
      [
        ['c', 'b'],
        ['d', 'b'],
      ],
      [['b', 'c', 'd'], ['a']],
    ],
    [
      'groups of one size by their first id',
      ['d', 'c', 'b', 'a'],
      [
        ['a', 'd'],
        ['c', 'b'],
      ],
      [
        ['a', 'd'],
        ['b', 'c'],
      ],
    ],
    [
      'calls to ids that are not asked about',
      ['a', 'b'],
      [
        ['a', 'x'],
        ['x', 'b'],
      ],
      [['a'], ['b']],
    ],
  ])('should group %s', (_, ids, calls, expected) => {
    expect(
      groupByCalls(
        ids,
        calls.map(([source, target]) => ({ source, target })),
      ),
    ).toEqual(expected);
  });

  it('should put both ends of each call into one group, and each id into one', () => {
    const id = fc.integer({ min: 0, max: 30 }).map(String);
    fc.assert(
      fc.property(
        fc.uniqueArray(id),
        fc.array(fc.record({ source: id, target: id })),
        (ids, calls) => {
          const groups = groupByCalls(ids, calls);
          expect(groups.flat().sort()).toEqual([...ids].sort());
          const known = calls.filter(
            call => ids.includes(call.source) && ids.includes(call.target),
          );
          const apart = known.filter(
            call =>
              !groups.some(
                group =>
                  group.includes(call.source) && group.includes(call.target),
              ),
          );
          expect(apart).toEqual([]);
          const sizes = groups.map(group => group.length);
          expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
        },
      ),
    );
  });

  it('should be quick for a long chain', () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => `w${i}`);
    const calls = ids.slice(1).map((target, i) => ({ source: ids[i], target }));
    expect(groupByCalls(ids, calls)).toHaveLength(1);
    expect(groupByCalls(ids, calls.reverse())).toHaveLength(1);
  });
});
