import { http, workload } from '../__fixtures__/videoCatalog';
import { tapPath } from './tapPath';
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
    expect(tapPath('/tap', self, peer)).not.toContain('to=');
  });

  it('leads nowhere for what is no workload', () => {
    expect(tapPath('/tap', { ...self, type: 'external' })).toBeUndefined();
  });
});
