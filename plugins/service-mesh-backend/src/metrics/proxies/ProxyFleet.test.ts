import { setImmediate } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import {
  ClusterRequest,
  InventoryPod,
  MetricsScope,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { proxyTargetOf } from '../../mesh/linkerd/proxyTarget';
import { meshedPod, podSnapshot } from '../__testUtils__/podSnapshot';
import { scriptedConnection } from '../__testUtils__/recordedMesh';
import {
  ALLOWED,
  proxiedPod,
  UNREACHABLE,
} from '../__testUtils__/recordedProxies';
import { ProxiesSource } from './ProxiesSource';

const INTERVAL = 10_000;
const MINUTE = 60_000;

const QUERY: SeriesQuery = {
  metric: 'request_total',
  aggregate: 'increase',
  matchers: [],
  by: ['namespace', 'pod', 'deployment'],
};

/** Sources of a cluster whose proxies count one request per second. */
function scene(
  pods: InventoryPod[],
  answers: {
    allowed?: (namespace: string | undefined) => boolean;
    down?: (pod: string) => boolean;
    /** Seconds for which it asks to be left alone. */
    retryAfter?: number;
    backgroundMs?: number;
  } = {},
) {
  const clock = { now: 1_000_000_000 };
  const state = { pods };
  const connection = scriptedConnection((request: ClusterRequest) => {
    if (request.path.endsWith('selfsubjectaccessreviews')) {
      const { namespace } = JSON.parse(`${request.body}`).spec
        .resourceAttributes;
      return answers.allowed && !answers.allowed(namespace)
        ? { status: 201, body: '{"status":{"allowed":false}}' }
        : ALLOWED;
    }
    const pod = proxiedPod(request);
    return !pod || answers.down?.(pod.name)
      ? {
          ...UNREACHABLE,
          ...(answers.retryAfter !== undefined && {
            headers: { 'retry-after': `${answers.retryAfter}` },
          }),
        }
      : {
          status: 200,
          body: `process_start_time_seconds 1000\nrequest_total{direction="inbound"} ${
            clock.now / 1000
          }\n`,
        };
  }, 'c');
  const source = new ProxiesSource({
    cluster: 'c',
    connection,
    snapshot: () => podSnapshot(state.pods),
    mesh: { proxyTarget: proxyTargetOf, metricNames: ['request_total'] },
    excludedNamespaces: ['linkerd'],
    logger: mockServices.logger.mock(),
    intervalMs: INTERVAL,
    ...(answers.backgroundMs !== undefined && {
      backgroundMs: answers.backgroundMs,
    }),
    now: () => clock.now,
    wait: async ms => {
      clock.now += ms;
    },
  });
  const read = () =>
    connection.asked.flatMap(sent => proxiedPod(sent)?.name ?? []);
  const ask = (windowSeconds = 60, scope?: MetricsScope) =>
    source.query([QUERY], { windowSeconds, scope });
  return { source, clock, state, connection, read, ask };
}

describe('ProxiesSource', () => {
  const open: ProxiesSource[] = [];
  const of = (...options: Parameters<typeof scene>) => {
    const made = scene(...options);
    open.push(made.source);
    return made;
  };

  afterEach(() => open.splice(0).forEach(source => source.close()));

  it('reads twice for the first answer, and says how long it measured', async () => {
    const { ask, read } = of([meshedPod('a', 'web', 1)]);
    const answer = await ask();
    expect(read()).toEqual(['web-1', 'web-1']);
    expect(answer.windowSeconds).toBe(3);
    expect(answer.results).toEqual([
      [
        {
          labels: { namespace: 'a', pod: 'web-1', deployment: 'web' },
          value: expect.closeTo(3),
        },
      ],
    ]);
    expect(answer.warnings).toEqual([
      {
        code: 'window-filling',
        message: expect.stringContaining('Measured over 3 s'),
        cluster: 'c',
      },
    ]);
  });

  it('fills its window, and reads no more often than it should', async () => {
    const { ask, clock, read } = of([meshedPod('a', 'web', 1)]);
    await ask();
    for (let i = 0; i < 7; i += 1) {
      clock.now += 1.6 * INTERVAL;
      await ask();
    }
    expect(read()).toHaveLength(9);
    const answer = await ask();
    expect(read()).toHaveLength(9);
    expect(answer.windowSeconds).toBe(60);
    expect(answer.results[0]![0].value).toBeCloseTo(60);
    expect(answer.warnings).toEqual([]);
  });

  it('asks first whether it may, and reads nothing where it may not', async () => {
    const { ask, read, connection } = of([meshedPod('a', 'web', 1)], {
      allowed: () => false,
    });
    await expect(ask()).rejects.toThrow(
      "The proxies can not be read: the portal's account may not get pods/proxy in any namespace of cluster c",
    );
    expect(read()).toEqual([]);
    await expect(ask()).rejects.toThrow('pods/proxy');
    // The answer is believed for a while: one question for all namespaces, one for the only one.
    expect(connection.asked).toHaveLength(2);
  });

  it('reads the namespaces that it may, and says that others are missing', async () => {
    const { ask, read } = of(
      [meshedPod('a', 'web', 1), meshedPod('b', 'api', 1)],
      { allowed: namespace => namespace === 'b' },
    );
    const { warnings } = await ask();
    expect(new Set(read())).toEqual(new Set(['api-1']));
    expect(warnings).toContainEqual({
      code: 'proxies-forbidden',
      message: expect.stringContaining('1 of 2 proxies are not read'),
      cluster: 'c',
      values: { failed: 1, total: 2 },
    });
  });

  it("leaves the mesh's own namespaces alone", async () => {
    const { ask, read } = of([
      meshedPod('a', 'web', 1),
      meshedPod('linkerd', 'destination', 1),
    ]);
    await ask();
    expect(new Set(read())).toEqual(new Set(['web-1']));
  });

  it('refuses more than 200 proxies, but answers a smaller question', async () => {
    const many = Array.from({ length: 150 }, (_, i) => meshedPod('a', 'a', i));
    const more = Array.from({ length: 60 }, (_, i) => meshedPod('b', 'b', i));
    const { ask, read } = of([...many, ...more]);
    await expect(ask()).rejects.toThrow(
      'Cluster c has 210 proxies to read, more than the 200 that can be read directly: it needs a Prometheus',
    );
    expect(read()).toEqual([]);
    const { results } = await ask(60, { namespaces: ['b'] });
    expect(results[0]).toHaveLength(60);
    expect(read().every(name => name.startsWith('b-'))).toBe(true);
    await expect(ask(60, { namespaces: ['a'] })).rejects.toThrow(
      'Too many proxies to read at once: 150 beside the 60 that others look at',
    );
  });

  it('leaves a proxy that does not answer alone, longer each time', async () => {
    const { ask, clock, read } = of(
      [meshedPod('a', 'web', 1), meshedPod('a', 'down', 1)],
      { down: pod => pod === 'down-1' },
    );
    const { warnings, results } = await ask();
    expect(warnings).toContainEqual({
      code: 'proxies-unreachable',
      message: expect.stringContaining('1 of 2 proxies could not be read'),
      reason: 'HTTP status 503',
      cluster: 'c',
      values: { failed: 1, total: 2 },
      workloads: [meshedPod('a', 'down', 1).workload],
    });
    expect(results[0]).toHaveLength(1);
    for (let i = 0; i < 20; i += 1) {
      clock.now += 1.6 * INTERVAL;
      await ask();
    }
    expect(read().filter(name => name === 'web-1')).toHaveLength(22);
    expect(read().filter(name => name === 'down-1').length).toBeLessThan(7);
  });

  it('leaves a proxy alone for as long as it is asked to', async () => {
    const { ask, clock, read } = of(
      [meshedPod('a', 'web', 1), meshedPod('a', 'down', 1)],
      { down: pod => pod === 'down-1', retryAfter: 100 },
    );
    const readDown = () => read().filter(name => name === 'down-1').length;
    await ask();
    for (let i = 0; i < 5; i += 1) {
      clock.now += 1.6 * INTERVAL;
      await ask();
    }
    expect(readDown()).toBe(1);
    clock.now += 1.6 * INTERVAL;
    clock.now += 1.6 * INTERVAL;
    await ask();
    expect(readDown()).toBe(2);
  });

  it('keeps what a pod counted until it leaves the window', async () => {
    const { ask, clock, state } = of([
      meshedPod('a', 'web', 1),
      meshedPod('a', 'web', 2),
    ]);
    await ask();
    clock.now += 1.6 * INTERVAL;
    await ask();
    state.pods = [meshedPod('a', 'web', 1)];
    clock.now += 1.6 * INTERVAL;
    const after = await ask();
    expect(after.results[0]!.map(({ labels }) => labels.pod).sort()).toEqual([
      'web-1',
      'web-2',
    ]);
    for (let i = 0; i < 6; i += 1) {
      clock.now += 1.6 * INTERVAL;
      await ask();
    }
    const later = await ask();
    expect(later.results[0]!.map(({ labels }) => labels.pod)).toEqual([
      'web-1',
    ]);
  });

  it('leaves a proxy unknown, not zero, where it did not answer in the window', async () => {
    const down = { now: false };
    const { ask, clock } = of(
      [meshedPod('a', 'web', 1), meshedPod('a', 'web', 2)],
      { down: pod => down.now && pod === 'web-2' },
    );
    await ask();
    down.now = true;
    for (let i = 0; i < 8; i += 1) {
      clock.now += 1.6 * INTERVAL;
      await ask();
    }
    const { results } = await ask();
    expect(results[0]!.map(({ labels }) => labels.pod)).toEqual(['web-1']);
  });

  it('knows the last hour, and a whole window at once, where it was read in the background', async () => {
    const { ask, source, clock, read } = of([meshedPod('a', 'web', 1)], {
      backgroundMs: MINUTE,
    });
    for (let i = 0; i < 90; i += 1) {
      await source.remember();
      clock.now += MINUTE * (i % 2 === 0 ? 0.9 : 1.1);
    }
    expect(read()).toHaveLength(90);
    const { results, windowSeconds, warnings } = await ask(150);
    expect(read()).toHaveLength(91);
    expect([windowSeconds, warnings]).toEqual([150, []]);
    expect(results[0]![0].value).toBeCloseTo(150);
    const end = Math.floor(clock.now / MINUTE) * MINUTE;
    const times = Array.from({ length: 70 }, (_, i) => end - i * MINUTE);
    const range = await source.queryRange([QUERY], {
      windowSeconds: 60,
      times: times.reverse(),
    });
    const known = range.results[0]!.filter(step => step);
    expect(known.length).toBeGreaterThan(56);
    expect(known.length).toBeLessThan(63);
    for (const step of known) {
      expect(step![0].value).toBeCloseTo(60);
    }
    // An hour, one entry a minute: no more is kept.
    expect(range.rememberedSince).toBe(times[70 - known.length]);
  });

  it('reads in the background what nobody asked about lately, and nothing where it is not to', async () => {
    const busy = of([meshedPod('a', 'web', 1)], { backgroundMs: MINUTE });
    await busy.ask();
    const asked = busy.read().length;
    await busy.source.remember();
    expect(busy.read()).toHaveLength(asked);
    const off = of([meshedPod('a', 'web', 1)]);
    await off.source.remember();
    expect(off.read()).toEqual([]);
  });

  it('reads a proxy once where a round in the background and a question meet: the older answer can not come last', async () => {
    const { ask, source, clock, connection, read } = of(
      [meshedPod('a', 'web', 1)],
      { backgroundMs: MINUTE },
    );
    for (let i = 0; i < 4; i += 1) {
      await source.remember();
      clock.now += MINUTE;
    }
    // What is asked first is answered last.
    const { request } = connection;
    const held: (() => void)[] = [];
    connection.request = async sent => {
      const response = await request(sent);
      await new Promise<void>(resolve => held.push(resolve));
      return response;
    };
    const inBackground = source.remember();
    await setImmediate();
    clock.now += 1_000;
    const asked = ask(180);
    while (held.length === 0 || read().length < 5) {
      await setImmediate();
    }
    await setImmediate();
    connection.request = request;
    held.reverse().forEach(answer => answer());
    const [{ results }] = await Promise.all([asked, inBackground]);
    expect(held).toHaveLength(1);
    expect(results[0]![0].value).toBeCloseTo(180);
  });

  it('says what it keeps, and whether it reads all the time', async () => {
    expect(of([]).source.memory).toEqual({
      keptSeconds: 1800,
      inBackground: false,
    });
    expect(of([], { backgroundMs: MINUTE }).source.memory).toEqual({
      keptSeconds: 3600,
      inBackground: true,
    });
  });

  it('leaves a gap unknown in which rounds in the background failed', async () => {
    const down = { now: false };
    const { source, clock } = of([meshedPod('a', 'web', 1)], {
      backgroundMs: MINUTE,
      down: () => down.now,
    });
    for (let i = 0; i < 20; i += 1) {
      down.now = i >= 8 && i < 12;
      await source.remember();
      clock.now += MINUTE;
    }
    down.now = false;
    const times = Array.from(
      { length: 15 },
      (_, i) => clock.now - (15 - i) * MINUTE,
    );
    const { results } = await source.queryRange([QUERY], {
      windowSeconds: 60,
      times,
    });
    const unknown = times.filter((_, i) => results[0]![i] === undefined);
    const begin = clock.now - 20 * MINUTE;
    // Read at 7, and again at 13 after it failed a few times: nothing is known of the time between.
    expect(unknown.map(time => (time - begin) / MINUTE)).toEqual([
      8, 9, 10, 11, 12, 13,
    ]);
  });

  it('goes on reading while somebody looks, and stops after', async () => {
    jest.useFakeTimers({ now: 1_000_000_000 });
    try {
      const { source, ask, read, clock } = of([meshedPod('a', 'web', 1)]);
      jest.setSystemTime(clock.now);
      await ask();
      const before = read().length;
      for (let i = 0; i < 30; i += 1) {
        clock.now += INTERVAL;
        await jest.advanceTimersByTimeAsync(INTERVAL);
      }
      const reads = read().length - before;
      expect(reads).toBeGreaterThan(3);
      expect(reads).toBeLessThan(8);
      source.close();
    } finally {
      jest.useRealTimers();
    }
  });
});
