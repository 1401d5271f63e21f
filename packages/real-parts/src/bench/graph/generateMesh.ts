import type {
  Topology,
  TopologyEdge,
  TopologyNode,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';

/** Calls per workload: what large meshes have. */
const CALLS_PER_WORKLOAD = 1.7;

/** Workloads of one namespace. */
const NAMESPACE_SIZE = 25;

const WINDOW_SECONDS = 300;

/** How many callers there are between an entry point and a database. */
const LAYERS = 7;

/** Share of workloads that fail. */
const FAILING = 0.02;

/** Share of calls inside the namespace of the caller. */
const AT_HOME = 0.6;

/** Numbers between 0 and 1, the same in every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** The topology of a mesh of so many workloads, in layers, with a few that everybody calls and some that nobody does. */
export function generateMesh(size: number, seed = 7): Topology {
  const random = randomNumbers(seed);
  const namespaces = Math.max(2, Math.round(size / NAMESPACE_SIZE));
  const nodes = Array.from({ length: size }, (_, index) =>
    workload(index, index % namespaces, random),
  );
  const layerOf = nodes.map(() =>
    Math.min(LAYERS - 1, Math.floor(random() ** 0.8 * LAYERS)),
  );
  const layers = Array.from({ length: LAYERS }, (_, layer) =>
    nodes.filter((__, index) => layerOf[index] === layer),
  );
  const homes = new Map<string, TopologyNode[]>();
  nodes.forEach((node, index) => {
    const key = `${node.namespace} ${layerOf[index]}`;
    homes.set(key, [...(homes.get(key) ?? []), node]);
  });
  const edges = new Map<string, TopologyEdge>();
  const wanted = Math.round(size * CALLS_PER_WORKLOAD);
  for (let tries = 0; edges.size < wanted && tries < wanted * 20; tries += 1) {
    const from = Math.floor(random() * size);
    const layer = layerOf[from] + 1 + (random() < 0.15 ? 1 : 0);
    const home = homes.get(`${nodes[from].namespace} ${layer}`) ?? [];
    const callees =
      home.length > 0 && random() < AT_HOME ? home : layers[layer] ?? [];
    // squared: the first of a layer are called by many
    const to = callees[Math.floor(random() ** 2 * callees.length)];
    if (to) {
      const edge = call(nodes[from], to, random);
      edges.set(edge.id, edge);
    }
  }
  return answer(nodes, [...edges.values()]);
}

/** The next answer of the same mesh: every number has changed, and nothing else. */
export function nextAnswer(before: Topology, seed: number): Topology {
  const random = randomNumbers(seed);
  const renew = <T extends { stats: TrafficStats }>(part: T): T => ({
    ...part,
    stats: http(
      (part.stats.requestsPerSecond ?? 0) * (0.95 + random() / 10),
      part.stats.successRate ?? 1,
      part.stats.latencyMs?.mean ?? 20,
    ),
  });
  return answer(before.nodes.map(renew), before.edges.map(renew));
}

/** The next answer after a deployment: a share of the workloads has gone, and as many have come. */
export function replaceSome(
  before: Topology,
  share: number,
  seed: number,
): Topology {
  const random = randomNumbers(seed);
  const gone = new Set(
    before.nodes.filter(() => random() < share).map(({ id }) => id),
  );
  const renamed = (id: string) => (gone.has(id) ? `${id}-new` : id);
  return answer(
    before.nodes.map(node => ({ ...node, id: renamed(node.id) })),
    before.edges.map(edge => {
      const source = renamed(edge.source);
      const target = renamed(edge.target);
      return { ...edge, id: `${source}>${target}`, source, target };
    }),
  );
}

function workload(
  index: number,
  namespace: number,
  random: () => number,
): TopologyNode {
  const failing = random() < FAILING;
  return {
    id: `w${index}`,
    type: 'workload',
    cluster: 'east',
    namespace: `team-${namespace}`,
    kind: random() < 0.1 ? 'StatefulSet' : 'Deployment',
    name: `service-${index}`,
    meshed: { running: 2, total: 2 },
    entityRefs: [],
    mtls: 'mesh',
    stats: http(
      1 + 400 * random() ** 3,
      failing ? 0.6 + random() * 0.35 : 0.9995,
      5 + random() * 200,
    ),
  };
}

function call(
  source: TopologyNode,
  target: TopologyNode,
  random: () => number,
): TopologyEdge {
  return {
    id: `${source.id}>${target.id}`,
    source: source.id,
    target: target.id,
    protocol: 'http',
    mtls: 'mesh',
    stats: http(
      1 + 100 * random() ** 3,
      target.stats.successRate ?? 1,
      target.stats.latencyMs?.mean ?? 20,
    ),
    countedBy: 'source',
  };
}

function http(
  requestsPerSecond: number,
  successRate: number,
  mean: number,
): TrafficStats {
  const requests = Math.round(requestsPerSecond * WINDOW_SECONDS);
  const failures = Math.round(requests * (1 - successRate));
  return {
    requestsPerSecond,
    successRate: 1 - failures / requests,
    latencyMs: { mean },
    counts: { successes: requests - failures, failures, requests },
  };
}

function answer(nodes: TopologyNode[], edges: TopologyEdge[]): Topology {
  return {
    window: '5m',
    source: 'prometheus',
    measurements: [],
    warnings: [],
    nodes,
    edges,
  };
}
