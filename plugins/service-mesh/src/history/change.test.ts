import { changeSince } from './change';

const steady = [10, 10, 10, 10];

describe('changeSince', () => {
  it.each([
    ['success' as const, 0.904, [0.999, 0.999, 0.999], 'down', 'points', 9.5],
    ['success' as const, 0.9991, [0.999, 0.999, 0.999], 'same', 'points', 0],
    ['requests' as const, 10.5, steady, 'up', 'share', 0.05],
    ['requests' as const, 10.01, steady, 'same', 'share', 0],
    ['requests' as const, 5, steady, 'down', 'share', 0.5],
    ['p99' as const, 22, steady, 'up', 'factor', 2.2],
    ['failures' as const, 1.85, [0.02, 0.02, 0.02], 'up', 'from', 0.02],
    ['failures' as const, 1.85, [0, 0, 0], 'up', 'from', 0],
    ['failures' as const, 0, [0, 0, 0], 'same', 'share', 0],
  ])(
    '%s of %p after %p is %s',
    (id, value, before, direction, unit, amount) => {
      const change = changeSince(id, value, before);
      expect(change).toMatchObject({ direction, unit });
      expect(change?.amount).toBeCloseTo(amount, 5);
    },
  );

  it('calls it noise within three times the usual spread', () => {
    const spread = [8, 9, 10, 11, 12];
    expect(changeSince('requests', 13, spread)?.direction).toBe('same');
    expect(changeSince('requests', 13.5, spread)?.direction).toBe('up');
  });

  it('compares a latency with the middle of the span, which one slow step does not move', () => {
    expect(changeSince('p99', 10, [10, 10, 10, 5000])?.direction).toBe('same');
  });

  it.each([
    ['the number', undefined, steady],
    ['the span before', 10, [null, null, 10, 10]],
  ])('says nothing where %s is not known', (_, value, before) => {
    expect(changeSince('requests', value, before)).toBeUndefined();
  });
});
