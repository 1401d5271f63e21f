import { http, workload } from '../__fixtures__/videoCatalog';
import { readSelection, selectionParameter } from './selection';
import { tapPath } from './tapPath';
import { readTexts, textsParameter } from './textSet';
import { workloadParameter } from './workloadParameter';

const self = workload('playlists-api', { stats: http(1, 100, 1) });

describe('workloadParameter', () => {
  it('keeps its parts apart, whatever the cluster is called', () => {
    const named = { ...self, cluster: 'arn:aws:eks:eu/east %' };
    expect(workloadParameter(named).split('/').map(decodeURIComponent)).toEqual(
      ['arn:aws:eks:eu/east %', 'video', 'Deployment', 'playlists-api'],
    );
  });
});

describe('tapPath', () => {
  it('prefills target and peer, keeps the query and starts', () => {
    const peer = workload('videos-api', { stats: {} });
    const url = new URL(
      tapPath('/tap?cluster=east', self, peer) as string,
      'http://x',
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      cluster: 'east',
      workload: 'east/video/Deployment/playlists-api',
      to: 'video/deployment/videos-api',
      start: 'true',
    });
  });

  it('asks for no peer of a kind that the mesh cannot narrow to', () => {
    const peer = workload('mail', { kind: 'CronJob', stats: {} });
    expect(tapPath('/tap', self, peer)).toBe(
      '/tap?workload=east%2Fvideo%2FDeployment%2Fplaylists-api&way=out&destination=mail&start=true',
    );
  });

  it.each([
    ['a caller', {}, { way: 'in', source: 'video/videos-web' }],
    [
      'a caller whose runs have names of their own',
      { kind: 'CronJob' },
      { way: 'in', source: 'videos-web' },
    ],
    ['callers without a proxy', { type: 'unmeshed' as const }, { way: 'in' }],
    ['a caller that is hidden', { type: 'hidden' as const }, { way: 'in' }],
  ])('prefills %s', (_, node, prefilled) => {
    const caller = { ...workload('videos-web', { stats: {} }), ...node };
    const url = new URL(
      tapPath('/tap', self, undefined, caller) as string,
      'http://x',
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      workload: 'east/video/Deployment/playlists-api',
      ...prefilled,
      start: 'true',
    });
  });

  it('leads nowhere for what is no workload', () => {
    expect(tapPath('/tap', { ...self, type: 'external' })).toBeUndefined();
  });
});

describe('readTexts', () => {
  it('is what was put into the address, whatever the texts are', () => {
    const ids = ['a b', 'east/video/Deployment/web', '100%', 'ü', '-'];
    expect(readTexts(textsParameter(ids))).toEqual(ids);
    expect(textsParameter([])).toBeUndefined();
  });

  it('takes what somebody typed', () => {
    expect(readTexts('%E0%A4%A b')).toEqual(['%E0%A4%A', 'b']);
    expect(readTexts(undefined)).toEqual([]);
  });
});

describe('readSelection', () => {
  it.each([
    ['node:a:b', { type: 'node', id: 'a:b' }],
    ['edge:x', { type: 'edge', id: 'x' }],
    ['pod:x', undefined],
    ['node:', undefined],
    [undefined, undefined],
  ] as const)('reads %p', (text, selection) => {
    expect(readSelection(text)).toEqual(selection);
    expect(selectionParameter(selection)).toBe(selection && text);
  });
});
