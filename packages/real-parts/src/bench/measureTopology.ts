import type {
  Topology,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  createTopologyService,
  TrafficService,
  type Cluster,
  type Clusters,
} from '../portal/insides';
import { waitUntil } from '../programs/waitUntil';
import type { BenchPrometheus } from './BenchPrometheus';
import { asksBuckets, type LoggedQuery } from './QueryLog';
import { quietLogger } from './quietLogger';
import { sendQueries } from './rawQueries';
import { resultOf, type Result } from './results';

/** Rounds of a large cluster take minutes. */
const LARGE = 2_000;
const ROUNDS = 11;
const ROUNDS_OF_LARGE = 3;
const ENTITY_PAGES = 50;

/** The generated applications live in namespaces of this name and a number. */
const APPLICATIONS = 'team-';

/** Queries and time of the topology of a whole cluster, and queries of entity pages. */
export async function measureTopology(options: {
  workloads: number;
  windowSeconds: number;
  clusters: Clusters;
  cluster: Cluster;
  prometheus: BenchPrometheus;
  tell(text: string): void;
}): Promise<Result[]> {
  const { clusters, cluster, prometheus, windowSeconds, tell } = options;
  await findPrometheus(cluster);
  // With a cache of its own, so that nothing is known yet.
  const freshService = () =>
    createTopologyService({
      clusters,
      traffic: new TrafficService({ logger: quietLogger }),
      logger: quietLogger,
    });
  const wholeCluster = async (service = freshService()) => {
    const topology = await service.clusterTopology(cluster.name, {
      windowSeconds,
    });
    requireNumbers(topology, options.workloads);
  };

  tell(`${options.workloads} workloads: counting queries`);
  const service = freshService();
  const { log } = prometheus;
  const first = await log.during(() => wholeCluster(service));
  const second = await log.during(() => wholeCluster(service));
  const pages = await log.during(() => openPages(freshService(), options));
  const counts = first.filter(query => !asksBuckets(query)).length;
  const pageBuckets = pages.filter(asksBuckets);

  const rounds = options.workloads > LARGE ? ROUNDS_OF_LARGE : ROUNDS;
  tell(
    `${options.workloads} workloads: timing ${rounds} rounds of ${first.length} queries`,
  );
  const ratio = await measureRatio(
    prometheus,
    rounds,
    () => wholeCluster(),
    tell,
  );

  const name = (text: string) => `${options.workloads} workloads: ${text}`;
  return [
    resultOf(
      name('queries per refresh of the mesh-wide topology'),
      first.length,
      'queries',
      '<= 10',
    ),
    resultOf(
      name('of these, for latency buckets'),
      first.length - counts,
      'queries',
      null,
    ),
    resultOf(
      name('queries for a second viewer within the refresh'),
      second.length,
      'queries',
      '<= 0',
    ),
    resultOf(
      name(
        `queries of ${ENTITY_PAGES} entity pages at once, beyond one set of counts and their buckets`,
      ),
      pages.length - pageBuckets.length - counts,
      'queries',
      '<= 0',
    ),
    resultOf(
      name(`bucket queries of these ${ENTITY_PAGES} pages, asked twice`),
      pageBuckets.length - new Set(pageBuckets.map(({ query }) => query)).size,
      'queries',
      '<= 0',
    ),
    resultOf(
      name('bucket queries per such page'),
      pageBuckets.length / ENTITY_PAGES,
      'queries',
      null,
    ),
    resultOf(
      name('time of the topology / time of its raw queries'),
      ratio,
      'ratio',
      '<= 1.3',
    ),
  ];
}

/** A busy demo cluster may be slow to say which mesh it has: it is asked again then. */
async function findPrometheus(cluster: Cluster): Promise<void> {
  let told = '';
  await waitUntil(
    'a Prometheus that knows the proxies',
    async () => {
      const { source, steps } = await cluster.metrics();
      told = JSON.stringify(steps);
      return source;
    },
    { withinMs: 120_000, everyMs: 1_000 },
  ).catch(error => {
    throw new Error(`${error.message}: ${told}`);
  });
}

/** Opens the topology of workloads all over the cluster at the same moment. */
async function openPages(
  service: ReturnType<typeof createTopologyService>,
  { cluster, windowSeconds }: { cluster: Cluster; windowSeconds: number },
): Promise<void> {
  const all: WorkloadRef[] = (await cluster.inventory.ready())
    .workloads()
    .map(({ ref }) => ref)
    .filter(({ namespace }) => namespace.startsWith(APPLICATIONS));
  const answers = await Promise.all(
    Array.from({ length: ENTITY_PAGES }, (_, page) =>
      service.entityTopology(
        [all[Math.floor((page * all.length) / ENTITY_PAGES)]],
        { windowSeconds, depth: 1 },
      ),
    ),
  );
  answers.forEach(requireWhole);
  // A workload that nobody calls stands alone; not all of them do.
  if (answers.every(({ edges }) => edges.length === 0)) {
    throw new Error('No entity page shows a call');
  }
}

/** The middle one of the ratios of several rounds. Who is first changes from round to round: the second one finds warm memory. */
async function measureRatio(
  { url, log }: BenchPrometheus,
  rounds: number,
  askTopology: () => Promise<void>,
  tell: (text: string) => void,
): Promise<number> {
  const ratios: number[] = [];
  let queries: LoggedQuery[] = await log.during(askTopology);
  const timeTopology = async () => {
    let milliseconds = 0;
    queries = await log.during(async () => {
      milliseconds = await millisecondsOf(askTopology);
    });
    return milliseconds;
  };
  const timeRaw = () => millisecondsOf(() => sendQueries(url, queries));
  for (let round = 0; round < rounds; round += 1) {
    const rawFirst = round % 2 === 1 ? await timeRaw() : undefined;
    const topologyMs = await timeTopology();
    const rawMs = rawFirst ?? (await timeRaw());
    tell(
      `  round ${round + 1}: topology ${Math.round(
        topologyMs,
      )} ms, its raw queries ${Math.round(rawMs)} ms`,
    );
    ratios.push(topologyMs / rawMs);
  }
  return median(ratios);
}

async function millisecondsOf(run: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** @throws Error where the answer is not whole: its cost would mean nothing */
function requireWhole({ warnings }: Topology): void {
  // A watch that was late changes nothing about the numbers.
  const missing = warnings.filter(({ code }) => code !== 'inventory-stale');
  if (missing.length > 0) {
    throw new Error(`The topology is not whole: ${JSON.stringify(missing)}`);
  }
}

/** @throws Error where the cluster's graph lacks workloads or numbers */
function requireNumbers(topology: Topology, workloads: number): void {
  requireWhole(topology);
  const { nodes, edges } = topology;
  const measured = nodes.filter(({ stats }) => stats.requestsPerSecond);
  if (nodes.length < workloads || measured.length * 2 < workloads) {
    throw new Error(
      `The topology of ${nodes.length} nodes and ${edges.length} edges has numbers for ${measured.length} nodes only`,
    );
  }
}
