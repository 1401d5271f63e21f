import { mockServices } from '@backstage/backend-test-utils';
import {
  ClusterRequest,
  InventoryPod,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { proxyTargetOf } from '../../mesh/linkerd/proxyTarget';
import { Portals } from '../../replicas/__testUtils__/portals';
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

/** A cluster, and instances of the portal that look at it. */
function scene(
  pods: InventoryPod[],
  options: { down?: (pod: string) => boolean; backgroundMs?: number } = {},
) {
  const clock = { now: 1_000_000_000 };
  const portals = new Portals(() => clock.now);
  const opened: ProxiesSource[] = [];

  /** One more instance. */
  function add({ alone = false, aheadMs = 0 } = {}) {
    const wait = async (ms: number) => {
      clock.now += ms;
    };
    const connection = scriptedConnection((request: ClusterRequest) => {
      if (request.path.endsWith('selfsubjectaccessreviews')) {
        return ALLOWED;
      }
      const pod = proxiedPod(request);
      return !pod || options.down?.(pod.name)
        ? UNREACHABLE
        : {
            status: 200,
            // Counts faster and faster, so that each window has another number.
            body: `process_start_time_seconds 1000\nrequest_total{direction="inbound"} ${
              (clock.now / 1000) ** 2
            }\n`,
          };
    }, 'c');
    const source = new ProxiesSource({
      cluster: 'c',
      connection,
      snapshot: () => podSnapshot(pods),
      mesh: { proxyTarget: proxyTargetOf, metricNames: ['request_total'] },
      excludedNamespaces: ['linkerd'],
      logger: mockServices.logger.mock(),
      intervalMs: INTERVAL,
      ...(options.backgroundMs !== undefined && {
        backgroundMs: options.backgroundMs,
      }),
      ...(!alone && { replicas: portals.add({ aheadMs, wait }).replicas }),
      now: () => clock.now + aheadMs,
      wait,
    });
    opened.push(source);
    return {
      source,
      ask: (windowSeconds = 60) => source.query([QUERY], { windowSeconds }),
      read: () =>
        connection.asked.flatMap(sent => proxiedPod(sent)?.name ?? []),
    };
  }

  /** One question to each instance per interval, for so many intervals. */
  async function watch(
    instances: readonly ReturnType<typeof add>[],
    intervals: number,
  ) {
    for (let i = 0; i < intervals; i += 1) {
      for (const { ask } of instances) {
        await ask();
      }
      // A little later than rounds are due: a question reads what is late.
      clock.now += 1.6 * INTERVAL;
    }
  }

  return {
    clock,
    portals,
    add,
    watch,
    close: () => opened.splice(0).forEach(source => source.close()),
  };
}

describe('SharedRounds', () => {
  let close = () => {};
  const of = (...options: Parameters<typeof scene>) => {
    const made = scene(...options);
    close = made.close;
    return made;
  };

  afterEach(() => close());

  const PODS = [meshedPod('a', 'web', 1), meshedPod('a', 'api', 1)];

  it('reads each proxy as often for two instances as for one, and both say the same', async () => {
    const single = of(PODS);
    const lone = single.add();
    await single.watch([lone], 6);
    single.close();

    const double = of(PODS);
    const [one, other] = [double.add(), double.add()];
    await double.watch([one, other], 6);
    expect(one.read().length + other.read().length).toBe(lone.read().length);
    const [first, second] = [await one.ask(), await other.ask()];
    expect(second).toEqual(first);
    expect(first.results[0]).toHaveLength(2);
    expect(first.warnings).toEqual([]);
  });

  it('is taken over by whoever is asked, where the one who read is gone', async () => {
    const { add, watch, clock } = of(PODS);
    const [one, other] = [add(), add()];
    await watch([one, other], 5);
    one.source.close();
    await watch([other], 3);
    expect(other.read().length).toBeGreaterThanOrEqual(4);
    const answer = await other.ask();
    expect(answer.warnings).toEqual([]);
    expect(answer.windowSeconds).toBe(60);
    expect(clock.now - answer.measuredAt).toBeLessThan(2 * INTERVAL);
  });

  it('lets an instance that was just started know the time before', async () => {
    const { add, watch } = of(PODS);
    const old = add();
    await watch([old], 8);
    const before = await old.ask();
    const young = add();
    const answer = await young.ask();
    expect(answer).toEqual(before);
    expect(answer.windowSeconds).toBe(60);
    expect(young.read()).toEqual([]);
  });

  it('knows the time before as soon as the cache answers', async () => {
    const { add, watch, portals, clock } = of(PODS);
    const old = add();
    await watch([old], 8);
    const get = jest
      .spyOn(portals.cache, 'get')
      .mockRejectedValueOnce(new Error('connection refused'));
    const young = add();
    const alone = await young.ask();
    expect(get).toHaveBeenCalled();
    expect(alone.windowSeconds).toBeLessThan(60);
    clock.now += 16_000;
    await watch([old, young], 6);
    expect(await young.ask()).toEqual(await old.ask());
  });

  it('gives charts of the time before, too', async () => {
    const { add, watch, clock } = of(PODS, { backgroundMs: MINUTE });
    const old = add();
    for (let minute = 0; minute < 20; minute += 1) {
      await old.source.remember();
      clock.now += MINUTE;
    }
    await watch([old], 1);
    const times = [10, 5, 2].map(minutes => clock.now - minutes * MINUTE);
    const asked = { windowSeconds: 120, times };
    const known = await old.source.queryRange([QUERY], asked);
    expect(known.results[0]?.every(samples => samples?.length === 2)).toBe(
      true,
    );
    const young = add();
    expect(await young.source.queryRange([QUERY], asked)).toEqual(known);
    expect(young.read()).toEqual([]);
  });

  it('reads in the background once for all', async () => {
    const { add, clock } = of(PODS, { backgroundMs: MINUTE });
    const [one, other] = [add(), add()];
    for (let minute = 0; minute < 3; minute += 1) {
      await one.source.remember();
      clock.now += 5_000;
      await other.source.remember();
      clock.now += MINUTE - 5_000;
    }
    expect(one.read().length + other.read().length).toBe(3 * PODS.length);
  });

  it('leaves a proxy alone that another instance could not read', async () => {
    const { add } = of(PODS, { down: pod => pod === 'api-1' });
    const [one, other] = [add(), add()];
    await one.ask();
    const answer = await other.ask();
    expect(one.read()).toContain('api-1');
    expect(other.read()).toEqual([]);
    expect(answer.warnings).toContainEqual(
      expect.objectContaining({ code: 'proxies-unreachable' }),
    );
  });

  it('reads what the others do not know', async () => {
    const { add } = of(PODS);
    const [one, other] = [add(), add()];
    await one.ask();
    PODS.push(meshedPod('a', 'new', 1));
    const answer = await other.ask().finally(() => PODS.pop());
    // Twice, as there is no increase without; and the others with it the second time.
    expect(other.read()[0]).toBe('new-1');
    expect(other.read().filter(name => name === 'web-1')).toHaveLength(1);
    expect(answer.results[0]).toHaveLength(3);
  });

  it('does not try a proxy again that fails, because another pod is new', async () => {
    const down = { now: false };
    const { add, watch, clock } = of(PODS, {
      down: pod => down.now && pod === 'api-1',
    });
    const [one, other] = [add(), add()];
    const readApi = () =>
      [...one.read(), ...other.read()].filter(name => name === 'api-1').length;
    await watch([one, other], 3);
    down.now = true;
    await watch([one, other], 12);
    const before = readApi();
    PODS.push(meshedPod('a', 'new', 1));
    const answer = await one.ask().finally(() => PODS.pop());
    expect(answer.warnings).toContainEqual(
      expect.objectContaining({ code: 'proxies-unreachable' }),
    );
    clock.now += 1.6 * INTERVAL;
    await one.ask();
    expect(readApi()).toBe(before);
  });

  it('shares times though clocks differ', async () => {
    const { add, watch } = of(PODS);
    const [one, ahead] = [add(), add({ aheadMs: 40_000 })];
    await watch([one, ahead], 6);
    const [first, second] = [await one.ask(), await ahead.ask()];
    expect(second.results).toEqual(first.results);
    expect(second.measuredAt - first.measuredAt).toBe(40_000);
  });

  it('reads by itself what is shared as nonsense', async () => {
    const { add, portals } = of(PODS);
    const [one, other] = [add(), add()];
    await one.ask();
    portals.records.forEach(record =>
      Object.assign(record, { value: 'nonsense' }),
    );
    const answer = await other.ask();
    expect(other.read()).toEqual(['web-1', 'api-1', 'web-1', 'api-1']);
    expect(answer.results[0]).toHaveLength(2);
  });

  it('keeps no more rounds than rings need', async () => {
    const { add, watch, portals, clock } = of(PODS);
    await watch([add()], 150);
    const live = [...portals.records.values()].filter(
      ({ until }) => until > clock.now,
    );
    // 30 minutes, of which the last two are kept in full.
    expect(live.length).toBeGreaterThan(25);
    expect(live.length).toBeLessThan(50);
  });
});
