import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { startDemoClusters } from '../demo/DemoClusters';
import {
  createTopologyService,
  TrafficService,
  type Cluster,
  type Clusters,
} from '../portal/insides';
import { CountingProxy } from '../programs/CountingProxy';
import { scratchFolder } from '../programs/scratch';
import { waitUntil } from '../programs/waitUntil';
import { startBenchPrometheus } from './BenchPrometheus';
import { openBenchCluster } from './openBenchCluster';
import { quietLogger } from './quietLogger';
import { resultOf, type Result } from './results';

const WORKLOADS = 100;
const PODS_PER_WORKLOAD = 3;
const SCRAPE_SECONDS = 10;

/** People who look at once. */
const VIEWERS = [1, 10, 100];

/** Components whose pages they have open, beside the page of the whole mesh. */
const PAGES = 5;

/** As the pages do it. */
const POLL_SECONDS = 10;
const MEASURED_SECONDS = 60;
const REST_SECONDS = 60;

/** The generated applications live in namespaces of this name and a number. */
const APPLICATIONS = 'team-';

/** Rates need some scrapes. */
const WARM_UP_SECONDS = 6 * SCRAPE_SECONDS;

/** What a cluster is asked while 1, 10 or 100 people look, and while nobody does. */
export async function measureViewers(
  tell: (text: string) => void,
): Promise<Result[]> {
  const folder = await scratchFolder('bench-viewers');
  tell(`Viewers: starting a cluster of ${WORKLOADS} workloads`);
  const demo = await startDemoClusters({
    folder: folder.path,
    worlds: ['generated'],
    generated: { workloads: WORKLOADS, podsPerWorkload: PODS_PER_WORKLOAD },
    scrapeInterval: `${SCRAPE_SECONDS}s`,
    warmUpSeconds: 30,
  });
  const prometheus = await startBenchPrometheus({
    configFile: demo.prometheusConfig,
    folder: folder.path,
  });
  const queries = await CountingProxy.start(prometheus.url);
  const requests = await CountingProxy.start(demo.clusters[0].httpUrl);
  try {
    const { clusters, cluster } = await openBenchCluster(
      demo,
      queries.url,
      requests.url,
    );
    try {
      await cluster.inventory.ready();
      await waitUntil(
        'a Prometheus that knows the proxies',
        async () => (await cluster.metrics()).source,
        { withinMs: 120_000, everyMs: 1_000 },
      );
      await sleep(WARM_UP_SECONDS * 1_000);
      tell(`Viewers: nobody for ${REST_SECONDS} s`);
      const atRest = await countAtRest(requests);
      const asked: Asked[] = [];
      for (const viewers of VIEWERS) {
        tell(`Viewers: ${viewers} for ${MEASURED_SECONDS} s`);
        asked.push(await countWith(viewers, { clusters, cluster, queries }));
      }
      return [...atRest, ...rowsOf(asked)];
    } finally {
      clusters.close();
    }
  } finally {
    await queries.stop();
    await requests.stop();
    await prometheus.stop();
    await demo.stop();
    await folder.remove();
  }
}

interface Asked {
  viewers: number;
  queriesPerMinute: number;
  bytesPerMinute: number;
}

/** All that is asked of the API server while the cluster is known and nobody looks: watches that stay open are no requests. */
async function countAtRest(requests: CountingProxy): Promise<Result[]> {
  const before = requests.asked.length;
  await sleep(REST_SECONDS * 1_000);
  const perMinute = ((requests.asked.length - before) * 60) / REST_SECONDS;
  return [
    resultOf(
      'at rest: requests to the API server per minute',
      perMinute,
      'requests/min',
      '<= 10',
    ),
  ];
}

async function countWith(
  viewers: number,
  {
    clusters,
    cluster,
    queries,
  }: { clusters: Clusters; cluster: Cluster; queries: CountingProxy },
): Promise<Asked> {
  const topology = createTopologyService({
    clusters,
    traffic: new TrafficService({ logger: quietLogger }),
    logger: quietLogger,
  });
  const components: WorkloadRef[] = (await cluster.inventory.ready())
    .workloads()
    .map(({ ref }) => ref)
    .filter(({ namespace }) => namespace.startsWith(APPLICATIONS))
    .slice(0, PAGES);
  const look = async (viewer: number) => {
    // They did not come at the same moment.
    await sleep((viewer / viewers) * POLL_SECONDS * 1_000);
    const end = Date.now() + (MEASURED_SECONDS - POLL_SECONDS) * 1_000;
    do {
      await Promise.all([
        topology.clusterTopology(cluster.name, { windowSeconds: 60 }),
        ...components.map(component =>
          topology.entityTopology([component], { windowSeconds: 60, depth: 1 }),
        ),
      ]);
      await sleep(POLL_SECONDS * 1_000);
    } while (Date.now() < end);
  };
  const startedAt = Date.now();
  const before = { queries: queries.asked.length, bytes: queries.bytes };
  await Promise.all(Array.from({ length: viewers }, (_, i) => look(i)));
  const minutes = (Date.now() - startedAt) / 60_000;
  return {
    viewers,
    queriesPerMinute: (queries.asked.length - before.queries) / minutes,
    bytesPerMinute: (queries.bytes - before.bytes) / minutes,
  };
}

function rowsOf(asked: readonly Asked[]): Result[] {
  const [alone, ...more] = asked;
  const name = (viewers: number, text: string) =>
    `${viewers} viewer${viewers === 1 ? '' : 's'}: ${text}`;
  return [
    resultOf(
      name(alone.viewers, 'PromQL queries per minute'),
      alone.queriesPerMinute,
      'queries/min',
      null,
    ),
    resultOf(
      name(alone.viewers, 'bytes from Prometheus per minute'),
      alone.bytesPerMinute / 1_000,
      'kB/min',
      null,
    ),
    ...more.flatMap(({ viewers, queriesPerMinute, bytesPerMinute }) => [
      resultOf(
        name(viewers, 'PromQL queries per minute / those of 1 viewer'),
        queriesPerMinute / alone.queriesPerMinute,
        'ratio',
        '<= 1.5',
      ),
      resultOf(
        name(viewers, 'bytes from Prometheus per minute / those of 1 viewer'),
        bytesPerMinute / alone.bytesPerMinute,
        'ratio',
        '<= 1.5',
      ),
    ]),
  ];
}
