import { http, workload } from '../__fixtures__/videoCatalog';
import { tapPath } from './tapPath';
import { parseWorkloadParameter, workloadParameter } from './workloadParameter';

const self = workload('playlists-api', { stats: http(1, 100, 1) });

describe('workloadParameter', () => {
  it('is read back as it was written, whatever the cluster is called', () => {
    const named = { ...self, cluster: 'arn:aws:eks:eu/east %' };
    expect(parseWorkloadParameter(workloadParameter(named))).toEqual({
      cluster: 'arn:aws:eks:eu/east %',
      namespace: 'video',
      kind: 'Deployment',
      name: 'playlists-api',
    });
  });

  it.each(['', 'a/b/c', 'a/b/c/', 'a/b/c/d/e', 'a/b/c/%'])(
    'takes nothing from %p',
    text => {
      expect(parseWorkloadParameter(text)).toBeUndefined();
    },
  );
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
    expect(tapPath('/tap', self, peer)).not.toContain('to=');
  });

  it('leads nowhere for what is no workload', () => {
    expect(tapPath('/tap', { ...self, type: 'external' })).toBeUndefined();
  });
});
