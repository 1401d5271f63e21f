import {
  DependencyEnd,
  DependencyList,
  GatewayList,
  Timeline,
  TopologyNode,
  countDependencies,
  orderDependencies,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { DependencyOptions } from '../api';
import { cdn, measured, playlistsApi, videosApi, videosWeb } from './videoCatalog';

const HOUR = 3_600_000;

function ago(milliseconds: number): string {
  return new Date(Date.now() - milliseconds).toISOString();
}

function end(node: TopologyNode): DependencyEnd {
  const { id, name = '', cluster, namespace, kind, type } = node;
  return type === 'workload'
    ? { entityRef: `component:default/${name}`, nodeIds: [id], name }
    : { nodeIds: [id], name, cluster, namespace, kind };
}

/** One dependency of each state, and one outside of the mesh. */
export function videoDependencies(): DependencyList {
  return {
    counts: { undeclared: 2, unseen: 1, both: 1 },
    total: 4,
    dependencies: [
      {
        id: 'web-playlists',
        state: 'both',
        source: end(videosWeb),
        target: end(playlistsApi),
        declarations: [
          { relation: 'dependsOn', targetRef: 'component:default/playlists-api' },
        ],
        protocols: ['http'],
        firstSeenAt: ago(200 * HOUR),
        lastSeenAt: ago(0),
        stats: { requestsPerSecond: 18.4, successRate: 0.904 },
      },
      {
        id: 'playlists-videos',
        state: 'undeclared',
        source: end(playlistsApi),
        target: end(videosApi),
        declarations: [],
        protocols: ['http'],
        firstSeenAt: ago(48 * HOUR),
        lastSeenAt: ago(0),
        stats: { requestsPerSecond: 25.3, successRate: 0.69 },
        suggestion: {
          relation: 'consumesApis',
          targetRefs: ['api:default/videos'],
          editUrl: 'https://example.com/playlists-api/edit/catalog-info.yaml',
        },
      },
      {
        id: 'playlists-cdn',
        state: 'undeclared',
        source: end(playlistsApi),
        target: end(cdn),
        declarations: [],
        protocols: ['tcp'],
        firstSeenAt: ago(3 * HOUR),
        lastSeenAt: ago(0),
      },
      {
        id: 'playlists-legacy',
        state: 'unseen',
        source: end(playlistsApi),
        target: {
          entityRef: 'component:default/redis-legacy',
          nodeIds: [],
          name: 'redis-legacy',
        },
        declarations: [
          { relation: 'dependsOn', targetRef: 'component:default/redis-legacy' },
        ],
        protocols: [],
        lastSeenAt: ago(12 * 24 * HOUR),
      },
    ],
    rememberedSince: ago(41 * 24 * HOUR),
    retentionDays: 90,
    measurements: measured('5m').measurements,
    warnings: [],
  };
}

/** An hour in which videos-api begins to fail twenty minutes before its end. */
export function videoTimeline(endsAt = Date.now()): Timeline {
  const steps = 120;
  const failing = 40;
  const times = Array.from(
    { length: steps },
    (_, index) => endsAt - (steps - 1 - index) * 30_000,
  );
  return {
    ...measured('1h'),
    stepSeconds: 30,
    times,
    requests: times.map((_, index) => (index < 4 ? null : 1_300 + (index % 7))),
    failures: times.map((_, index) => {
      if (index < 4) {
        return null;
      }
      return index < steps - failing ? index % 3 : 230 + (index % 9) * 4;
    }),
    origins: [],
    changes: [
      {
        kind: 'rollout',
        at: times[steps - failing],
        nodeId: videosApi.id,
        name: 'videos-api',
        detail: '1.8.2',
      },
    ],
    rememberedSince: times[4],
  };
}

/** A gateway that answers, and one that does not. */
export function gateways(): GatewayList {
  return {
    gateways: [
      {
        cluster: 'east',
        remoteCluster: 'west',
        remoteKnown: true,
        name: 'linkerd-gateway',
        namespace: 'linkerd-multicluster',
        alive: true,
        latencyMs: { p50: 8, p95: 11, p99: 12 },
        mirroredServices: [{ namespace: 'podinfo', name: 'frontend-west' }],
      },
      {
        cluster: 'west',
        remoteCluster: 'south',
        remoteKnown: false,
        alive: false,
        mirroredServices: [],
      },
    ],
    warnings: [],
  };
}

/** What the backend would answer of a list, as one page. */
export function dependencyPage(
  list: DependencyList,
  { state, query, order, end: side, limit }: DependencyOptions,
): DependencyList {
  const found = orderDependencies(list.dependencies, { state, query, order });
  const rows = found.filter(
    ({ source }) =>
      side === undefined || (source.name === 'playlists-api') === (side === 'source'),
  );
  return {
    ...list,
    dependencies: rows.slice(0, limit),
    counts: countDependencies(list.dependencies),
    total: rows.length,
  };
}
