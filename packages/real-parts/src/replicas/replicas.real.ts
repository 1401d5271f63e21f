import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type {
  EntityStats,
  Measurement,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { JsonObject } from '@backstage/types';
import {
  startBenchPrometheus,
  type BenchPrometheus,
} from '../bench/BenchPrometheus';
import { startDemoClusters, type DemoClusters } from '../demo/DemoClusters';
import {
  as,
  clustersConfig,
  openEventStream,
  PLATFORM,
  READER,
  VIDEO,
} from '../portal/insides';
import { CountingProxy } from '../programs/CountingProxy';
import { describeWith } from '../programs/describeWith';
import { scratchFolder } from '../programs/scratch';
import { waitUntil } from '../programs/waitUntil';
import { missingPrometheus } from '../prometheus/RealPrometheus';
import { Instance } from './Instance';
import { findCacheServer, RealCache } from './RealCache';
import { findPostgres, RealDatabase } from './RealDatabase';

jest.setTimeout(180_000);

/** Prometheus scrapes so often, and answers are kept for as long. */
const INTERVAL_SECONDS = 5;

/** The proxies' own source reads so often. */
const READ_SECONDS = 10;

const STATS = '/entities/component/default/videos-web/stats';
const TOPOLOGY = '/entities/component/default/videos-web/topology';
const TAP = '/entities/component/default/videos-web/tap';

/** Those who look, on each instance. */
const VIEWERS = [PLATFORM, VIDEO, READER];

const programs = findPostgres();
const cacheServer = findCacheServer();

/** @throws Error where something is lacking in CI, which is to try everything */
function missing(): string | undefined {
  if (programs && cacheServer) {
    return missingPrometheus();
  }
  const reason =
    'It needs PostgreSQL and Valkey or Redis (Debian: apt-get install postgresql valkey-server, or redis-server)';
  if (process.env.CI) {
    throw new Error(reason);
  }
  return reason;
}

describeWith(missing(), 'several instances of the portal', () => {
  let folder: Awaited<ReturnType<typeof scratchFolder>>;
  let demo: DemoClusters;
  let prometheus: BenchPrometheus;
  let proxy: CountingProxy;
  let database: RealDatabase;
  let cache: RealCache;
  const instances: Instance[] = [];

  beforeAll(async () => {
    folder = await scratchFolder('replicas');
    demo = await startDemoClusters({
      folder: folder.path,
      worlds: ['east'],
      scrapeInterval: `${INTERVAL_SECONDS}s`,
      warmUpSeconds: 60,
    });
    proxy = await CountingProxy.start(demo.clusters[0].httpUrl);
    [prometheus, database, cache] = await Promise.all([
      startBenchPrometheus({
        configFile: demo.prometheusConfig,
        folder: folder.path,
      }),
      RealDatabase.start({ programs: programs ?? '', folder: folder.path }),
      RealCache.start({ program: cacheServer ?? '', folder: folder.path }),
    ]);
    // Rates need some scrapes.
    await sleep(4 * INTERVAL_SECONDS * 1_000);
  }, 120_000);

  afterEach(async () => {
    await Promise.all(instances.splice(0).map(instance => instance.stop()));
  });

  afterAll(async () => {
    await prometheus?.stop();
    await proxy?.stop();
    await demo?.stop();
    await database?.stop();
    await cache?.stop();
    await folder?.remove();
  });

  function config(metrics: JsonObject, more: JsonObject = {}): JsonObject {
    return {
      backend: {
        database: { client: 'pg', connection: { ...database.connection } },
        cache: { store: 'valkey', connection: cache.url },
        ...(more.backend as JsonObject),
      },
      kubernetes: clustersConfig([
        { name: 'east', url: proxy.url, token: demo.tokens.portal },
      ]),
      serviceMesh: {
        clusters: [{ name: 'east', metrics }],
        // It looks once a while by itself, and would be counted.
        dependencies: { enabled: false },
      },
    };
  }

  const byProxies = (more?: JsonObject) => config({ source: 'proxies' }, more);
  const byPrometheus = () =>
    config({
      source: 'prometheus',
      prometheus: { url: prometheus.url, matchers: { cluster: 'east' } },
    });

  async function start(settings: JsonObject): Promise<Instance> {
    const instance = await Instance.start(settings);
    instances.push(instance);
    return instance;
  }

  const stats = (instance: Instance, user = VIDEO) =>
    instance.get<EntityStats>(`${STATS}?window=1m`, user);

  /** Each person has a page open on each instance. */
  async function look(
    at: readonly Instance[],
    users: readonly string[],
    seconds: number,
  ): Promise<void> {
    const end = Date.now() + seconds * 1_000;
    while (Date.now() < end) {
      await Promise.all(
        at.flatMap(instance =>
          users.flatMap(user => [
            instance.get(`${STATS}?window=1m`, user),
            instance.get(`${TOPOLOGY}?window=1m`, user),
          ]),
        ),
      );
      await sleep(1_000);
    }
  }

  const measured = ({ measurements }: { measurements: Measurement[] }) =>
    measurements[0];

  /**
   * What both show, once it is the same: of one answer, parts may be a refresh older than others. Each on its own would never show the
   * same, as nobody asks twice at the same millisecond.
   */
  async function untilSame(one: Instance, other: Instance) {
    return waitUntil(
      'both show the same numbers',
      async () => {
        const [first, second] = await Promise.all([stats(one), stats(other)]);
        return (
          isDeepStrictEqual(first.workloads, second.workloads) &&
          isDeepStrictEqual(measured(first), measured(second)) &&
          first
        );
      },
      { withinMs: 90_000, everyMs: 500 },
    );
  }

  it('ask a Prometheus as often as one does, and show the same numbers', async () => {
    const alone = await start(byPrometheus());
    // What is asked once at the start is not counted.
    await look([alone], [VIDEO], INTERVAL_SECONDS);
    const byOne = await prometheus.log.during(() =>
      look([alone], [VIDEO], 6 * INTERVAL_SECONDS),
    );
    const [one, other] = [alone, await start(byPrometheus())];
    await look([one, other], VIEWERS, INTERVAL_SECONDS);
    const byTwo = await prometheus.log.during(() =>
      look([one, other], VIEWERS, 6 * INTERVAL_SECONDS),
    );
    expect(byOne.length).toBeGreaterThan(6);
    // Each refresh begins when somebody looks: there may be one more.
    expect(byTwo.length / byOne.length).toBeLessThan(1.35);

    const shown = await untilSame(one, other);
    expect(shown.workloads[0].outbound.length).toBeGreaterThan(0);
  });

  it('ask it twice as often where nothing is shared', async () => {
    const settings = byPrometheus();
    (settings.serviceMesh as JsonObject).replicas = { share: false };
    const [one, other] = [await start(settings), await start(settings)];
    await look([one, other], [VIDEO], INTERVAL_SECONDS);
    const byTwo = await prometheus.log.during(() =>
      look([one, other], [VIDEO], 4 * INTERVAL_SECONDS),
    );
    await other.stop();
    instances.pop();
    const byOne = await prometheus.log.during(() =>
      look([one], [VIDEO], 4 * INTERVAL_SECONDS),
    );
    expect(byTwo.length / byOne.length).toBeGreaterThan(1.6);
  });

  it('read each proxy as often as one does, and lose nothing in a rolling restart', async () => {
    const [one, other] = [await start(byProxies()), await start(byProxies())];
    await look([one, other], VIEWERS, READ_SECONDS);
    const before = proxy.reads();
    const startedAt = Date.now();
    await look([one, other], VIEWERS, 6 * READ_SECONDS);
    const rounds = (Date.now() - startedAt) / (READ_SECONDS * 1_000);
    const reads = [...proxy.reads()]
      .map(([path, count]) => count - (before.get(path) ?? 0))
      .sort((a, b) => a - b);
    // Pods that come and go are read more often at first, and those that do not answer less often.
    const usual = reads[Math.floor(reads.length / 2)];
    expect(usual).toBeGreaterThanOrEqual(Math.floor(rounds) - 1);
    // If each read for itself, it would be twice as many.
    expect(usual).toBeLessThanOrEqual(1.5 * rounds + 1);

    expect(measured(await untilSame(one, other)).windowSeconds).toBe(60);

    // One is replaced while its pages are open, and a tap on it.
    const url = (instance: Instance) => instance.url(TAP);
    const head = { Authorization: as(VIDEO), Accept: 'text/event-stream' };
    const tap = await openEventStream(url(one), head);
    await tap.waitFor(({ type }) => type === 'tap', 20_000);
    const readsBefore = proxy.asked.length;
    const young = await start(byProxies());
    instances.splice(instances.indexOf(one), 1);
    await one.stop();
    const end = await tap.waitFor(({ type }) => type === 'end');
    expect(end.data).toMatchObject({ reason: 'shutdown', retry: true });
    await tap.ended;

    // The next page comes from the new one: at once, with the whole window, and no proxy was read for it.
    const shown = await stats(young);
    expect(measured(shown).windowSeconds).toBe(60);
    expect(shown.warnings.map(({ code }) => code)).not.toContain(
      'window-filling',
    );
    const again = await openEventStream(url(young), head);
    await again.waitFor(({ type }) => type === 'tap', 20_000);
    again.close();
    await untilSame(other, young);
    expect(proxy.asked.length).toBeGreaterThan(readsBefore);
  });

  it('tap the same workload, each on its own', async () => {
    const pair = [await start(byProxies()), await start(byProxies())];
    const taps = await Promise.all(
      pair.map(instance =>
        openEventStream(instance.url(TAP), {
          Authorization: as(VIDEO),
          Accept: 'text/event-stream',
        }),
      ),
    );
    await Promise.all(
      taps.map(tap => tap.waitFor(({ type }) => type === 'tap', 20_000)),
    );
    expect(taps.map(({ status }) => status)).toEqual([200, 200]);
    taps.forEach(tap => tap.close());
  });

  it('go on alone where the cache is gone, and share again when it is back', async () => {
    const program = cacheServer ?? '';
    const other = await RealCache.start({ program, folder: folder.path });
    const settings = byProxies({
      backend: { cache: { store: 'valkey', connection: other.url } },
    });
    const [one, two] = [await start(settings), await start(settings)];
    await look([one, two], [VIDEO], READ_SECONDS);
    await other.stop();
    await look([one, two], [VIDEO], 2 * READ_SECONDS);
    for (const answer of await Promise.all([stats(one), stats(two)])) {
      const age = Date.now() - Date.parse(measured(answer).measuredAt ?? '');
      expect(age).toBeLessThan(2 * READ_SECONDS * 1_000);
      expect(measured(answer).staleSince).toBeUndefined();
    }
    const back = await RealCache.start({
      program,
      folder: folder.path,
      port: other.port,
    });
    try {
      await look([one, two], [VIDEO], 3 * READ_SECONDS);
      // A window later, what each read alone is no part of the numbers any more.
      const shown = await untilSame(one, two);
      expect(measured(shown).windowSeconds).toBeGreaterThanOrEqual(
        60 - READ_SECONDS,
      );
    } finally {
      await back.stop();
    }
  });
});
