import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import {
  EdgeTraffic,
  MeshPeer,
} from '@backstage-mesh/plugin-service-mesh-node';
import { borderLatency, ClusterCalls } from './borderLatency';

const ref = (name: string, namespace = 'shop'): WorkloadRef => ({
  cluster: 'east',
  namespace,
  kind: 'Deployment',
  name,
});
const workload = (name: string, namespace?: string): MeshPeer => ({
  type: 'workload',
  workload: ref(name, namespace),
});

/** 100 calls, of which so many took at most 10 ms and the others at most 100 ms. */
function buckets(fast: number) {
  return new Map([
    [10, fast],
    [100, 100],
    [Infinity, 100],
  ]);
}

function call(
  source: MeshPeer,
  target: MeshPeer,
  more: Partial<EdgeTraffic>,
): EdgeTraffic {
  return { source, target, protocol: 'http', countedBy: 'source', ...more };
}

function cluster(more: Partial<ClusterCalls>): ClusterCalls {
  return { counts: [], latency: [], hidden: new Set(), ...more };
}

describe('borderLatency', () => {
  const group = [ref('front'), ref('back')];
  const outside = call(workload('web'), workload('front'), {
    latency: buckets(100),
  });
  const unmeshed = call({ type: 'unmeshed' }, workload('back'), {
    latency: buckets(0),
    countedBy: 'target',
  });
  const inside = call(workload('front'), workload('back'), {
    latency: buckets(0),
  });
  const leaving = call(workload('back'), workload('db'), {
    latency: buckets(0),
  });

  it('should merge the buckets of the calls that cross the border inwards', () => {
    // 200 calls, half of them within 10 ms: no mean of the quantiles 5 and 55.
    expect(
      borderLatency(group, [cluster({ latency: [outside, unmeshed] })]),
    ).toMatchObject({ p50: 10, p95: 91, p99: expect.closeTo(98.2) });
  });

  it('should not count what members call, each other or others', () => {
    const alone = borderLatency(group, [cluster({ latency: [outside] })]);
    expect(
      borderLatency(group, [cluster({ latency: [outside, inside, leaving] })]),
    ).toEqual(alone);
    expect(
      borderLatency(group, [cluster({ latency: [inside, leaving] })]),
    ).toBeUndefined();
  });

  it('should count once what two answers hold', () => {
    expect(
      borderLatency(group, [
        cluster({ latency: [outside, unmeshed, { ...outside }] }),
      ]),
    ).toEqual(
      borderLatency(group, [cluster({ latency: [outside, unmeshed] })]),
    );
  });

  it('should count once what two clusters tell of', () => {
    const timed = {
      ...outside,
      http: { successes: 1, failures: 0, latencySumMs: 10, latencyCount: 1 },
    };
    const other = {
      ...unmeshed,
      http: { successes: 1, failures: 0, latencySumMs: 90, latencyCount: 1 },
    };
    const one = cluster({ counts: [timed, other], latency: [timed, other] });
    expect(
      borderLatency(group, [
        one,
        cluster({ counts: [timed], latency: [timed] }),
      ]),
    ).toEqual(borderLatency(group, [one]));
  });

  it('should leave out callers in namespaces that are not shown', () => {
    const scrape = call(
      workload('prometheus', 'monitoring'),
      workload('back'),
      {
        latency: buckets(0),
      },
    );
    expect(
      borderLatency(group, [
        cluster({ latency: [scrape], hidden: new Set(['monitoring']) }),
      ]),
    ).toBeUndefined();
  });

  it('should add the calls of several clusters, and weigh the mean by calls', () => {
    const counted = (name: string, sum: number, count: number) =>
      call(workload(name), workload('front'), {
        http: {
          successes: count,
          failures: 0,
          latencySumMs: sum,
          latencyCount: count,
        },
      });
    expect(
      borderLatency(group, [
        cluster({ counts: [counted('web', 900, 90)] }),
        cluster({ counts: [counted('batch', 1000, 10)] }),
      ]),
    ).toEqual({ mean: 19 });
  });
});
