import { comparePath } from './comparePath';

const at = Date.parse('2026-01-02T11:00:20Z');
const now = Date.parse('2026-01-02T12:00:00Z');

describe('comparePath', () => {
  it.each([
    ['/t?window=5m&cluster=east', '11:02', '11:07', 'east'],
    ['/t?window=6h', '11:02', '11:17', null],
    ['/t', '11:02', '11:07', null],
  ])('of %s', (path, from, to, cluster) => {
    const [base, search] = comparePath(path, at, now).split('?');
    const parameters = new URLSearchParams(search);
    expect(base).toBe('/t');
    expect(parameters.get('before')).toBe('2026-01-02T11:00:00.000Z');
    expect(parameters.get('from')).toBe(`2026-01-02T${from}:00.000Z`);
    expect(parameters.get('to')).toBe(`2026-01-02T${to}:00.000Z`);
    expect(parameters.get('cluster')).toBe(cluster);
    expect(parameters.get('window')).toBeNull();
  });
});
