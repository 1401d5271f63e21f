import {
  meshedPod,
  podSnapshot,
} from '../../metrics/__testUtils__/podSnapshot';
import { workloadsOfAuthority } from './workloadsOfAuthority';

describe('workloadsOfAuthority', () => {
  const target = {
    cluster: 'c',
    namespace: 'a',
    kind: 'Deployment',
    name: 'web',
  };
  const pod = { ...meshedPod('b', 'api', 1), labels: { app: 'api' } };
  const snapshot = {
    ...podSnapshot([meshedPod('a', 'web', 1), pod]),
    service: (namespace: string, name: string) =>
      namespace === 'b' && name === 'api'
        ? {
            namespace,
            name,
            selector: { app: 'api' },
            clusterIps: [],
            ports: [],
          }
        : undefined,
  };

  it.each([
    ['web'],
    ['web:80'],
    ['anything.a.svc.cluster.local:80'],
    ['www.example.com:443'],
  ])('opens %s to everybody', authority => {
    expect(workloadsOfAuthority(authority, target, snapshot)).toBe('open');
  });

  it.each([
    ['api.b:80'],
    ['API.b.svc.cluster.local.'],
    ['api.b.svc'],
    ['pod-0.api.b.svc.cluster.local'],
    ['pod-0.api.b'],
  ])('finds who is behind %s', authority => {
    expect(workloadsOfAuthority(authority, target, snapshot)).toEqual([
      pod.workload,
    ]);
  });

  it.each([['guess.b:80'], ['api.guess'], ['10.0.0.1:80'], ['[::1]:80']])(
    'knows nobody behind %s, whether it is there or not',
    authority => {
      expect(workloadsOfAuthority(authority, target, snapshot)).toEqual([]);
    },
  );
});
