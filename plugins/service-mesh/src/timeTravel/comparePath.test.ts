import { comparePath } from './comparePath';

const at = Date.parse('2026-01-02T11:00:20Z');
const now = Date.parse('2026-01-02T12:00:00Z');

describe('comparePath', () => {
  it.each([
    ['/t?window=5m&cluster=east', '11:01', '11:06', 'east'],
    ['/t?window=6h', '11:01', '11:16', null],
    ['/t', '11:01', '11:06', null],
  ])('of %s', (path, from, to, cluster) => {
    const [base, search] = comparePath(path, at, now)!.split('?');
    const parameters = new URLSearchParams(search);
    expect(base).toBe('/t');
    expect(parameters.get('before')).toBe('2026-01-02T11:00:00.000Z');
    expect(parameters.get('from')).toBe(`2026-01-02T${from}:00.000Z`);
    expect(parameters.get('to')).toBe(`2026-01-02T${to}:00.000Z`);
    expect(parameters.get('cluster')).toBe(cluster);
    expect(parameters.get('window')).toBeNull();
    expect(parameters.get('change')).toBe(String(at));
  });

  it('is absent within the first minute', () => {
    expect(comparePath('/t', at, at + 60_000)).toBeUndefined();
  });
});
