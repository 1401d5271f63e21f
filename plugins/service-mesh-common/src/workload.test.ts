import fc from 'fast-check';
import {
  formatGroupId,
  formatWorkloadId,
  parseWorkloadId,
  workloadKey,
} from './workload';

const IDS: [string, string][] = [
  ['Deployment', 'dpm-web'],
  ['DaemonSet', 'dms-web'],
  ['StatefulSet', 'sts-web'],
  ['Job', 'job-web'],
  ['CronJob', 'cjb-web'],
  ['ReplicaSet', 'rps-web'],
  ['Pod', 'pod-web'],
];

describe('workload ids', () => {
  it.each(IDS)('should write and read a %s as %s', (kind, id) => {
    expect(formatWorkloadId({ kind, name: 'web' })).toBe(id);
    expect(parseWorkloadId(id)).toEqual({ kind, name: 'web' });
  });

  it.each(['Rollout', 'ReplicationController', 'constructor'])(
    'should write any other owner as own-: %s',
    kind => {
      expect(formatWorkloadId({ kind, name: 'web' })).toBe('own-web');
      expect(parseWorkloadId('own-web')).toEqual({
        kind: undefined,
        name: 'web',
      });
    },
  );

  it.each(['', 'web', 'dpm-', '-web', 'xyz-web', 'DPM-web', 'constructor-x'])(
    'should not read %p',
    id => {
      expect(parseWorkloadId(id)).toBeUndefined();
    },
  );

  it('should keep names that hold hyphens and prefixes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...IDS.map(([kind]) => kind)),
        fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,20}[a-z0-9])?$/),
        (kind, name) => {
          expect(parseWorkloadId(formatWorkloadId({ kind, name }))).toEqual({
            kind,
            name,
          });
        },
      ),
    );
  });
});

describe('formatGroupId', () => {
  it('should be the hash of the compact JSON of the sorted ids', () => {
    expect(formatGroupId(['dpm-web'])).toBe(
      '892feacdd4abe97959759bd9cd474bfe3658c0bc3d773cdd22e893588064ef53',
    );
    // printf '["dpm-a","sts-b"]' | sha256sum
    expect(formatGroupId(['sts-b', 'dpm-a'])).toBe(
      '1175d319589e096c3d431a70cebe6cb0ed4c363bbb7bbbfe71219261d4b185ee',
    );
  });

  it('should not depend on the order, and leave it as it is', () => {
    const ids = ['sts-b', 'dpm-a'];
    expect(formatGroupId(ids)).toBe(formatGroupId(['dpm-a', 'sts-b']));
    expect(ids).toEqual(['sts-b', 'dpm-a']);
  });
});

describe('workloadKey', () => {
  it('should tell apart what only looks alike', () => {
    const base = {
      cluster: 'a',
      namespace: 'b',
      kind: 'Deployment',
      name: 'c',
    };
    expect(workloadKey(base)).toBe(workloadKey({ ...base }));
    expect(workloadKey({ ...base, cluster: 'a,b' })).not.toBe(
      workloadKey({ ...base, namespace: 'b,b' }),
    );
    expect(workloadKey({ ...base, cluster: 'a"' })).not.toBe(workloadKey(base));
  });
});
