import { startDemoCluster, type DemoCluster } from '../index';
import type { EdgeTruth } from './Truth';
import type { WorldModel } from './model';
import {
  outcomes,
  OK,
  latency,
  route,
  service,
  workload,
} from '../worlds/parts';
import { podOf, TestClient } from '../__testUtils__/client';
import { readSamples, total } from '../__testUtils__/exposition';
import type { Pod } from '../objects/KubernetesObject';

jest.setTimeout(60_000);

const START = Date.parse('2026-11-21T00:00:00Z');

function edge(cluster: DemoCluster, source: string, target: string): EdgeTruth {
  const found = cluster
    .truth()
    .edges.find(
      item => item.source.name === source && item.target.name === target,
    );
  if (!found) {
    throw new Error(`no edge ${source} → ${target}`);
  }
  return found;
}

/** How far a count may be off by chance: five standard deviations of a Poisson count. */
function tolerance(expected: number): number {
  return 5 * Math.sqrt(Math.max(1, expected));
}

describe('the traffic of the east', () => {
  let cluster: DemoCluster;
  const SECONDS = 200;

  beforeAll(async () => {
    cluster = await startDemoCluster({
      world: 'east',
      speed: 0,
      startAt: START,
    });
    cluster.clock.advance(SECONDS * 1000);
  });

  afterAll(() => cluster.close());

  it('makes as many calls as the model says, and as many fail', () => {
    const { edges } = cluster.truth();
    const short = new Set(['report']);
    const checked = edges.filter(
      ({ protocol, source, target }) =>
        protocol !== 'tcp' &&
        target.kind !== 'Service' &&
        !short.has(source.name),
    );
    expect(checked.length).toBeGreaterThan(15);
    for (const { source, target, configured, generated } of checked) {
      const where = `${source.name} → ${target.name}`;
      const expected = configured.requestsPerSecond * SECONDS;
      // Retries come on top: at most one for each failure.
      expect({
        where,
        ok:
          generated.requests > expected - tolerance(expected) &&
          generated.requests <
            expected + tolerance(expected) + generated.failures,
      }).toEqual({ where, ok: true });
      if (generated.abandoned > 0 || generated.requests < 50) {
        continue;
      }
      const failing = (1 - (configured.successRate ?? 1)) * generated.requests;
      expect({
        where,
        ok: Math.abs(generated.failures - failing) <= tolerance(failing) + 3,
      }).toEqual({ where, ok: true });
    }
  });

  it('counts at both proxies what the ledger says', async () => {
    const client = new TestClient(cluster);
    const samplesOf = async (namespace: string, app: string) => {
      const pods = cluster.store
        .list<Pod>('pods', namespace)
        .filter(pod => pod.metadata.labels?.app === app);
      const texts = await Promise.all(
        pods.map(pod => client.metrics(namespace, pod.metadata.name)),
      );
      return texts.flatMap(readSamples);
    };
    const caller = await samplesOf('video', 'videos-web');
    const callee = await samplesOf('video', 'payments');
    const { generated } = edge(cluster, 'videos-web', 'payments');
    const out = { direction: 'outbound', dst_deployment: 'payments' };
    expect(total(caller, 'request_total', out)).toBe(generated.requests);
    expect(
      total(caller, 'response_total', { ...out, classification: 'success' }),
    ).toBe(generated.successes);
    expect(
      total(callee, 'request_total', {
        direction: 'inbound',
        client_id:
          'videos-web.video.serviceaccount.identity.linkerd.cluster.local',
      }),
    ).toBe(generated.requests);
    const denied = edge(cluster, 'intruder', 'payments').generated;
    expect(
      total(callee, 'inbound_http_authz_deny_total') +
        total(callee, 'inbound_http_route_not_found_total'),
    ).toBe(denied.denied);
    expect(denied.denied).toBe(denied.successes);
  });

  it('leaves nothing of refused calls in the callee but the refusal', async () => {
    const samples = readSamples(
      await new TestClient(cluster).metrics(
        'video',
        podOf(cluster, 'video', 'payments').metadata.name,
      ),
    );
    const intruder = {
      client_id: 'intruder.video.serviceaccount.identity.linkerd.cluster.local',
    };
    expect(total(samples, 'request_total', intruder)).toBe(0);
    expect(total(samples, 'response_total', intruder)).toBe(0);
    expect(
      total(samples, 'inbound_http_authz_deny_total', intruder),
    ).toBeGreaterThan(0);
  });

  it('never takes a counter back while its pod lives', async () => {
    const client = new TestClient(cluster);
    const { name } = podOf(cluster, 'video', 'playlists-api').metadata;
    let before = new Map<string, number>();
    for (let i = 0; i < 5; i++) {
      const samples = readSamples(await client.metrics('video', name));
      const now = new Map<string, number>();
      for (const { name: metric, labels, value } of samples) {
        if (/_(total|count|sum|bucket)$/.test(metric)) {
          now.set(`${metric} ${JSON.stringify(labels)}`, value);
        }
      }
      for (const [key, value] of before) {
        expect(now.get(key) ?? Infinity).toBeGreaterThanOrEqual(value);
      }
      before = now;
      cluster.clock.advance(13_000);
    }
  });

  it('fails the callers of a broken version, and only while it is there', () => {
    const callers = () => edge(cluster, 'videos-web', 'playlists-api');
    const rate = (of: () => EdgeTruth, run: () => void) => {
      const a = of().generated;
      run();
      const b = of().generated;
      return (b.failures - a.failures) / (b.requests - a.requests);
    };
    const advance = (seconds: number) => () =>
      cluster.clock.advance(seconds * 1000);
    cluster.rollOut({ namespace: 'video', name: 'videos-api' }, '1.8.1');
    advance(60)();
    const calm = rate(callers, advance(60));
    cluster.rollOut({ namespace: 'video', name: 'videos-api' }, '1.9.0');
    advance(40)();
    const broken = rate(callers, advance(60));
    expect(broken).toBeGreaterThan(calm + 0.08);
  });
});

