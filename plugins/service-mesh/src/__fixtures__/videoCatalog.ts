import type {
  ClusterInfo,
  EdgeProtocol,
  EntityStats,
  EntityWorkload,
  EntityWorkloads,
  MeasuredAnswer,
  MtlsState,
  PodStats,
  Topology,
  TopologyEdge,
  TopologyNode,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';

const WINDOW_SECONDS = 300;

/** Requests over five minutes with a success rate in percent and a 99th percentile. */
export function http(
  requestsPerSecond: number,
  successPercent: number,
  p99: number,
): TrafficStats {
  const answered = Math.round(requestsPerSecond * WINDOW_SECONDS);
  const successes = Math.round((answered * successPercent) / 100);
  return {
    requestsPerSecond,
    ...(answered > 0 && {
      successRate: successes / answered,
      latencyMs: {
        p50: Math.round(p99 * 0.08),
        p95: Math.round(p99 * 0.42),
        p99,
        mean: Math.round(p99 * 0.1),
      },
    }),
    counts: { successes, failures: answered - successes, requests: answered },
  };
}

/** Connections that carry no requests. */
export function tcp(
  openConnections: number,
  readBytesPerSecond: number,
  writeBytesPerSecond: number,
): TrafficStats {
  return { tcp: { openConnections, readBytesPerSecond, writeBytesPerSecond } };
}

/** A workload of the demo, fully meshed unless told otherwise. */
export function workload(
  name: string,
  options: Partial<TopologyNode> & { stats: TrafficStats },
): TopologyNode {
  const { kind = 'Deployment', namespace = 'video', cluster = 'east' } = options;
  return {
    id: `${cluster}/${namespace}/${kind}/${name}`,
    type: 'workload',
    cluster,
    namespace,
    kind,
    name,
    meshed: { running: 1, total: 1 },
    entityRefs: [`component:default/${name}`],
    mtls: 'mesh',
    ...options,
  };
}

/** A call between two nodes. */
export function call(
  source: TopologyNode,
  target: TopologyNode,
  protocol: EdgeProtocol,
  mtls: MtlsState,
  stats: TrafficStats,
): TopologyEdge {
  const identity = ({ name, namespace }: TopologyNode) =>
    `${name}.${namespace}.serviceaccount.identity.linkerd.cluster.local`;
  return {
    id: `${source.id}>${target.id}>${protocol}`,
    source: source.id,
    target: target.id,
    protocol,
    mtls,
    ...(mtls === 'mesh' && {
      clientIdentity: identity(source),
      serverIdentity: identity(target),
    }),
    stats,
    countedBy: source.type === 'workload' ? 'source' : 'target',
  };
}

const ingress: TopologyNode = workload('ingress', {
  namespace: 'ingress',
  meshed: { running: 0, total: 1 },
  entityRefs: [],
  mtls: undefined,
  stats: {},
});
export const videosWeb = workload('videos-web', {
  meshed: { running: 2, total: 2 },
  stats: http(24.6, 92.8, 531),
});
export const playlistsApi = workload('playlists-api', {
  meshed: { running: 3, total: 3 },
  versionSince: new Date(Date.now() - 2 * 3600_000).toISOString(),
  stats: http(19.3, 90.4, 486),
});
export const videosApi = workload('videos-api', {
  meshed: { running: 2, total: 2 },
  stats: http(27.4, 69, 212),
});
const searchIndex = workload('search-index', {
  namespace: 'search',
  stats: http(5.6, 88.3, 240),
});
export const digestMail = workload('digest-mail', {
  kind: 'CronJob',
  namespace: 'reporting',
  entityRefs: [],
  stats: { requestsPerSecond: 0, counts: { successes: 0, failures: 0 } },
});
export const playlistsDb = workload('playlists-db', {
  kind: 'StatefulSet',
  stats: tcp(12, 48_100, 9_600),
});
const videosDb = workload('videos-db', {
  kind: 'StatefulSet',
  stats: { tcp: { openConnections: 8, readBytesPerSecond: 121_000 } },
});
const thumbs = workload('thumbs', {
  kind: 'StatefulSet',
  namespace: 'media',
  entityRefs: [],
  stats: { tcp: { openConnections: 6, readBytesPerSecond: 84_000 } },
});
export const cdn: TopologyNode = {
  id: 'external/cdn.example:443',
  type: 'external',
  cluster: 'east',
  kind: 'External',
  name: 'cdn.example:443',
  entityRefs: [],
  stats: tcp(3, 14_200, 800),
};

const fromWeb = call(videosWeb, playlistsApi, 'http', 'mesh', http(18.4, 90.4, 484));
const fromDigest = call(digestMail, playlistsApi, 'http', 'mesh', http(0.9, 90.2, 498));
const toVideos = call(playlistsApi, videosApi, 'http', 'mesh', http(25.3, 69, 212));
const toDb = call(playlistsApi, playlistsDb, 'tcp', 'mesh', tcp(12, 48_100, 9_600));
const toCdn = call(playlistsApi, cdn, 'tcp', 'opaque', tcp(3, 14_200, 800));

/** What every answer of the fixtures says about its numbers. */
export function measured(window: string): MeasuredAnswer {
  const measuredAt = new Date(Date.now() - 4000).toISOString();
  return {
    window,
    measuredAt,
    source: 'prometheus',
    measurements: [
      {
        cluster: 'east',
        source: 'prometheus',
        windowSeconds: WINDOW_SECONDS,
        measuredAt,
      },
    ],
    warnings: [],
  };
}

/** The graph two calls around `playlists-api`. */
export function videoTopology(window = '5m'): Topology {
  return {
    ...measured(window),
    nodes: [
      ingress,
      videosWeb,
      playlistsApi,
      videosApi,
      searchIndex,
      digestMail,
      playlistsDb,
      videosDb,
      thumbs,
      cdn,
    ],
    edges: [
      call(ingress, videosWeb, 'http', 'none', http(24.6, 99.4, 531)),
      fromWeb,
      fromDigest,
      toVideos,
      toDb,
      toCdn,
      call(searchIndex, videosApi, 'http', 'mesh', http(2.1, 68.7, 198)),
      call(videosApi, videosDb, 'tcp', 'mesh', tcp(8, 121_000, 4000)),
      call(videosApi, thumbs, 'tcp', 'mesh', tcp(6, 84_000, 900)),
    ],
    focus: [playlistsApi.id],
  };
}

function pod(tail: string, stats: TrafficStats): PodStats {
  return {
    name: `playlists-api-6d5c7968f4-${tail}`,
    status: 'Running',
    ready: true,
    meshed: true,
    restarts: 0,
    createdAt: new Date(Date.now() - 2 * 3600_000).toISOString(),
    node: 'node-1',
    stats,
  };
}

/** The numbers of `playlists-api` with its peers and pods. */
export function videoStats(window = '5m'): EntityStats {
  return {
    ...measured(window),
    workloads: [
      {
        workload: playlistsApi,
        inbound: [
          { peer: videosWeb, edge: fromWeb },
          { peer: digestMail, edge: fromDigest },
        ],
        outbound: [
          { peer: videosApi, edge: toVideos },
          { peer: playlistsDb, edge: toDb },
          { peer: cdn, edge: toCdn },
        ],
        pods: [
          pod('x7k2p', http(6.5, 90.1, 492)),
          pod('q9d4m', http(6.4, 90.4, 486)),
          pod('b3n8w', http(6.4, 90.6, 471)),
        ],
        errors: [],
      },
    ],
  };
}

/** The one workload of `playlists-api`, which may be tapped. */
export const videoWorkload: EntityWorkload = {
  cluster: 'east',
  namespace: 'video',
  kind: 'Deployment',
  name: 'playlists-api',
  id: 'dpm-playlists-api',
  meshed: { running: 3, total: 3 },
  tap: { allowed: true },
};

export function videoWorkloads(): EntityWorkloads {
  return {
    workloads: [videoWorkload],
    match: {
      selector: 'backstage.io/kubernetes-id=playlists-api',
      clusters: ['east', 'west'],
    },
    warnings: [],
  };
}

/** A cluster that works. */
export function readyCluster(name: string): ClusterInfo {
  return {
    name,
    state: 'ready',
    kubernetesVersion: 'v1.34.4',
    mesh: {
      id: 'linkerd',
      version: 'edge-25.9.1',
      controlPlaneNamespace: 'linkerd',
      clusterName: name,
    },
    metrics: {
      source: 'prometheus',
      description: 'http://prometheus.example',
      scrapeIntervalSeconds: 10,
      steps: [{ step: 'configuration', outcome: 'used' }],
    },
    tap: { enabled: true },
    pods: { meshed: 31, total: 36 },
  };
}
