import { setTimeout as sleep } from 'node:timers/promises';
import { startDemoClusters } from '../demo/DemoClusters';
import { scratchFolder } from '../programs/scratch';
import { waitUntil } from '../programs/waitUntil';
import { startBenchPrometheus, type BenchPrometheus } from './BenchPrometheus';
import { bytesInUse } from './memory';
import { openBenchCluster } from './openBenchCluster';
import { resultOf, type Result } from './results';
import { measureTopology } from './measureTopology';

/** What is taken for a cluster of some size. */
interface Setup {
  podsPerWorkload: number;
  scrapeIntervalSeconds: number;
}

/** Two cores serve, scrape and measure: the larger the cluster, the fewer pods and the longer the interval. */
function setupFor(workloads: number): Setup {
  if (workloads <= 200) {
    return { podsPerWorkload: 3, scrapeIntervalSeconds: 10 };
  }
  return workloads <= 1_000
    ? { podsPerWorkload: 3, scrapeIntervalSeconds: 120 }
    : { podsPerWorkload: 1, scrapeIntervalSeconds: 120 };
}

/** Of a cluster whose memory alone is measured. */
const PODS_OF_LARGE = 5;

const SCRAPES_PER_WINDOW = 4;
const SHORTEST_WINDOW_SECONDS = 60;

/** Intervals after which every proxy was scraped twice: from then on there are rates. */
const INTERVALS_WAITED = 2.5;

/** Some pods have no proxy, and some proxies can not be read. */
const SCRAPED_SHARE = 0.95;

/** Of each proxy there is one series of it. */
const PRESENCE_METRIC = 'proxy_build_info';

/** Kilobytes of a pod with its share of everything else that is kept: a Deployment, a ReplicaSet, a Service, endpoints. */
const MEMORY_GOAL = '<= 10';

/** What an inventory takes. */
export interface InventoryMemory {
  pods: number;
  bytes: number;
}

/**
 * What the backend takes for a very large cluster, beside what it takes for none.
 */
export async function measureMemory(options: {
  pods: number;
  idle: InventoryMemory;
  tell(text: string): void;
}): Promise<Result[]> {
  const { idle, tell } = options;
  const workloads = Math.max(1, Math.round(options.pods / PODS_OF_LARGE));
  const folder = await scratchFolder(`bench-memory-${options.pods}`);
  tell(`${options.pods} pods: starting the cluster`);
  const demo = await startDemoClusters({
    folder: folder.path,
    worlds: ['generated'],
    generated: { workloads, podsPerWorkload: PODS_OF_LARGE },
    scrapeInterval: '120s',
    warmUpSeconds: 0,
  });
  try {
    const before = await bytesInUse();
    const { clusters, cluster } = await openBenchCluster(demo, undefined);
    try {
      let told: unknown = 'nothing';
      const pods = await waitUntil(
        'the inventory of all pods',
        () =>
          cluster.inventory.ready().then(
            snapshot => snapshot.pods().length,
            error => {
              told = error;
              return false as const;
            },
          ),
        // The demo cluster simulates the traffic of all of them meanwhile.
        { withinMs: 15 * 60_000, everyMs: 1_000 },
      ).catch(error => {
        throw new Error(`${error.message}: ${told}`);
      });
      const bytes = (await bytesInUse()) - before;
      return [
        resultOf(
          `${options.pods} pods: memory of the backend above idle (${pods} pods)`,
          (bytes - idle.bytes) / 1_000_000,
          'MB',
          '<= 250',
        ),
      ];
    } finally {
      clusters.close();
    }
  } finally {
    await demo.stop();
    await folder.remove();
  }
}

/**
 * Everything about a generated cluster of so many workloads: memory, and with a Prometheus the topology.
 *
 * @param options - `idle`: what an inventory with next to nothing in it takes, which is not what its pods take
 */
export async function measureSize(
  workloads: number,
  options: {
    withPrometheus: boolean;
    idle: InventoryMemory;
    tell(text: string): void;
  },
): Promise<{ results: Result[]; memory: InventoryMemory }> {
  const { podsPerWorkload, scrapeIntervalSeconds } = setupFor(workloads);
  const { tell } = options;
  const folder = await scratchFolder(`bench-${workloads}`);
  tell(`${workloads} workloads: starting the cluster`);
  const demo = await startDemoClusters({
    folder: folder.path,
    worlds: ['generated'],
    generated: { workloads, podsPerWorkload },
    scrapeInterval: `${scrapeIntervalSeconds}s`,
    warmUpSeconds: 30,
  });
  let prometheus: BenchPrometheus | undefined;
  try {
    if (options.withPrometheus) {
      prometheus = await startBenchPrometheus({
        configFile: demo.prometheusConfig,
        folder: folder.path,
      });
    }
    const scrapedSince = Date.now();
    // What starting the other programs needs is no part of the inventory.
    const before = await bytesInUse();
    const { clusters, cluster } = await openBenchCluster(demo, prometheus?.url);
    try {
      const pods = (await cluster.inventory.ready()).pods().length;
      // A demo cluster that is being scraped for the first time may be slow to answer.
      await waitUntil('the mesh', () => cluster.mesh().catch(() => false), {
        withinMs: 120_000,
        everyMs: 1_000,
      });
      const memory = { pods, bytes: (await bytesInUse()) - before };
      const { idle } = options;
      const results = [
        resultOf(
          `${workloads} workloads: inventory memory per pod (${pods} pods)`,
          (memory.bytes - idle.bytes) / (pods - idle.pods) / 1_000,
          'kB',
          MEMORY_GOAL,
        ),
        resultOf(
          `${workloads} workloads: inventory memory in all`,
          memory.bytes / 1_000_000,
          'MB',
          null,
        ),
      ];
      if (!prometheus) {
        return { results, memory };
      }
      const windowSeconds = Math.max(
        SHORTEST_WINDOW_SECONDS,
        SCRAPES_PER_WINDOW * scrapeIntervalSeconds,
      );
      const waitMs =
        scrapedSince +
        Math.max(
          SHORTEST_WINDOW_SECONDS,
          INTERVALS_WAITED * scrapeIntervalSeconds,
        ) *
          1_000 -
        Date.now();
      tell(
        `${workloads} workloads: Prometheus scrapes for ${Math.ceil(
          waitMs / 1_000,
        )} s more`,
      );
      await sleep(Math.max(0, waitMs));
      await untilScraped(prometheus, { pods, windowSeconds });
      const topology = await measureTopology({
        workloads,
        windowSeconds,
        clusters,
        cluster,
        prometheus,
        tell,
      });
      return { results: [...topology, ...results], memory };
    } finally {
      clusters.close();
    }
  } finally {
    await prometheus?.stop();
    await demo.stop();
    await folder.remove();
  }
}

/** On a busy machine the scrapes come late: what is measured is the topology of all that there is. */
async function untilScraped(
  { url }: BenchPrometheus,
  { pods, windowSeconds }: { pods: number; windowSeconds: number },
): Promise<void> {
  const query = `count(count_over_time(${PRESENCE_METRIC}[${windowSeconds}s]) >= 2)`;
  await waitUntil(
    'nearly all proxies to be scraped twice',
    async () => {
      const response = await fetch(
        `${url}/api/v1/query?${new URLSearchParams({ query })}`,
      );
      const { data } = await response.json();
      return Number(data?.result[0]?.value[1] ?? 0) >= SCRAPED_SHARE * pods;
    },
    { withinMs: 15 * 60_000, everyMs: 5_000 },
  );
}