describe('a proxy that restarts', () => {
  it('begins at nothing, in the same pod', async () => {
    const cluster = await startDemoCluster({
      world: 'west',
      speed: 0,
      startAt: START,
    });
    cluster.clock.advance(60_000);
    const client = new TestClient(cluster);
    const { name } = podOf(cluster, 'video', 'videos-web').metadata;
    const read = async () => readSamples(await client.metrics('video', name));
    const before = await read();
    cluster.restartProxy('video', name);
    cluster.clock.advance(5000);
    const after = await read();
    for (const direction of ['inbound', 'outbound']) {
      const count = total(after, 'request_total', { direction });
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThan(total(before, 'request_total', { direction }));
    }
    expect(total(after, 'process_start_time_seconds')).toBe(START / 1000 + 60);
    const open = after.filter(
      sample => sample.name === 'tcp_open_connections' && sample.value < 0,
    );
    expect(open).toEqual([]);
    const pod = cluster.store.get<Pod>('pods', 'video', name);
    expect(
      pod?.status.initContainerStatuses?.find(
        status => status.name === 'linkerd-proxy',
      ),
    ).toMatchObject({ restartCount: 1, ready: true });
    await cluster.close();
  });
});

describe('a rollout', () => {
  it('replaces pods one after the other, with ReplicaSets and revisions as they are', async () => {
    const cluster = await startDemoCluster({
      world: 'west',
      speed: 0,
      startAt: START,
    });
    const sets = () =>
      cluster.store
        .list('replicasets', 'video')
        .filter(item => item.metadata.name.startsWith('videos-api-'))
        .map(item => ({
          name: item.metadata.name,
          revision:
            item.metadata.annotations?.['deployment.kubernetes.io/revision'],
          replicas: (item.spec as { replicas: number }).replicas,
        }));
    const ref = { namespace: 'video', name: 'videos-api' };
    const [original] = sets();
    let lowest = Infinity;
    const running = () =>
      cluster.store
        .list<Pod>('pods', 'video')
        .filter(
          pod =>
            pod.metadata.labels?.app === 'videos-api' &&
            !pod.metadata.deletionTimestamp &&
            pod.status.conditions.some(
              ({ type, status }) => type === 'Ready' && status === 'True',
            ),
        ).length;
    cluster.rollOut(ref, '1.9.0');
    for (let i = 0; i < 60; i++) {
      cluster.clock.advance(500);
      lowest = Math.min(lowest, running());
    }
    expect(lowest).toBe(2);
    expect(running()).toBe(2);
    const after = sets();
    expect(after).toHaveLength(2);
    expect(after.find(({ name }) => name === original.name)?.replicas).toBe(0);
    expect(after.find(({ name }) => name !== original.name)).toMatchObject({
      revision: '2',
      replicas: 2,
    });
    // Going back takes the old ReplicaSet again, with a new revision.
    cluster.rollOut(ref, '1.8.1');
    cluster.clock.advance(30_000);
    expect(sets().find(({ name }) => name === original.name)).toEqual({
      name: original.name,
      revision: '3',
      replicas: 2,
    });
    await cluster.close();
  });
});

