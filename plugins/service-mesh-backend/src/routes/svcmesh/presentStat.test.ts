import { TopologyNode } from '@backstage-mesh/plugin-service-mesh-common';
import { presentPodStat, presentStat } from './presentStat';

const WEB: TopologyNode = {
  id: 'opaque',
  type: 'workload',
  cluster: 'arn:aws:eks:eu-west-1:1:cluster/east',
  namespace: 'video',
  kind: 'StatefulSet',
  name: 'web',
  meshed: { running: 2, total: 3 },
  entityRefs: [],
  stats: {},
};

const NUMBERS = {
  stats: {
    requestsPerSecond: 2,
    counts: { successes: 110, failures: 0, requests: 120 },
    latencyMs: { p50: 5, p95: 20, p99: 45.5, mean: 8 },
    tcp: {
      openConnections: 0,
      readBytesPerSecond: 10.01,
      writeBytesPerSecond: 0,
    },
  },
  windowSeconds: 60,
};

describe('presentStat', () => {
  it('should write a workload with all that is known', () => {
    const errors = [
      { pod: 'web-1', container: 'app', image: 'i', reason: 'A', message: 'a' },
      { pod: 'web-0', container: 'app', image: 'i', reason: 'B', message: '' },
      { pod: 'web-1', container: 'sid', image: 'j', reason: 'C', message: 'c' },
    ];
    expect(presentStat({ ...WEB, errors }, NUMBERS, () => 1)).toEqual({
      id: 'sts-web',
      link: '/clusters/arn%3Aaws%3Aeks%3Aeu-west-1%3A1%3Acluster%2Feast/namespaces/video/svcmeshworkloads/sts-web',
      timeWindow: '1m',
      resource: { namespace: 'video', type: 'statefulset', name: 'web' },
      meshedPodCount: 2,
      runningPodCount: 3,
      failedPodCount: 1,
      basicStat: {
        successCount: 110,
        failureCount: 0,
        latencyMsP50: 5,
        latencyMsP95: 20,
        latencyMsP99: 45.5,
      },
      tcpStat: { openConnections: 0, readBytesTotal: 601, writeBytesTotal: 0 },
      podErrors: [
        {
          podName: 'web-1',
          errors: [
            { container: 'app', image: 'i', reason: 'A', message: 'a' },
            { container: 'sid', image: 'j', reason: 'C', message: 'c' },
          ],
        },
        {
          podName: 'web-0',
          errors: [{ container: 'app', image: 'i', reason: 'B', message: '' }],
        },
      ],
    });
  });

  it('should have no key for what is unknown, and a zero for zero', () => {
    const stat = presentStat(
      { ...WEB, meshed: undefined },
      {
        stats: { counts: { successes: 0, failures: 0 } },
        windowSeconds: 90,
      },
      () => undefined,
    );
    expect(JSON.stringify(stat)).toBe(
      JSON.stringify(JSON.parse(JSON.stringify(stat))),
    );
    expect(Object.keys(stat).sort()).toEqual([
      'basicStat',
      'id',
      'link',
      'resource',
      'timeWindow',
    ]);
    expect(stat).toMatchObject({
      timeWindow: '90s',
      basicStat: { successCount: 0, failureCount: 0 },
    });
  });

  it('should tell attempts from what the caller got, where calls are retried', () => {
    const { basicStat } = presentStat(
      WEB,
      {
        stats: {
          counts: { successes: 93, failures: 17 },
          calls: { successes: 93, failures: 7 },
        },
        windowSeconds: 60,
      },
      () => 0,
    );
    expect(basicStat).toEqual({
      successCount: 93,
      failureCount: 7,
      actualSuccessCount: 93,
      actualFailureCount: 17,
    });
  });

  it.each<[Partial<TopologyNode>, string, object]>([
    [
      { type: 'service', kind: 'Service', name: 'nowhere', namespace: 'ops' },
      'service-nowhere',
      { namespace: 'ops', type: 'service', name: 'nowhere' },
    ],
    [
      {
        type: 'external',
        kind: 'External',
        name: 'api.example',
        namespace: undefined,
      },
      'external-api.example',
      { type: 'external', name: 'api.example' },
    ],
    [
      { type: 'unmeshed', kind: 'Unmeshed', name: 'unmeshed' },
      'unmeshed',
      { namespace: 'video', type: 'unmeshed', name: 'unmeshed' },
    ],
    [
      { type: 'hidden', kind: 'Hidden', name: undefined, namespace: undefined },
      'hidden',
      { type: 'hidden' },
    ],
  ])('should write a peer that is no workload: %j', (changes, id, resource) => {
    const stat = presentStat({ ...WEB, ...changes }, NUMBERS, () => 1);
    expect(stat).toMatchObject({ id, resource });
    expect(Object.keys(stat.resource)).toEqual(Object.keys(resource));
    expect(stat).not.toHaveProperty('link');
    expect(stat).not.toHaveProperty('failedPodCount');
  });
});

describe('presentPodStat', () => {
  it('should link the pod below its workload', () => {
    expect(
      presentPodStat(
        WEB,
        { name: 'web-0', status: 'CrashLoopBackOff', meshed: true },
        NUMBERS,
        {
          phase: 'Running',
          errors: [
            {
              pod: 'web-0',
              container: 'app',
              image: 'i',
              reason: 'CrashLoopBackOff',
              message: 'back-off',
            },
          ],
        },
      ),
    ).toMatchObject({
      id: 'web-0',
      status: 'CrashLoopBackOff',
      link: expect.stringMatching(
        /svcmeshworkloads\/sts-web\/svcmeshpods\/web-0$/,
      ),
      resource: { namespace: 'video', type: 'pod', name: 'web-0' },
      meshedPodCount: 1,
      runningPodCount: 1,
      failedPodCount: 0,
      podErrors: [
        {
          podName: 'web-0',
          errors: [expect.objectContaining({ reason: 'CrashLoopBackOff' })],
        },
      ],
    });
  });
});
