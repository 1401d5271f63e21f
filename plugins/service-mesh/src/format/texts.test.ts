import {
  formatAge,
  formatDate,
  formatDuration,
  formatMoment,
  formatSpan,
  formatWindowLabel,
} from './durations';
import { splitIdentity, splitPodName } from './names';
import { english } from '../__testUtils__/english';
import type { Translate } from '../translation';
import chinese from '../translation/zh-CN';

const NBSP = '\u00a0';

describe('formatDuration', () => {
  it.each([
    [-5, `0${NBSP}s`],
    [4_400, `4${NBSP}s`],
    [134_000, `2${NBSP}min 14${NBSP}s`],
    [120_000, `2${NBSP}min`],
    [3_600_000 + 300_000, `1${NBSP}h 5${NBSP}min`],
    [49 * 3_600_000, `2${NBSP}d 1${NBSP}h`],
  ])('writes %p ms as %p', (milliseconds, text) => {
    expect(formatDuration(milliseconds, english)).toBe(text);
  });

  it('names its units in the language of the app', () => {
    const t = ((key: string, { amount }: { amount: string }) =>
      chinese[key].replace('{{amount}}', amount)) as unknown as Translate;
    expect(formatDuration(300_000, t)).toBe(`5${NBSP}分钟`);
    expect(formatDuration(3_900_000, t)).toBe(`1${NBSP}小时 5${NBSP}分钟`);
  });
});

describe('formatMoment', () => {
  const NOON = new Date(2020, 10, 20, 12, 5).getTime();

  it('names the day in the language of the texts, where it is not today', () => {
    expect(formatDate(NOON, english)).toBe('Nov 20');
    expect(formatMoment(NOON, english)).toBe('Nov 20 12:05');
    expect(formatMoment(new Date().setHours(9, 7), english)).toBe('09:07');
  });
});

describe('formatSpan', () => {
  it.each([
    [15_400, `15${NBSP}s`],
    [90_000, `1${NBSP}min 30${NBSP}s`],
    [298_000, `5${NBSP}min`],
    [1_502_000, `25${NBSP}min`],
    [2 * 3_600_000 - 20_000, `2${NBSP}h`],
  ])('writes %p ms as %p', (milliseconds, text) => {
    expect(formatSpan(milliseconds, english)).toBe(text);
  });
});

describe('formatAge', () => {
  it.each([
    [40_000, `40${NBSP}s`],
    [14 * 60_000 + 20_000, `14${NBSP}min`],
    [59 * 60_000 + 57_000, `1${NBSP}h`],
    [3_600_000 + 300_000, `1${NBSP}h`],
    [25 * 3_600_000, `1${NBSP}d`],
    [49 * 3_600_000, `2${NBSP}d`],
  ])('writes %p ms as %p', (milliseconds, text) => {
    expect(formatAge(milliseconds, english)).toBe(text);
  });
});

describe('formatWindowLabel', () => {
  it.each([
    ['30s', `30${NBSP}s`],
    ['5m', `5${NBSP}min`],
    ['1h', `1${NBSP}h`],
    ['5400s', `1${NBSP}h 30${NBSP}min`],
    ['odd', 'odd'],
  ])('writes %p as %p', (window, text) => {
    expect(formatWindowLabel(window, english)).toBe(text);
  });
});

describe('splitPodName', () => {
  it.each([
    ['playlists-api-6d5c7968f4-x7k2p', '…68f4-', 'x7k2p'],
    ['playlists-db-0', '…s-db-', '0'],
    ['a-0', 'a-', '0'],
    ['bare', '', 'bare'],
    ['odd-', '', 'odd-'],
  ])('splits %p', (name, head, tail) => {
    expect(splitPodName(name)).toEqual({ head, tail });
  });
});

describe('splitIdentity', () => {
  it.each([
    [
      'playlists-api.video.serviceaccount.identity.linkerd.cluster.local',
      'playlists-api.video',
      '.serviceaccount.identity.linkerd.cluster.local',
    ],
    [
      'spiffe://cluster.local/ns/video/sa/web',
      '/ns/video/sa/web',
      'cluster.local',
    ],
    ['something-else', 'something-else', ''],
  ])('splits %p', (identity, name, domain) => {
    expect(splitIdentity(identity)).toEqual({ name, domain });
  });
});
