import { tapPeer } from './tapPeer';

describe('tapPeer', () => {
  it.each<
    [string, Record<string, string>, ReturnType<typeof tapPeer>['owner']]
  >([
    [
      'a meshed Deployment',
      {
        control_plane_ns: 'linkerd',
        deployment: 'videos-web',
        namespace: 'video',
        pod: 'videos-web-1',
        tls: 'true',
      },
      { namespace: 'video', kind: 'Deployment', name: 'videos-web' },
    ],
    [
      'a CronJob',
      { cronjob: 'report', namespace: 'video', pod: 'p' },
      { namespace: 'video', kind: 'CronJob', name: 'report' },
    ],
    [
      'a Job',
      { k8s_job: 'migrate', namespace: 'video', pod: 'p' },
      { namespace: 'video', kind: 'Job', name: 'migrate' },
    ],
    [
      'a bare pod',
      { namespace: 'video', pod: 'debug-shell' },
      { namespace: 'video', kind: 'Pod', name: 'debug-shell' },
    ],
    ['a host outside the cluster', { tls: 'no_identity' }, undefined],
    ['a node', { node: 'node-1', tls: 'no_tls_from_remote' }, undefined],
    ['an empty owner', { deployment: '', namespace: 'video' }, undefined],
  ])('should name %s', (_, labels, owner) => {
    expect(tapPeer(labels).owner).toEqual(owner);
  });

  it('should keep of a hidden peer only what tells of the call', () => {
    expect(
      tapPeer({
        tls: 'true',
        client_id: 'web.video.serviceaccount.identity.linkerd.cluster.local',
        deployment: 'web',
        namespace: 'video',
        pod: 'web-1',
        zone: 'a',
        zone_locality: 'remote',
      }).callLabels,
    ).toEqual({ tls: 'true', zone_locality: 'remote' });
  });
});