describe('determinism', () => {
  async function run(seed: number) {
    const cluster = await startDemoCluster({
      world: 'west',
      seed,
      speed: 0,
      startAt: START,
    });
    // Other steps on the way must not change where it ends.
    for (const seconds of seed === 1 ? [90] : [30, 45, 15]) {
      cluster.clock.advance(seconds * 1000);
    }
    const metrics = await new TestClient(cluster).metrics(
      'video',
      podOf(cluster, 'video', 'videos-web').metadata.name,
    );
    const result = {
      truth: cluster.truth(),
      pods: cluster.store.list('pods').map(pod => pod.metadata),
      metrics,
    };
    await cluster.close();
    return result;
  }

  it('does the same with the same seed, whatever steps the clock takes', async () => {
    const [a, b] = await Promise.all([run(1), run(1)]);
    expect(a).toEqual(b);
  });

  it('does something else with another seed', async () => {
    const [a, b] = await Promise.all([run(1), run(2)]);
    expect(a.truth.edges).not.toEqual(b.truth.edges);
    expect(a.pods).not.toEqual(b.pods);
  });
});

describe('causes', () => {
  /** front → middle → back, where back fails half of the time. */
  function chain(failsCaller: number): WorldModel {
    const to = (name: string) => ({
      to: { namespace: 'a', name },
      route: 'GET /',
    });
    return {
      name: 'chain',
      namespaces: [{ name: 'a', injected: true }],
      workloads: [
        workload('a', 'front', {
          ports: [],
          drives: [{ ratePerSecond: 20, call: to('middle') }],
        }),
        workload('a', 'middle', {
          routes: [
            route('GET', '/', {
              latency: latency(5),
              calls: [{ ...to('back'), failsCaller }],
            }),
          ],
        }),
        workload('a', 'back', {
          routes: [
            route('GET', '/', {
              outcomes: { '*': outcomes(OK, { share: 0.5, status: 500 }) },
            }),
          ],
        }),
      ],
      services: [service('a', 'middle'), service('a', 'back')],
      policies: [],
      externals: [],
      rollouts: [],
      hasPrometheus: false,
      stepMs: 100,
    };
  }

  it.each([
    [1, 0.5],
    [0.4, 0.2],
    [0, 0],
  ])(
    'a callee that fails half of the time fails its caller in a share of %s: %s of its answers',
    async (failsCaller, expected) => {
      const cluster = await startDemoCluster({
        world: chain(failsCaller),
        speed: 0,
        startAt: START,
      });
      cluster.clock.advance(200_000);
      const { generated, configured } = edge(cluster, 'front', 'middle');
      expect(1 - (configured.successRate ?? 0)).toBeCloseTo(expected, 6);
      expect(
        Math.abs(generated.failures - expected * generated.requests),
      ).toBeLessThan(tolerance(expected * generated.requests));
      await cluster.close();
    },
  );

  it('leaves nothing to call where the last pod is gone', async () => {
    const cluster = await startDemoCluster({
      world: chain(1),
      speed: 0,
      startAt: START,
    });
    const back = podOf(cluster, 'a', 'back');
    cluster.store.delete('pods', 'a', back.metadata.name);
    cluster.clock.advance(60_000);
    const { generated } = edge(cluster, 'front', 'middle');
    expect(generated.successes).toBe(0);
    const samples = readSamples(
      await new TestClient(cluster).metrics(
        'a',
        podOf(cluster, 'a', 'middle').metadata.name,
      ),
    );
    expect(total(samples, 'request_total', { dst_deployment: 'back' })).toBe(0);
    const failed = (error: string) =>
      total(samples, 'outbound_http_route_request_statuses_total', {
        error,
        http_status: '',
      });
    expect(failed('FAIL_FAST')).toBeGreaterThan(0);
    expect(failed('LOAD_SHED')).toBeGreaterThan(0);
    await cluster.close();
  });

  it('forgets a series ten minutes after its last event', async () => {
    const cluster = await startDemoCluster({
      world: chain(1),
      speed: 0,
      startAt: START,
    });
    cluster.clock.advance(30_000);
    const name = podOf(cluster, 'a', 'middle').metadata.name;
    const count = async () =>
      readSamples(await new TestClient(cluster).metrics('a', name)).filter(
        sample =>
          sample.name === 'request_total' &&
          sample.labels.dst_deployment === 'back',
      ).length;
    expect(await count()).toBe(1);
    cluster.store.delete(
      'pods',
      'a',
      podOf(cluster, 'a', 'front').metadata.name,
    );
    cluster.clock.advance(9 * 60_000);
    expect(await count()).toBe(1);
    cluster.clock.advance(2 * 60_000);
    expect(await count()).toBe(0);
    await cluster.close();
  });
});
