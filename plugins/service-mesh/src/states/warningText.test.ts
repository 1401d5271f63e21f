import { english as t } from '../__testUtils__/english';
import { warningText } from './warningText';

const AT = '2020-11-20T14:22:00Z';

const EAST = [{ name: 'east', title: 'East' }];

describe('warningText', () => {
  it.each([
    [
      'a code that says all',
      'stale',
      'east',
      'The numbers of cluster East stopped: what measures them does not answer.',
    ],
    [
      'a cluster without a title',
      'stale',
      'lab',
      'The numbers of cluster lab stopped: what measures them does not answer.',
    ],
    ['what an older backend counts', 'proxies-unreachable', 'east', '3 of 60'],
    ['what only the backend knows', 'invalid-selector', 'east', '3 of 60'],
    ['a code without its cluster', 'not-allowed', undefined, '3 of 60'],
    ['a code that nobody knows', 'constructor', 'east', '3 of 60'],
    [
      'a window of an answer that has none',
      'window-filling',
      'east',
      '3 of 60',
    ],
  ])('writes %s', (_, code, cluster, text) => {
    expect(
      warningText(
        { code, cluster, message: '3 of 60' },
        {
          measurements: [
            { cluster: 'east', source: 'proxies', windowSeconds: 15 },
          ],
        },
        EAST,
        t,
      ),
    ).toBe(text);
  });

  it.each<[string, Record<string, string | number>, RegExp]>([
    ['proxies-unreachable', { failed: 3, total: 60 }, /^3 of 60 proxies /],
    ['proxies-forbidden', { failed: 3, total: 60 }, /^3 of 60 proxies are not/],
    ['metric-missing', { metric: 'request_total' }, /^request_total could/],
    ['rules-forbidden', { resources: 'servers' }, /may not list servers\.$/],
    ['rules-unreadable', { resources: 'servers' }, /servers could not be/],
    ['spreads-unknown', { workloads: 400, limit: 300 }, /400 .* for 300 at/],
    ['too-many-parts', { entity: 'group:a/b' }, /^Not all parts of group:a\/b/],
    ['no-cluster', { wanted: 'moon' }, /names the cluster moon, /],
    ['not-remembered', { before: AT }, /before [A-Z][a-z]{2} \d+ \d\d:\d\d\.$/],
  ])('names what the backend counted: %s', (code, values, text) => {
    expect(
      warningText(
        { code, cluster: 'east', message: 'as the backend says it', values },
        { measurements: [] },
        EAST,
        t,
      ),
    ).toMatch(text);
  });

  it('takes the words of the backend where a value is missing', () => {
    expect(
      warningText(
        {
          code: 'proxies-unreachable',
          message: 'as the backend says it',
          values: { failed: 3 },
        },
        { measurements: [] },
        EAST,
        t,
      ),
    ).toBe('as the backend says it');
  });
});
