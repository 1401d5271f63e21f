import { english as t } from '../__testUtils__/english';
import { warningText } from './warningText';

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
    ['what only the backend knows', 'proxies-unreachable', 'east', '3 of 60'],
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
});
